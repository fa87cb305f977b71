//! Every path of the REST interface, and who may call it; with the page, so that one document describes both.

use super::{
    batch, compare, docs, evidence, health, intended_use, interview, metrics, openapi, problems, questionnaire, rules,
    test_cases, triage,
};
use crate::http::route_table::{Mount, PathAccess};
use crate::page;

/// Mounts what the main address serves, and states who may call each path. The metrics may have an address of their own.
pub fn mount(routes: &mut impl Mount, with_metrics: bool) {
    use PathAccess::{Health, Protected, Public};
    routes
        .handler(Protected, triage::triage)
        .handler(Protected, batch::batch)
        .handler(Protected, interview::interview)
        .handler(Protected, compare::compare)
        .handler(Protected, questionnaire::get_questionnaire)
        .handler(Protected, rules::list_rules)
        .handler(Protected, rules::get_rule)
        .handler(Protected, evidence::list_evidence)
        .handler(Protected, evidence::get_evidence)
        .handler(Protected, intended_use::get_intended_use)
        .handler(Protected, test_cases::list_test_cases)
        .handler(Protected, test_cases::get_test_case)
        .handler(Public, problems::get_problem)
        .handler(Health, health::live)
        .handler(Health, health::ready)
        .handler(Public, openapi::openapi_json)
        .handler(Public, openapi::openapi_lowered_json)
        .handler(Public, docs::docs)
        .handler(Public, docs::docs_slash)
        .handler(Public, docs::docs_asset);
    page::mount(routes);
    if with_metrics {
        mount_metrics(routes);
    }
}

fn mount_metrics(routes: &mut impl Mount) {
    routes.handler(PathAccess::Monitoring, metrics::metrics);
}

/// Mounts what an address of its own serves for those who run the service.
pub fn mount_operations(routes: &mut impl Mount) {
    routes.handler(PathAccess::Health, health::live).handler(PathAccess::Health, health::ready);
    mount_metrics(routes);
}
