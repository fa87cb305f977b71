//! `twitch-triage serve`: the service over HTTP, until a signal.

use std::time::Duration;

use super::failure::Failure;
use super::knowledge::{rule_book, translated_rule_book};
use crate::clinical::model::rule_book::RuleBook;
use crate::server::parts::Parts;
use crate::server::shutdown::ShutdownSignals;
use crate::server::{self, StartError};
use crate::settings::command_line_faults::unknown_variables;
use crate::settings::{KnowledgeSettings, Settings};
use crate::telemetry::logging;

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Settings(faults) => Self::Refused(faults),
            StartError::Io(error) => error.into(),
        }
    }
}

/// Every fault of the settings and of the files that they name.
pub(super) fn faults(settings: &Settings) -> Vec<String> {
    let in_words = |failure: Option<Failure>| match failure {
        Some(Failure::Refused(faults)) => faults,
        Some(Failure::Failed(fault)) => vec![fault],
        Some(Failure::Unread) | None => Vec::new(),
    };
    let of_rule_book = in_words(translated_rule_book(&settings.knowledge, settings.languages.as_deref()).err());
    let of_second = in_words(second_rule_book(settings).err());
    // A fault of the locale is one of both.
    let of_second = of_second.into_iter().filter(|fault| !of_rule_book.contains(fault)).collect::<Vec<_>>();
    of_rule_book.into_iter().chain(of_second).chain(of_settings(settings)).collect()
}

/// The rule book of `--compare-with`, with the words of the same locale.
fn second_rule_book(settings: &Settings) -> Result<Option<RuleBook>, Failure> {
    let Some(folder) = &settings.compare_with else { return Ok(None) };
    let knowledge = KnowledgeSettings { rule_book: Some(folder.clone()), locale: settings.knowledge.locale.clone() };
    rule_book(&knowledge).map(Some)
}

fn of_settings(settings: &Settings) -> Vec<String> {
    Parts::load(settings).err().unwrap_or_default()
}

/// Serves. `command` is the whole command line, which knows the names of all settings.
pub(super) fn run(settings: &Settings, command: &clap::Command) -> Result<(), Failure> {
    // Dropped at the end, it writes what is still queued.
    let _log = logging::init(&settings.log).map_err(|error| {
        let faults = std::iter::once(error).chain(faults(settings));
        Failure::Refused(faults.collect())
    })?;
    for variable in unknown_variables(command) {
        tracing::warn!(variable, "unknown setting");
    }
    let refuse = |failure| match failure {
        Failure::Refused(_) => Failure::Refused(faults(settings)),
        other => other,
    };
    let books = translated_rule_book(&settings.knowledge, settings.languages.as_deref()).map_err(refuse)?;
    let compare_with = second_rule_book(settings).map_err(refuse)?;
    actix_web::rt::System::new().block_on(async {
        // Before a supervisor can know that the service is up.
        let signals = ShutdownSignals::listen()?;
        let bound = server::bind(settings, books, compare_with)?;
        let scheme = if bound.is_encrypted { "https" } else { "http" };
        for address in &bound.addresses {
            tracing::info!(target: logging::ALWAYS, url = %format_args!("{scheme}://{address}"), "listening");
        }
        for address in bound.operations_addresses() {
            tracing::info!(target: logging::ALWAYS, url = %format_args!("http://{address}"), "serving health and metrics");
        }
        Ok(bound.run_until_signal(signals, Duration::from_secs(settings.drain_s)).await?)
    })
}
