//! Entity tags, and what may be kept by whom.

use std::collections::BTreeSet;

use super::TAGGED;
use crate::support::client::Answer;
use crate::support::service::service;

fn asked_with(path: &str, header: (&str, &str)) -> Answer {
    service().send("GET", path, &[header], None::<&str>)
}

#[test]
fn a_document_has_a_tag_and_is_not_sent_again_to_who_has_it() {
    for path in TAGGED {
        let first = service().get(path);
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.header("cache-control"), "no-cache", "{path}");
        let tag = first.header("etag");
        assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
        for known in [
            tag.clone(),
            "*".to_owned(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            format!("W/\"other\", W/{tag}"),
        ] {
            let again = asked_with(path, ("if-none-match", &known));
            assert_eq!(again.status, 304, "{path}: {known}");
            assert_eq!(again.header("etag"), tag, "{path}");
            assert_eq!(again.header("cache-control"), "no-cache", "{path}");
        }
        for unknown in ["\"other\"", "W/\"other\"", "\"\"", &tag[1..tag.len() - 1]] {
            let again = asked_with(path, ("if-none-match", unknown));
            assert_eq!((again.status, &again.body), (200, &first.body), "{path}: {unknown}");
        }
    }
}

#[test]
fn head_of_a_document_that_is_known_is_not_modified() {
    for path in TAGGED {
        let tag = service().get(path).header("etag");
        let head = format!("HEAD {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\n\r\n");
        assert_eq!(service().raw(head).status, 304, "{path}");
    }
}

#[test]
fn tags_differ_between_documents_and_stay_between_requests() {
    let tags: BTreeSet<String> = TAGGED.iter().map(|path| service().get(path).header("etag")).collect();
    assert_eq!(tags.len(), TAGGED.len());
    assert_eq!(tags, TAGGED.iter().map(|path| service().get(path).header("etag")).collect());
}

#[test]
fn an_answer_about_a_person_is_kept_nowhere() {
    let answer = service().post("/v1/triage", r#"{"findings":{}}"#);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("etag"), "");
    let again = [("content-type", "application/json"), ("if-none-match", "*")];
    service().send("POST", "/v1/triage", &again, Some(r#"{"findings":{}}"#)).expect(200);
}

#[test]
fn health_is_kept_nowhere() {
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(service().get(path).header("cache-control"), "no-store");
    }
}
