//! Every path of the REST interface, and who may call it; with the page, so that one document describes both.

use super::{
    batch, docs, evidence, health, intended_use, interview, metrics, openapi, problems, questionnaire, rules, triage,
};
use crate::http::route_table::{Mount, PathAccess};
use crate::page;

/// Mounts every handler, and states who may call its path.
pub fn mount(routes: &mut impl Mount) {
    use PathAccess::{Health, Monitoring, Protected, Public};
    routes
        .handler(Protected, triage::triage)
        .handler(Protected, batch::batch)
        .handler(Protected, interview::interview)
        .handler(Protected, questionnaire::get_questionnaire)
        .handler(Protected, rules::list_rules)
        .handler(Protected, rules::get_rule)
        .handler(Protected, evidence::list_evidence)
        .handler(Protected, evidence::get_evidence)
        .handler(Protected, intended_use::get_intended_use)
        .handler(Public, problems::get_problem)
        .handler(Health, health::live)
        .handler(Health, health::ready)
        .handler(Monitoring, metrics::metrics)
        .handler(Public, openapi::openapi_json)
        .handler(Public, openapi::openapi_lowered_json)
        .handler(Public, docs::docs)
        .handler(Public, docs::docs_slash)
        .handler(Public, docs::docs_asset);
    page::mount(routes);
}
