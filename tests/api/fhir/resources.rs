//! The resources that do not change: what they hold, how they are found, their tags.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twitch_triage::clinical::model::finding::Kind;

use crate::support::form_response::BASE;
use crate::support::service::{BOOK, Service, service};

pub const PATHS: [&str; 15] = [
    "/fhir/metadata",
    "/fhir/Questionnaire/twitch-triage",
    "/fhir/Questionnaire/twitch-triage-adaptive",
    "/fhir/CodeSystem/levels",
    "/fhir/CodeSystem/urgencies",
    "/fhir/CodeSystem/findings",
    "/fhir/CodeSystem/answers",
    "/fhir/CodeSystem/rules",
    "/fhir/CodeSystem/advice",
    "/fhir/CodeSystem/problems",
    "/fhir/ValueSet/levels",
    "/fhir/ValueSet/urgencies",
    "/fhir/ValueSet/rules",
    "/fhir/ValueSet/findings",
    "/fhir/OperationDefinition/triage",
];

/// Every item of a form, at any depth.
fn items(form: &Value) -> Vec<&Value> {
    let own = form["item"].as_array().into_iter().flatten();
    own.flat_map(|item| std::iter::once(item).chain(items(item))).collect()
}

fn form() -> Value {
    service().get("/fhir/Questionnaire/twitch-triage").expect(200)
}

#[test]
fn every_resource_has_the_version_in_force_a_canonical_url_and_a_tag() {
    for path in PATHS {
        let answer = service().get(path);
        assert_eq!(answer.header("content-type"), "application/fhir+json", "{path}");
        let tag = answer.header("etag");
        assert!(tag.starts_with('"'), "{path}");
        let resource = answer.expect(200);
        assert_eq!(resource["version"], BOOK.identity.version, "{path}");
        if path != "/fhir/metadata" {
            assert_eq!(resource["url"], format!("{BASE}{}", path.trim_start_matches("/fhir")), "{path}");
        }
        let again = service().send("GET", path, &[("if-none-match", &tag)], None::<&str>);
        assert_eq!(again.status, 304, "{path}");
        let as_json = service().send("GET", path, &[("accept", "application/json")], None::<&str>);
        assert_eq!(as_json.header("content-type"), "application/json", "{path}");
    }
}

#[test]
fn the_form_holds_every_question_once_with_the_answers_of_the_rule_book() {
    let form = form();
    let all = items(&form);
    let ids: BTreeSet<&str> = all.iter().map(|item| item["linkId"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), all.len(), "distinct ids");
    for finding in &BOOK.findings {
        let item = all.iter().find(|item| item["linkId"] == finding.name.as_str()).expect("an item");
        assert!(item["text"].as_str().expect("a text").starts_with(&finding.question), "{}", finding.name);
        assert!(item.get("required").is_none() && item.get("initial").is_none());
        assert_eq!(item["code"][0]["system"], format!("{BASE}/CodeSystem/findings"));
        let options = item["answerOption"].as_array().map_or(0, Vec::len);
        let offered = finding.answers.iter().filter(|answer| answer.offered && answer.value != "unknown").count();
        match finding.kind {
            Kind::Integer => assert_eq!((options, &item["type"]), (0, &json!("integer"))),
            Kind::Tri => assert_eq!(options, 3),
            Kind::OneOf | Kind::SomeOf => assert_eq!(options, offered + 1),
        }
        assert_eq!(item["repeats"] == true, finding.kind == Kind::SomeOf);
        if let Some(help) = finding.help.as_ref().filter(|_| finding.help_always) {
            assert!(item["text"].as_str().expect("a text").ends_with(help.as_str()), "{}", finding.name);
        }
    }
}

#[test]
fn every_screen_ends_with_none_of_these_and_the_heading_does_not() {
    let form = form();
    for screen in &BOOK.screens {
        let group = form["item"].as_array().expect("items").iter().find(|item| item["linkId"] == screen.id.as_str());
        let group = group.expect("a group");
        let last = group["item"].as_array().and_then(|items| items.last()).expect("an item");
        let is_end = last["linkId"] == format!("{}.none_of_these", screen.id);
        assert_eq!(is_end, !screen.heading_only, "{}", screen.id);
    }
}

