//! Metrics in the text format of Prometheus. Counts only: nothing about a person, and a bounded number of series.

use std::time::Duration;

use prometheus::process_collector::ProcessCollector;
use prometheus::{
    HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::log_writer::dropped_lines;
use crate::clinical::model::outcome::Level;
use crate::clinical::model::status::Status;

/// Upper bounds of the durations that are counted together, in seconds.
const BUCKETS: &[f64] =
    &[0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The metrics.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    /// Requests that are being answered.
    pub in_flight: IntGauge,
    /// Requests refused because too many were in flight.
    pub shed: IntCounter,
    /// Requests refused because their caller sent too many.
    pub rate_limited: IntCounter,
    /// Heads that could not be read or were too large; no request came of them.
    pub malformed_heads: IntCounter,
    durations: HistogramVec,
    /// By level and status; all exist from the start, so that the first decision shows as an increase.
    decisions: [[IntCounter; 2]; 3],
    /// By indicator of the card.
    cards: IntCounterVec,
    /// By outcome and reason.
    feedback: IntCounterVec,
    /// By how the second answer stands to the first.
    comparisons: IntCounterVec,
    log_lines_dropped: IntCounter,
    /// Key and certificate files that are invalid, so that older contents are in force.
    pub stale_files: IntGauge,
}

impl Metrics {
    /// Metrics of a service with a rule book.
    ///
    /// # Errors
    ///
    /// Two metrics of one name: a bug in this service.
    pub fn new(version: &str, digest: &str) -> prometheus::Result<Self> {
        let duration = HistogramOpts::new(
            "http_server_request_duration_seconds",
            "Time until the answer began, by method, route and status",
        );
        let rule_book = IntGaugeVec::new(
            Opts::new("twitch_triage_rule_book_info", "The rule book in force; always 1"),
            &["version", "digest"],
        )?;
        rule_book.with_label_values(&[version, digest]).set(1);
        let build =
            IntGaugeVec::new(Opts::new("twitch_triage_build_info", "The program; always 1"), &["version", "revision"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION"), env!("BUILT_FROM_COMMIT")]).set(1);
        let decisions = IntCounterVec::new(
            Opts::new("twitch_triage_decisions_total", "Decisions, by triage level and status"),
            &["level", "status"],
        )?;
        let cards = IntCounterVec::new(
            Opts::new("twitch_triage_cds_cards_total", "Cards of CDS Hooks, by indicator"),
            &["indicator"],
        )?;
        let feedback = IntCounterVec::new(
            Opts::new("twitch_triage_cds_feedback_total", "Feedback on cards of CDS Hooks, by outcome and reason"),
            &["outcome", "reason"],
        )?;
        let metrics = Self {
            cards: cards.clone(),
            feedback: feedback.clone(),
            registry: Registry::new(),
            in_flight: IntGauge::new("http_server_requests_in_flight", "Requests that are being answered")?,
            shed: IntCounter::new(
                "twitch_triage_requests_shed_total",
                "Requests refused because too many were in flight",
            )?,
            rate_limited: IntCounter::new(
                "twitch_triage_requests_rate_limited_total",
                "Requests refused because their caller sent too many",
            )?,
            malformed_heads: IntCounter::new(
                "twitch_triage_malformed_heads_total",
                "Heads of requests that could not be read, or were too large",
            )?,
            stale_files: IntGauge::new(
                "twitch_triage_stale_files",
                "Files of keys and certificates that are missing or invalid, so that what was loaded before is in force",
            )?,
            comparisons: IntCounterVec::new(
                Opts::new("twitch_triage_comparisons_total", "Payloads that two rule books answered, by what differs"),
                &["kind"],
            )?,
            log_lines_dropped: IntCounter::new(
                "twitch_triage_log_lines_dropped_total",
                "Log lines dropped because the reader of the log was too slow",
            )?,
            durations: HistogramVec::new(duration.buckets(BUCKETS.to_vec()), &["method", "route", "status"])?,
            decisions: Level::ALL
                .map(|level| Status::ALL.map(|status| decisions.with_label_values(&[level.word(), status.word()]))),
        };
        metrics.registry.register(Box::new(metrics.log_lines_dropped.clone()))?;
        metrics.registry.register(Box::new(metrics.stale_files.clone()))?;
        metrics.registry.register(Box::new(metrics.malformed_heads.clone()))?;
        metrics.registry.register(Box::new(metrics.in_flight.clone()))?;
        metrics.registry.register(Box::new(metrics.shed.clone()))?;
        metrics.registry.register(Box::new(metrics.rate_limited.clone()))?;
        metrics.registry.register(Box::new(metrics.durations.clone()))?;
        metrics.registry.register(Box::new(metrics.comparisons.clone()))?;
        metrics.registry.register(Box::new(decisions))?;
        metrics.registry.register(Box::new(cards))?;
        metrics.registry.register(Box::new(feedback))?;
        metrics.registry.register(Box::new(rule_book))?;
        metrics.registry.register(Box::new(build))?;
        metrics.registry.register(Box::new(ProcessCollector::for_self()))?;
        Ok(metrics)
    }

    /// Counts an answered request.
    pub fn request_answered(&self, method: &str, route: &str, status: &str, duration: Duration) {
        self.durations.with_label_values(&[method, route, status]).observe(duration.as_secs_f64());
    }

    /// Counts a decision.
    pub fn decided(&self, level: Level, status: Status) {
        let of_level = self.decisions.get(level as usize);
        of_level.and_then(|of_level| of_level.get(status as usize)).into_iter().for_each(IntCounter::inc);
    }

    /// Counts a card by its indicator.
    pub fn card(&self, indicator: &'static str) {
        self.cards.with_label_values(&[indicator]).inc();
    }

    /// Counts what became of a card, and why it was overridden; both from a list that is known.
    pub fn feedback(&self, outcome: &'static str, reason: &'static str) {
        self.feedback.with_label_values(&[outcome, reason]).inc();
    }

    /// Counts a comparison of two rule books, apart from the decisions.
    pub fn compared(&self, kind: &str) {
        self.comparisons.with_label_values(&[kind]).inc();
    }

    /// All metrics as text.
    ///
    /// # Errors
    ///
    /// A metric that cannot be written: a bug in this service.
    pub fn text(&self) -> prometheus::Result<String> {
        self.log_lines_dropped.inc_by(dropped_lines().saturating_sub(self.log_lines_dropped.get()));
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}
