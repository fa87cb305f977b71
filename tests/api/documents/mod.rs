//! Documents that do not change while the service runs: what they hold, and how they are kept by a caller.

mod caching;
mod contract_page;
mod page;
mod questionnaire;
mod rule_book;

use serde_json::Value;

/// Documents with an entity tag.
const TAGGED: [&str; 13] = [
    "/v1/questionnaire",
    "/v1/rules",
    "/v1/rules/R-E01",
    "/v1/rules/R-K03",
    "/v1/evidence",
    "/v1/evidence/E01",
    "/v1/intended-use",
    "/problems/not_json",
    "/openapi.json",
    "/openapi-3.0.json",
    "/docs",
    "/",
    "/page/page.js",
];

fn list<'v>(value: &'v Value, member: &str) -> &'v Vec<Value> {
    value[member].as_array().unwrap_or_else(|| panic!("{member} is no list"))
}
