//! Which language an answer has, and what its head says of it.

use std::collections::BTreeSet;

use super::{DOCUMENTS, TRANSLATION, asked};
use crate::support::client::NOTHING;
use crate::support::service::service;

#[test]
fn the_first_language_that_is_there_is_used_and_never_is_one_refused() {
    for (accepted, language) in [
        (None, "en-GB"),
        (Some("de"), "de"),
        (Some("de-CH-1996"), "de"),
        (Some("DE-at, en;q=0.1"), "de"),
        (Some("fr, es;q=0.9, de;q=0.2"), "de"),
        (Some("en;q=0.4, de;q=0.6"), "de"),
        (Some("*, de;q=0.1"), "de"),
        (Some("en-US, de;q=0.5"), "en-GB"),
        (Some("en, de"), "en-GB"),
        (Some("de;q=0"), "en-GB"),
        (Some("de;q=0, fr"), "en-GB"),
        (Some("*"), "en-GB"),
        (Some("fr"), "en-GB"),
        (Some("deutsch, ???"), "en-GB"),
        (Some(""), "en-GB"),
    ] {
        let answer = asked(service(), "POST", "/v1/triage", accepted, Some(NOTHING));
        assert_eq!(answer.header("content-language"), language, "{accepted:?}");
        assert_eq!(answer.text().ends_with(TRANSLATION), language == "de", "{accepted:?}");
    }
}

#[test]
fn every_answer_with_texts_says_its_language_and_that_it_depends_on_the_one_accepted() {
    let varies = |vary: &str| -> BTreeSet<String> { vary.split(',').map(|name| name.trim().to_lowercase()).collect() };
    for language in [None, Some("de"), Some("fr")] {
        let expected = if language == Some("de") { "de" } else { "en-GB" };
        for target in ["/v1/triage", "/v1/interview"] {
            let answer = asked(service(), "POST", target, language, Some(NOTHING));
            assert_eq!(answer.header("content-language"), expected, "{target}");
            let vary = varies(&answer.header("vary"));
            assert!(vary.contains("accept-language") && vary.contains("accept"), "{target}: {vary:?}");
        }
        for path in DOCUMENTS {
            let answer = asked(service(), "GET", path, language, None);
            assert_eq!(answer.header("content-language"), expected, "{path}");
            assert!(varies(&answer.header("vary")).contains("accept-language"), "{path}");
        }
    }
}

#[test]
fn each_language_of_a_document_has_a_tag_of_its_own() {
    for path in DOCUMENTS {
        let english = asked(service(), "GET", path, None, None).header("etag");
        let german = asked(service(), "GET", path, Some("de"), None).header("etag");
        assert_ne!(english, german, "{path}");
        let again = |language: &str, tag: &str| {
            service().send("GET", path, &[("accept-language", language), ("if-none-match", tag)], None::<&str>)
        };
        let known = again("de", &german);
        assert_eq!((known.status, known.header("content-language")), (304, "de".to_owned()), "{path}");
        assert!(known.header("vary").to_lowercase().contains("accept-language"), "{path}");
        assert_eq!(again("de", &english).status, 200, "{path}");
        assert_eq!(again("en", &english).status, 304, "{path}");
    }
}

#[test]
fn a_batch_has_one_language_and_its_problems_are_english() {
    let headers = [("content-type", "application/x-ndjson"), ("accept-language", "de")];
    let answer = service().send("POST", "/v1/triage/batch", &headers, Some(format!("{NOTHING}\n{{\n{NOTHING}\n")));
    assert_eq!((answer.status, answer.header("content-language")), (200, "de".to_owned()));
    assert!(answer.header("vary").to_lowercase().contains("accept-language"));
    let lines: Vec<&str> = answer.text().lines().collect();
    assert_eq!(lines.len(), 3);
    for line in [lines[0], lines[2]] {
        assert!(line.ends_with(&format!("{TRANSLATION}}}")), "{line}");
        assert!(line.contains("Haben Sie") || line.contains("Wie alt sind Sie?"), "{line}");
    }
    assert!(lines[1].contains("\"code\":\"not_json\""), "{}", lines[1]);
    assert!(!lines[1].contains("translation"), "{}", lines[1]);
}

#[test]
fn head_of_a_document_says_the_language_too() {
    let head = "HEAD /v1/rules HTTP/1.1\r\nHost: x\r\nAccept-Language: de\r\n\r\n";
    assert_eq!(service().raw(head).header("content-language"), "de");
}