#[test]
fn a_member_is_shown_once_its_group_is_answered_otherwise_than_no_and_a_condition_is_said_in_the_words_of_fhir() {
    let form = form();
    let all = items(&form);
    let when = |name: &str| {
        let item = all.iter().find(|item| item["linkId"] == name).expect("an item");
        let conditions = item["enableWhen"].as_array().cloned().unwrap_or_default().into_iter().map(|condition| {
            let (operator, question) =
                (condition["operator"].as_str().expect("one"), condition["question"].as_str().expect("one"));
            let answer = condition["answerCoding"]["code"].as_str().map(str::to_owned);
            format!("{question} {operator} {}", answer.unwrap_or_else(|| condition["answerInteger"].to_string()))
        });
        (conditions.collect::<Vec<String>>().join(", "), item["enableBehavior"].as_str().unwrap_or_default().to_owned())
    };
    for group in &BOOK.group_questions {
        for member in &group.members {
            let name = BOOK.name(group.index);
            let expected = format!("{name} = Y, {name} = asked-unknown");
            assert_eq!(when(BOOK.name(*member)), (expected, "any".to_owned()));
        }
    }
    for (name, conditions, behavior) in [
        ("infant_spells_or_poor_feeding", "age_years < 2", ""),
        ("jerks_new_4_weeks", "jerks_move_body = Y, jerks_move_body = asked-unknown", "any"),
        ("jerks_are_hiccups", "jerks_move_body = Y, jerks_only_falling_asleep != Y", "all"),
        ("face_one_of_many", "sites = sites.eyelid, sites = sites.face_other", "any"),
        (
            "muscle_pain",
            "cramps_frequent = Y, cramps_frequent = asked-unknown, med_statin = Y, med_statin = asked-unknown",
            "any",
        ),
        (
            "decline_tempo",
            "weakness_functional = Y, weakness_functional = asked-unknown, weakness_perceived = Y, \
             weakness_perceived = asked-unknown, speech_change = Y, speech_change = asked-unknown, \
             swallowing_difficulty = Y, swallowing_difficulty = asked-unknown",
            "any",
        ),
        ("change_since_assessment", "already_assessed = already_assessed.neurologist_exam_and_emg_reassuring", ""),
        ("muscle_wasting", "", ""),
    ] {
        assert_eq!(when(name), (conditions.to_owned(), behavior.to_owned()), "{name}");
    }
    let conditional = BOOK.findings.iter().filter(|finding| finding.asked_when.is_some());
    for finding in conditional {
        assert!(!when(&finding.name).0.is_empty(), "{} is always shown", finding.name);
    }
}

#[test]
fn a_form_is_found_by_its_canonical_url_and_version() {
    let form = form();
    let url = format!("{BASE}/Questionnaire/twitch-triage");
    let version = &BOOK.identity.version;
    for (query, found) in [
        (format!("url={url}"), true),
        (format!("url={url}%7C{version}"), true),
        (format!("url={url}&version={version}&_format=json"), true),
        (format!("url={url}&version=0.0.1"), false),
        ("url=https://example.test/q".to_owned(), false),
    ] {
        let bundle = service().get(&format!("/fhir/Questionnaire?{query}")).expect(200);
        assert_eq!(bundle["type"], "searchset");
        assert_eq!(bundle["total"], u8::from(found), "{query}");
        if found {
            assert_eq!(bundle["entry"][0]["resource"], form);
        }
    }
}

#[test]
fn the_code_systems_are_complete() {
    let codes = |id: &str| -> Vec<String> {
        let system = service().get(&format!("/fhir/CodeSystem/{id}")).expect(200);
        let concepts = system["concept"].as_array().expect("concepts");
        assert_eq!(system["count"], concepts.len());
        concepts.iter().map(|concept| concept["code"].as_str().expect("a code").to_owned()).collect()
    };
    assert_eq!(codes("levels").len(), 5);
    assert_eq!(codes("urgencies").len(), 5);
    assert_eq!(codes("findings"), BOOK.findings.iter().map(|finding| finding.name.clone()).collect::<Vec<_>>());
    assert_eq!(codes("rules").len(), BOOK.rules.len() + 1);
    assert_eq!(codes("advice").len(), BOOK.advice.len());
    let answers: BTreeSet<String> = codes("answers").into_iter().collect();
    for option in items(&form()).iter().flat_map(|item| item["answerOption"].as_array().into_iter().flatten()) {
        let coding = &option["valueCoding"];
        if coding["system"] == format!("{BASE}/CodeSystem/answers") {
            assert!(answers.contains(coding["code"].as_str().expect("a code")), "{coding}");
        }
    }
    assert!(answers.contains("decline_tempo.none") && !answers.contains("course.unknown"));
    let problems = codes("problems");
    for code in ["invalid_body", "too_deep", "unknown_key", "doubled_entry"] {
        assert!(problems.iter().any(|known| known == code), "{code}");
    }
    let selectable = service().get("/fhir/ValueSet/levels").expect(200);
    assert_eq!(selectable["compose"]["include"][0]["concept"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_capabilities_name_what_is_served_and_where_only_when_the_operator_said() {
    let statement = service().get("/fhir/metadata").expect(200);
    assert_eq!(statement["fhirVersion"], "4.0.1");
    assert_eq!(statement["software"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(statement["implementation"].get("url").is_none());
    let known = Service::start(&["--public-url", "https://triage.clinic.test"]);
    let statement = known.client.get("/fhir/metadata").expect(200);
    assert_eq!(statement["implementation"]["url"], "https://triage.clinic.test/fhir");
}
