//! What a person is always told: not to stop a medicine, when to come back, in the words of the country.

use std::collections::BTreeSet;

use serde_json::json;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::outcome::{Level, Urgency};

use super::{Kind, holds, served};
use crate::support::body::{Body, Random, book};
use crate::support::given_texts;
use crate::support::planted_fault::Planted;
use crate::vignettes::vignettes;

const DO_NOT_STOP: &str = "do not stop";

fn person_texts(decision: &Decision) -> String {
    let reasons = decision.fired().map(|rule| rule.person.clone());
    let advice = given_texts::advice(decision).into_iter().map(|advice| advice.text.clone());
    reasons.chain(advice).chain([decision.headline().into_owned()]).collect::<Vec<_>>().join(" ")
}

/// Bodies of every kind: vectors, vignettes, and random ones.
fn many_bodies() -> Vec<Body> {
    let mut random = Random(12);
    let vectors = book().vectors.vectors.iter().map(|vector| Body {
        findings: book().vectors.findings_of(vector),
        screens_completed: vector.screens_completed.clone(),
    });
    let vignettes = vignettes().iter().map(|vignette| vignette.body(book()));
    let near = (0..2000).map(|_| random.body_near_baseline(book())).collect::<Vec<_>>();
    vectors.chain(vignettes).chain(near).collect()
}

#[test]
fn the_texts_about_medicines_say_not_to_stop() {
    let text = |place: &str| {
        let texts = served(book());
        texts.into_iter().find(|text| text.place == place && text.kind != Kind::Clinician).unwrap().text
    };
    for place in ["A01", "A08", "R-B02", "R-U11", "R-U04", "A17"] {
        let text = text(place);
        assert!(holds(&text, DO_NOT_STOP) || holds(&text, "do not do it alone"), "{place}: {text}");
    }
    let screen = book().screens.iter().find(|screen| screen.id == "health_and_medicines").unwrap();
    assert!(holds(&screen.introduction, DO_NOT_STOP));
}

/// The rules that are about a medicine.
const MEDICINE_RULES: [&str; 7] = ["R-E15", "R-U03", "R-U11", "R-S14", "R-S18", "R-R11", "R-B02"];

/// H12, I-32: at every urgency, also where other advice is withheld.
#[test]
fn every_answer_in_which_a_medicine_counts_says_not_to_stop_it() {
    let mut urgencies = BTreeSet::new();
    let mut count = 0;
    let medicines: Vec<&str> =
        book().findings.iter().map(|finding| finding.name.as_str()).filter(|name| name.starts_with("med_")).collect();
    let mut random = Random(12);
    for body in many_bodies() {
        let body = body.with(random.pick::<&str>(&medicines), "present");
        let decision = book().decide(&body.read(book()));
        if !MEDICINE_RULES.iter().any(|rule| decision.has_fired(rule)) {
            continue;
        }
        let advice = given_texts::advice(&decision);
        assert!(advice.iter().any(|advice| ["A01", "A08"].contains(&advice.id.as_str())), "{body:?}");
        assert!(holds(&person_texts(&decision), DO_NOT_STOP), "{body:?}");
        urgencies.insert(decision.result.urgency);
        count += 1;
    }
    assert!(count > 1500, "only {count} answers were about a medicine");
    assert!(urgencies.contains(&Urgency::Emergency) && urgencies.len() == 4, "{urgencies:?}");
}

#[test]
fn whoever_drinks_much_is_told_not_to_stop_suddenly_at_every_urgency() {
    let mut urgencies = BTreeSet::new();
    for body in many_bodies() {
        let decision = book().decide(&body.with("alcohol_high", "present").read(book()));
        let a17 = given_texts::advice(&decision).into_iter().find(|advice| advice.id == "A17");
        assert!(holds(&a17.unwrap().text, "do not stop suddenly"));
        urgencies.insert(decision.result.urgency);
    }
    assert_eq!(urgencies.len(), 5);
}

#[test]
fn whoever_is_worried_is_answered_at_every_urgency_below_emergency() {
    let mut urgencies = BTreeSet::new();
    for body in many_bodies() {
        let body = body.with("worried_about_serious_disease", "present");
        let decision = book().decide(&body.read(book()));
        let given = given_texts::advice(&decision).iter().any(|advice| advice.id == "A22");
        assert_eq!(given, decision.result.urgency != Urgency::Emergency, "{body:?}");
        urgencies.insert(decision.result.urgency);
    }
    assert_eq!(urgencies.len(), 5);
}

#[test]
fn levels_1_and_2_always_say_when_to_come_back_and_to_look_again_after_two_or_four_weeks() {
    for body in many_bodies() {
        let decision = book().decide(&body.read(book()));
        let low = decision.result.level != Level::ReferWorkup;
        let days = if decision.result.urgency == Urgency::SelfCare { 14 } else { 28 };
        assert_eq!(decision.recheck_after_days(), low.then_some(days));
        let come_back_if = decision.come_back_if();
        assert!(come_back_if.len() > 60, "{come_back_if}");
        if low && decision.in_scope {
            for sign in ["weakness", "speech", "swallowing", "thinner", "anything new after a reassuring examination"] {
                assert!(come_back_if.contains(sign), "{sign}: {come_back_if}");
            }
        }
    }
}

#[test]
fn the_question_about_an_assessment_names_who_examined_what_and_how() {
    let finding = book().findings.iter().find(|finding| finding.name == "already_assessed").unwrap();
    let label = &finding.answers.iter().find(|answer| answer.value.starts_with("neurologist")).unwrap().label;
    for word in ["neurologist", "strength", "EMG", "needle test"] {
        assert!(label.contains(word), "{word}: {label}");
    }
}

#[test]
fn another_locale_changes_words_and_no_decision() {
    let other = Planted::new()
        .edit("locale.toml", "", "emergency_number = \"999\"", "emergency_number = \"112\"")
        .edit("locale.toml", "", "advice_line = \"NHS 111\"", "advice_line = \"116 117\"")
        .edit("locale.toml", "", "emergency_department = \"A&E\"", "emergency_department = \"the Notaufnahme\"")
        .edit("locale.toml", "", "crisis_line = \"Samaritans, 116 123\"", "crisis_line = \"Telefonseelsorge\"")
        .compiled();
    for body in many_bodies() {
        let findings = body.read(book());
        let (here, there) = (book().decide(&findings), other.decide(&findings));
        assert_eq!((here.result, here.least, here.most), (there.result, there.least, there.most));
        assert_eq!(here.truths, there.truths);
        let ids = |decision: &Decision| {
            given_texts::advice(decision).iter().map(|advice| advice.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&here), ids(&there));
    }
    // No word of the locale stands in a text by itself: it would survive in another country.
    let survivors: Vec<String> = served(&other)
        .into_iter()
        .filter(|text| !matches!(text.kind, Kind::Clinician | Kind::IntendedUse))
        .filter(|text| ["999", "111", "A&E", "NHS", "Samaritans"].iter().any(|word| text.text.contains(word)))
        .map(|text| text.text)
        .collect();
    assert_eq!(survivors, [""; 0]);
    let changed = served(&other).into_iter().zip(served(book())).filter(|(there, here)| there.text != here.text);
    assert_eq!(
        changed.count(),
        11,
        "two emergency notes, two headlines, two urgencies, the advice on mood, the emergency screen, the help on fits and \
         two texts of the page"
    );
}

#[test]
fn the_texts_of_a_provisional_answer_say_so_far() {
    let decision = book().decide(&Body::baseline().with("course", json!("unknown")).read(book()));
    assert!(decision.headline().starts_with("So far: "), "{}", decision.headline());
}
