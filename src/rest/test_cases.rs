//! `GET /v1/test-cases` and `/v1/test-cases/{id}`: the vectors in force as bodies with the answers to expect, so that a
//! client can be tried on them.

mod invalid;

use actix_web::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use actix_web::mime::{self, Mime};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use self::invalid::InvalidCase;
use super::documents::Documents;
use super::rules::no_such_finding;
use crate::answer::problem::ProblemCode;
use crate::answer::{Possible, RuleBookInForce};
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::clinical::model::vector::Vector;
use crate::http::document::{Document, DocumentErrors};
use crate::http::later::Later;
use crate::http::media_type::NDJSON;
use crate::http::negotiation::{NoParameters, acceptable, query};
use crate::http::problem::{AcceptErrors, NotFoundError, Problem, QueryErrors};
use crate::http::state::HttpState;
use crate::request::schema::{FindingName, TriageRequest};
use crate::triage_service::Language;

/// Why an id leads to no case.
pub(super) const NO_SUCH_CASE: &str = "no test case has this id; `/v1/test-cases` lists them";

/// Test cases
///
/// The cases of the rule book in force, each as a body that can be sent as it is and the answer to expect; and bodies that
/// are refused, each with the problem to expect. With `Accept: application/x-ndjson` one case a line, without the refused
/// ones.
#[utoipa::path(tag = "rule book", operation_id = "test_cases", params(TestCaseQuery), responses(
    (status = 200, description = "The cases", content(
        (TestCaseList = "application/json"), (TestCase = "application/x-ndjson")),
     headers(("ETag" = String, description = "Entity tag; left out where cases are chosen, and of lines"))),
    DocumentErrors, NotFoundError,
))]
#[get("/v1/test-cases")]
pub async fn list_test_cases(
    request: HttpRequest,
    documents: Data<Later<Documents>>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    let wanted = query::<TestCaseQuery>(&request)?;
    let lines: Mime = NDJSON.parse().map_err(|_| Problem::internal())?;
    let form = acceptable(&request, &[&mime::APPLICATION_JSON, &lines])?;
    let book = &state.triage.book;
    let documents = documents.get()?;
    let rules = &documents.texts.of(Language::default()).rule;
    if let Some(id) = wanted.rule.as_ref().filter(|id| !rules.contains_key(*id)) {
        return Err(Documents::no_such_id("rule", "/v1/rules", rules, id));
    }
    if let Some(finding) = wanted.finding.as_ref().filter(|finding| book.finding_index(finding).is_none()) {
        return Err(no_such_finding(state.triage.finding_names(), finding));
    }
    let mut answer = if form == 1 {
        let line = |case| serde_json::to_string(&case).map(|line| line + "\n");
        let lines: String = wanted.cases(book).map(line).collect::<Result<_, _>>().map_err(|_| Problem::internal())?;
        HttpResponse::Ok().insert_header((CONTENT_TYPE, HeaderValue::from_static(NDJSON))).body(lines)
    } else if wanted.is_all() {
        let all = documents.test_cases.get_or_init(|| Document::json(&wanted.list(book)));
        all.as_ref().map_err(|_| Problem::internal())?.answer_any_query(&request)?
    } else {
        HttpResponse::Ok().json(wanted.list(book))
    };
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
    Ok(answer)
}

/// Test case
///
/// One case as a body that can be sent as it is, and the answer to expect.
#[utoipa::path(tag = "rule book", operation_id = "test_case",
    params(("id" = String, Path, description = "Id of the case", pattern = "^V[0-9]{2,5}$", max_length = 6, example = "V29")),
    responses(
    (status = 200, description = "The case", body = TestCase),
    QueryErrors, AcceptErrors, NotFoundError,
))]
#[get("/v1/test-cases/{id}")]
pub async fn get_test_case(
    request: HttpRequest,
    id: Path<String>,
    state: Data<HttpState>,
) -> Result<HttpResponse, Problem> {
    query::<NoParameters>(&request)?;
    acceptable(&request, &[&mime::APPLICATION_JSON])?;
    let book = &state.triage.book;
    let vector = book.vectors.vectors.iter().find(|vector| vector.id == *id);
    let missing = || Problem::new(ProblemCode::NotFound, NO_SUCH_CASE);
    let case = TestCase::new(book, vector.ok_or_else(missing)?);
    Ok(HttpResponse::Ok().json(case))
}

