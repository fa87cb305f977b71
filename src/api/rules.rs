//! `GET /v1/rules` and `/v1/rules/{id}`: the rule book in force.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Service;
use super::document::ErrorsOfDocument;
use super::negotiation::query;
use super::problem::{Code, NoSuchDocument, Problem};
use super::request_schema::FindingName;
use super::wording::{BothTexts, RuleBookInForce, ids_of_evidence};
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

/// Rules
///
/// Every rule with its condition, effect, wording and sources, in the order of reasons: the most urgent first. With
/// `finding`, only the rules that read it.
#[utoipa::path(tag = "rule book", operation_id = "rules", params(Options), responses(
    (status = 200, description = "The rules", body = RuleList,
     headers(("ETag" = String, description = "Entity tag"))),
    ErrorsOfDocument,
))]
#[get("/v1/rules")]
pub async fn list_rules(request: HttpRequest, service: Data<Service>) -> Result<HttpResponse, Problem> {
    let documents = &service.documents;
    let document = match query::<Options>(&request)?.finding {
        None => &documents.rules,
        Some(finding) => documents.rules_of_finding.get(&finding).ok_or_else(|| {
            Problem::new(Code::BadQuery, "no finding has the name that `finding` gives; the questionnaire lists them")
        })?,
    };
    document.answer_any_query(&request)
}

/// Which rules a caller wants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Options {
    /// Name of a finding: only the rules that read it, also through a derived finding.
    #[param(value_type = Option<FindingName>, example = "muscle_wasting")]
    finding: Option<String>,
}

/// Rule
///
/// One rule with its condition, effect, wording and sources.
#[utoipa::path(tag = "rule book", operation_id = "rule",
    params(("id" = String, Path, description = "Id of the rule", pattern = "^R-[A-Z][0-9]{2,5}$", max_length = 8, example = "R-S02")),
    responses(
    (status = 200, description = "The rule", body = RuleShown,
     headers(("ETag" = String, description = "Entity tag"))),
    ErrorsOfDocument, NoSuchDocument,
))]
#[get("/v1/rules/{id}")]
pub async fn get_rule(request: HttpRequest, id: Path<String>, service: Data<Service>) -> Result<HttpResponse, Problem> {
    let document = service.documents.rule.get(id.as_str());
    document.ok_or_else(|| Problem::new(Code::NotFound, "no rule has this id"))?.answer(&request)
}

/// The rules in force.
#[derive(Serialize, ToSchema)]
pub struct RuleList<'a> {
    /// The rule book that they belong to.
    rule_book: RuleBookInForce,
    /// Date of the last clinical review; null when no clinician has reviewed the rule book.
    #[schema(format = Date)]
    reviewed: Option<&'a str>,
    /// A new review is due this many months after the last one.
    #[schema(minimum = 1, maximum = 120)]
    review_interval_months: u32,
    /// The rules, the most urgent first.
    rules: Vec<RuleShown<'a>>,
}

/// A rule.
#[derive(Serialize, ToSchema)]
pub struct RuleShown<'a> {
    /// Its id.
    #[schema(pattern = "^R-[A-Z][0-9]{2,5}$", example = "R-S02")]
    id: &'a str,
    /// Level that it leads to; null for the warning about contradictions.
    level: Option<Level>,
    /// Urgency that it leads to; null for the warning about contradictions.
    urgency: Option<Urgency>,
    /// False when the rule says that there is nothing to assess.
    in_scope: bool,
    /// All these clauses must hold; null for the rules about open questions and contradictions, which are computed.
    when: Option<&'a [ClauseText]>,
    /// The reason in words.
    text: BothTexts,
    /// Ids of its sources.
    evidence: Vec<String>,
    /// Groups of causes that it suspects.
    groups: Vec<&'a str>,
}

impl<'a> RuleList<'a> {
    /// The rules of a rule book.
    pub fn of(book: &'a RuleBook) -> Self {
        Self::with(book, all(book).collect())
    }

    /// The rules that read a finding.
    pub fn reading(book: &'a RuleBook, index: FindingIndex) -> Self {
        let rules = book.rules.iter().filter(|rule| book.findings_of(rule).contains(index));
        Self::with(book, rules.map(|rule| shown(book, rule)).collect())
    }

    fn with(book: &'a RuleBook, rules: Vec<RuleShown<'a>>) -> Self {
        Self {
            rule_book: RuleBookInForce::of(book),
            reviewed: book.identity.reviewed.as_deref(),
            review_interval_months: book.identity.review_interval_months,
            rules,
        }
    }
}

/// Every rule, the warning about contradictions last.
pub fn all(book: &RuleBook) -> impl Iterator<Item = RuleShown<'_>> {
    let warning = RuleShown {
        id: &book.warning.id,
        level: None,
        urgency: None,
        in_scope: true,
        when: None,
        text: BothTexts::new(&book.warning.person, &book.warning.clinician),
        evidence: Vec::new(),
        groups: Vec::new(),
    };
    book.rules.iter().map(|rule| shown(book, rule)).chain([warning])
}

impl RuleShown<'_> {
    /// Its id.
    pub fn id(&self) -> &str {
        self.id
    }
}

fn shown<'a>(book: &'a RuleBook, rule: &'a Rule) -> RuleShown<'a> {
    RuleShown {
        id: &rule.id,
        level: Some(rule.effect.level),
        urgency: Some(rule.effect.urgency),
        in_scope: rule.in_scope,
        when: rule.condition.as_ref().map(|_| rule.when.as_slice()),
        text: BothTexts::new(&rule.person, &rule.clinician),
        evidence: ids_of_evidence(book, &rule.evidence),
        groups: rule.groups.iter().filter_map(|place| book.groups.get(*place)).map(|group| group.id.as_str()).collect(),
    }
}
