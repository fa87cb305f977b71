//! The whole answer as `Parameters`: what a program reads of a decision.

use serde_json::{Value, json};

use crate::answer::evidence_ids;
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::explanation::Workup;
use crate::clinical::decide::question::Questions;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::Rule;
use crate::fhir_resource::canonical::{Canonical, CodeSystem};
use crate::triage_service::Triaged;

/// The answer.
#[must_use]
pub fn parameters(triaged: &Triaged, questions: &Questions) -> Value {
    let decision = &triaged.decision;
    let book = decision.book;
    let canonical = Canonical::for_book(book);
    let Outcome { level, urgency } = decision.result;
    let words = &book.texts.clinician_words;
    let level = canonical.coding_in_words(CodeSystem::Levels, level.word(), words.level(level));
    let urgency = canonical.coding_in_words(CodeSystem::Urgencies, urgency.word(), words.urgency(urgency));
    let mut all = vec![
        json!({ "name": "level", "valueCoding": level }),
        json!({ "name": "urgency", "valueCoding": urgency }),
        code("status", decision.status().word()),
        json!({ "name": "in-scope", "valueBoolean": decision.in_scope }),
        parts("least", outcome(decision.least).into()),
        parts("most", outcome(decision.most).into()),
        parts(
            "headline",
            vec![text("person", &decision.headline()), text("clinician", &decision.clinician_headline().to_string())],
        ),
    ];
    all.extend(decision.fired().map(|rule| reason(triaged, rule)));
    all.extend(decision.advice().into_iter().filter_map(|place| book.advice.get(place)).map(|advice| {
        let evidence = advice.text.evidence.iter().map(|id| text("evidence", id));
        parts(
            "advice",
            [text("id", &advice.text.id), text("person", &advice.text.text)].into_iter().chain(evidence).collect(),
        )
    }));
    all.extend(workup(decision));
    all.push(text("seek-help-now-if", &decision.seek_help_now_if()));
    all.push(text("come-back-if", decision.come_back_if()));
    all.extend(decision.recheck_after_days().map(|days| {
        let duration = json!({ "value": days, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d" });
        json!({ "name": "recheck-after", "valueDuration": duration })
    }));
    let next = questions.next.iter().map(|next| question(decision, "next-question", next.index, next.asked));
    let lowering = questions.lowering.iter();
    all.extend(next.chain(lowering.map(|low| question(decision, "lowering-question", low.index, low.asked))));
    all.push(text("not-a-diagnosis", &book.texts.fixed.not_a_diagnosis));
    let identity = &book.identity;
    let rule_book = vec![text("id", &identity.id), text("version", &identity.version), text("digest", &book.digest)];
    all.push(parts("rule-book", rule_book));
    json!({ "resourceType": "Parameters", "id": "answer", "parameter": all })
}

/// A rule that fired, with the items of the form on which it rests.
fn reason(triaged: &Triaged, rule: &Rule) -> Value {
    let decision = &triaged.decision;
    let book = decision.book;
    let coding = Canonical::for_book(book).coding(CodeSystem::Rules, &rule.id);
    let mut all = vec![json!({ "name": "rule", "valueCoding": coding })];
    all.extend(outcome(rule.effect));
    all.extend([text("person", &rule.person), text("clinician", &rule.clinician)]);
    let sent = decision.grounds(rule).intersection(triaged.findings().sent());
    all.extend(sent.iter().map(|index| text("item", book.name(index))));
    all.extend(evidence_ids(book, &rule.evidence).iter().map(|id| text("evidence", id)));
    parts("reason", all)
}

/// The workup suggested to a clinician.
fn workup(decision: &Decision) -> Vec<Value> {
    let book = decision.book;
    let suggestions = decision.workup(&decision.suspected_groups());
    let in_words = suggestions.into_iter().filter_map(|suggestion| match suggestion {
        Workup::Group(place) => book.groups.get(place).map(|group| (&group.id, &group.workup)),
        Workup::Extra(place) => book.extra_workup.get(place).map(|extra| (&extra.text.id, &extra.text.text)),
    });
    in_words.map(|(id, words)| parts("workup", vec![text("group", id), text("clinician", words)])).collect()
}

fn question(decision: &Decision, name: &str, index: FindingIndex, asked: bool) -> Value {
    let words = decision.book.finding(index).map_or("", |finding| &finding.question);
    let asked = json!({ "name": "asked", "valueBoolean": asked });
    parts(name, vec![text("item", decision.book.name(index)), text("text", words), asked])
}

fn outcome(outcome: Outcome) -> [Value; 2] {
    [code("level", outcome.level.word()), code("urgency", outcome.urgency.word())]
}

fn text(name: &str, text: &str) -> Value {
    json!({ "name": name, "valueString": text })
}

fn code(name: &str, code: &str) -> Value {
    json!({ "name": name, "valueCode": code })
}

#[allow(clippy::needless_pass_by_value, reason = "every caller makes the list for this")]
fn parts(name: &str, parts: Vec<Value>) -> Value {
    json!({ "name": name, "part": parts })
}