/// Which cases a caller wants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TestCaseQuery {
    /// Id of a rule: only the cases in which it fires.
    #[param(pattern = "^R-[A-Z][0-9]{2,5}$", max_length = 8, example = "R-S02")]
    rule: Option<String>,
    /// Name of a finding: only the cases that are about its answer.
    #[param(value_type = Option<FindingName>, example = "muscle_wasting")]
    finding: Option<String>,
}

impl<'a> TestCaseList<'a> {
    /// The first cases, and the first bodies that are refused.
    pub(super) fn first(book: &'a RuleBook, count: usize) -> Self {
        let cases = book.vectors.vectors.iter().take(count).map(|vector| TestCase::new(book, vector)).collect();
        let invalid = invalid::cases().into_iter().take(count).collect();
        Self { rule_book: RuleBookInForce::describe(book), cases, invalid }
    }
}

impl TestCaseQuery {
    fn is_all(&self) -> bool {
        self.rule.is_none() && self.finding.is_none()
    }

    fn cases<'a>(&self, book: &'a RuleBook) -> impl Iterator<Item = TestCase<'a>> {
        let vectors = book.vectors.vectors.iter().filter(|vector| self.includes(vector));
        vectors.map(|vector| TestCase::new(book, vector))
    }

    fn list<'a>(&self, book: &'a RuleBook) -> TestCaseList<'a> {
        let rule_book = RuleBookInForce::describe(book);
        TestCaseList { rule_book, cases: self.cases(book).collect(), invalid: invalid::cases() }
    }

    fn includes(&self, vector: &Vector) -> bool {
        let Vector { expect, change, .. } = vector;
        let fires = |rule: &String| expect.rules.contains(rule) || expect.warnings.contains(rule);
        self.rule.as_ref().is_none_or(fires) && self.finding.as_ref().is_none_or(|name| change.contains_key(name))
    }
}

/// The cases of the rule book in force.
#[derive(Serialize, ToSchema)]
pub struct TestCaseList<'a> {
    /// The rule book that they belong to.
    rule_book: RuleBookInForce,
    /// Bodies that are answered.
    cases: Vec<TestCase<'a>>,
    /// Bodies that are refused, whatever the parameters.
    #[schema(max_items = 100)]
    invalid: Vec<InvalidCase>,
}

/// A body and the answer to expect.
#[derive(Serialize, ToSchema)]
pub struct TestCase<'a> {
    /// Its id.
    #[schema(pattern = "^V[0-9]{2,5}$", example = "V29")]
    id: &'a str,
    /// What the case is.
    case: &'a str,
    /// The body, to be sent as it is.
    #[schema(value_type = TriageRequest)]
    request: CaseRequest<'a>,
    /// The answer to expect.
    expect: ExpectedAnswer<'a>,
}

/// The body of a case.
#[derive(Serialize)]
struct CaseRequest<'a> {
    findings: Map<String, Value>,
    screens_completed: &'a [String],
}

/// What the answer of `/v1/triage` must say.
#[derive(Serialize, ToSchema)]
pub struct ExpectedAnswer<'a> {
    /// The level.
    level: Level,
    /// The urgency.
    urgency: Urgency,
    /// The status.
    status: Status,
    /// Whether a twitch was reported.
    in_scope: bool,
    /// The least and the most that the answer can still become.
    possible: Possible,
    /// The rules among `reasons`, in their order.
    rules: &'a [String],
    /// The rules among `warnings`.
    warnings: &'a [String],
    /// With `?questions=all`: the findings of `next_questions` that were not asked yet, in their order.
    next_questions: &'a [String],
    /// With `?questions=all`: those of `next_questions` that were asked.
    asked_already: &'a [String],
    /// With `?questions=all`: the findings of `lowering_questions`.
    lowering_questions: &'a [String],
}

impl<'a> TestCase<'a> {
    /// The case of a vector.
    pub(super) fn new(book: &'a RuleBook, vector: &'a Vector) -> Self {
        let expect = &vector.expect;
        Self {
            id: &vector.id,
            case: &vector.case,
            request: CaseRequest {
                findings: book.vectors.findings_of(vector),
                screens_completed: &vector.screens_completed,
            },
            expect: ExpectedAnswer {
                level: expect.level,
                urgency: expect.urgency,
                status: if expect.provisional { Status::Provisional } else { Status::Final },
                in_scope: expect.in_scope,
                possible: Possible { least: expect.possible.least, most: expect.possible.most },
                rules: &expect.rules,
                warnings: &expect.warnings,
                next_questions: &expect.next_questions,
                asked_already: &expect.asked_already,
                lowering_questions: &expect.lowering_questions,
            },
        }
    }
}
