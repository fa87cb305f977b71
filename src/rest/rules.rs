//! `GET /v1/rules` and `/v1/rules/{id}`: the rule book in force.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, VARY};
use actix_web::mime;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::documents::Documents;
use crate::answer::problem::ProblemCode;
use crate::answer::{RuleBookInForce, TextForBoth, evidence_ids};
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::translation::Translation;
use crate::http::document::DocumentErrors;
use crate::http::language::{AcceptedLanguages, FORM_AND_LANGUAGE};
use crate::http::later::Later;
use crate::http::negotiation::{acceptable, query};
use crate::http::problem::{NotFoundError, Problem};
use crate::http::state::HttpState;
use crate::request::finding_name::{FindingNames, Meant};
use crate::request::schema::FindingName;

/// Rules
///
/// Every rule with its condition, effect, wording and sources, in the order of reasons: the most urgent first. With
/// `finding`, only the rules that read it. With `Accept: text/html`, without parameters, the whole rule book as one page to
/// read, to print and to initial.
#[utoipa::path(tag = "rule book", operation_id = "rules", params(RuleQuery, AcceptedLanguages), responses(
    (status = 200, description = "The rules", content((RuleList = "application/json"), (String = "text/html")),
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors,
))]
#[get("/v1/rules")]
pub async fn list_rules(
    request: HttpRequest,
    documents: Data<Later<Documents>>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    let documents = documents.get()?;
    let texts = documents.wanted(&request, &state);
    let document = match query::<RuleQuery>(&request)?.finding {
        None if acceptable(&request, &[&mime::APPLICATION_JSON, &mime::TEXT_HTML])? == 1 => {
            let mut page = documents.rule_page(&state.triage.book).answer_any_query(&request)?;
            page.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
            page.headers_mut().insert(VARY, FORM_AND_LANGUAGE);
            return Ok(page);
        }
        None => &texts.rules,
        Some(finding) => texts
            .rules_of_finding
            .get(&finding)
            .ok_or_else(|| no_such_finding(state.triage.finding_names(), &finding))?,
    };
    let mut answer = document.answer_any_query(&request)?;
    answer.headers_mut().insert(VARY, FORM_AND_LANGUAGE);
    Ok(answer)
}

/// The page has styles of its own and nothing else: no script, no picture from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// The parameter that names a finding gives none: where they are listed, and the one that was meant.
pub(super) fn no_such_finding(names: &FindingNames, finding: &str) -> Problem {
    let meant = names.meant(finding);
    let meant = meant.as_ref().and_then(Meant::name).map(|name| format!(", perhaps `{name}` was meant"));
    let detail = format!(
        "`finding` must be the name of a finding{}; `/v1/questionnaire` lists the findings",
        meant.unwrap_or_default()
    );
    Problem::new(ProblemCode::BadQuery, detail).parameter("finding")
}

/// Which rules a caller wants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RuleQuery {
    /// Name of a finding: only the rules that read it, also through a derived finding.
    #[param(value_type = Option<FindingName>, example = "muscle_wasting")]
    finding: Option<String>,
}

/// Rule
///
/// One rule with its condition, effect, wording and sources.
#[utoipa::path(tag = "rule book", operation_id = "rule",
    params(("id" = String, Path, description = "Id of the rule", pattern = "^R-[A-Z][0-9]{2,5}$", max_length = 8, example = "R-S02"), AcceptedLanguages),
    responses(
    (status = 200, description = "The rule", body = RuleEntry,
     headers(("ETag" = String, description = "Entity tag"))),
    DocumentErrors, NotFoundError,
))]
#[get("/v1/rules/{id}")]
pub async fn get_rule(
    request: HttpRequest,
    id: Path<String>,
    documents: Data<Later<Documents>>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    let rules = &documents.get()?.wanted(&request, &state).rule;
    rules.get(id.as_str()).ok_or_else(|| Documents::no_such_id("rule", "/v1/rules", rules, &id))?.answer(&request)
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
    rules: Vec<RuleEntry<'a>>,
    /// That the texts are a translation; left out in the language of the rule book.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    translation: Option<&'a Translation>,
}

/// A rule.
#[derive(Serialize, ToSchema)]
pub struct RuleEntry<'a> {
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
    text: TextForBoth,
    /// Ids of its evidence.
    evidence: Vec<String>,
    /// Groups of causes that it suspects.
    groups: Vec<&'a str>,
    /// That the texts are a translation; left out in the language of the rule book, and in a list, which says it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    translation: Option<&'a Translation>,
}

impl<'a> RuleList<'a> {
    /// The rules of a rule book.
    pub fn all(book: &'a RuleBook) -> Self {
        Self::with(book, all(book).collect())
    }

    /// The rules that read a finding.
    pub fn reading(book: &'a RuleBook, index: FindingIndex) -> Self {
        let rules = book.rules.iter().filter(|rule| book.findings_of(rule).contains(index));
        Self::with(book, rules.map(|rule| entry(book, rule)).collect())
    }

    fn with(book: &'a RuleBook, rules: Vec<RuleEntry<'a>>) -> Self {
        Self {
            rule_book: RuleBookInForce::describe(book),
            reviewed: book.identity.reviewed.as_deref(),
            review_interval_months: book.identity.review_interval_months,
            rules,
            translation: book.translation.as_ref(),
        }
    }
}

/// Every rule, the warning about contradictions last.
pub fn all(book: &RuleBook) -> impl Iterator<Item = RuleEntry<'_>> {
    let warning = RuleEntry {
        id: &book.warning.id,
        level: None,
        urgency: None,
        in_scope: true,
        when: None,
        text: TextForBoth::new(&book.warning.person, &book.warning.clinician),
        evidence: Vec::new(),
        groups: Vec::new(),
        translation: None,
    };
    book.rules.iter().map(|rule| entry(book, rule)).chain([warning])
}

impl<'a> RuleEntry<'a> {
    /// Its id.
    pub fn id(&self) -> &str {
        self.id
    }

    /// The same as a document of its own.
    pub fn alone(self, book: &'a RuleBook) -> Self {
        Self { translation: book.translation.as_ref(), ..self }
    }
}

fn entry<'a>(book: &'a RuleBook, rule: &'a Rule) -> RuleEntry<'a> {
    RuleEntry {
        id: &rule.id,
        level: Some(rule.effect.level),
        urgency: Some(rule.effect.urgency),
        in_scope: rule.in_scope,
        when: rule.condition.as_ref().map(|_| rule.when.as_slice()),
        text: TextForBoth::new(&rule.person, &rule.clinician),
        evidence: evidence_ids(book, &rule.evidence),
        groups: rule.groups.iter().filter_map(|place| book.groups.get(*place)).map(|group| group.id.as_str()).collect(),
        translation: None,
    }
}
