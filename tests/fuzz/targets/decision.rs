//! Any findings: the decision is total, the same twice and in any order of keys, and keeps its laws (the ids of the
//! specification stand beside them; tests/clinical/invariants tries the same laws on payloads drawn by chance).
#![no_main]

#[path = "../../clinical/support/answer_as_sent.rs"]
mod answer_as_sent;

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde::de::DeserializeSeed as _;
use serde_json::{Value, json};
use twitch_triage::answer::AnswerOptions;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::answers::{Answer, Findings};
use twitch_triage::clinical::model::finding::{Kind, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::status::Status;
use twitch_triage::clinical::model::vector::Start;
use twitch_triage::{BOOK, SERVICE};

use self::answer_as_sent::as_sent;

/// Payloads to begin with: almost every payload of random answers is an emergency, from which little is learnt.
static BEGINNINGS: LazyLock<Vec<Findings>> = LazyLock::new(|| {
    let all = BOOK.vectors.vectors.iter().map(|vector| {
        let mut said = match vector.start_from {
            Start::Baseline => BOOK.vectors.baseline.clone(),
            Start::EverythingUnknown => BOOK.vectors.everything_unknown.clone(),
            Start::Nothing => BOOK.vectors.nothing.clone(),
        };
        said.extend(vector.change.clone());
        let mut findings = read(&Value::Object(said).to_string());
        for id in &vector.screens_completed {
            findings.complete(BOOK.completable_screen(id).expect("a screen"));
        }
        findings
    });
    all.collect()
});

/// A payload, and a finding that is looked at closely.
#[derive(Debug)]
struct Case {
    findings: Findings,
    /// A three-valued finding of the classes for which unknown lies between absent and present.
    sign: FindingIndex,
    turn: usize,
}

impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut findings = bytes.choose(&BEGINNINGS)?.clone();
        for _ in 0..bytes.int_in_range(0..=24)? {
            let index = bytes.choose_index(BOOK.findings.len())?;
            findings.set(index, answer(bytes, index)?);
        }
        let screens: u16 = bytes.arbitrary()?;
        for (place, screen) in BOOK.screens.iter().enumerate().filter(|(place, _)| screens >> place & 1 == 1) {
            if BOOK.completable_screen(&screen.id) == Some(place) {
                findings.complete(place);
            }
        }
        Ok(Self { findings, sign: *bytes.choose(&SIGNS)?, turn: bytes.int_in_range(0..=200)? })
    }
}

fn answer(bytes: &mut Unstructured, index: FindingIndex) -> arbitrary::Result<Answer> {
    let finding = &BOOK.findings[index];
    let answers = finding.answers.len();
    Ok(match (bytes.int_in_range(0..=5)?, finding.kind) {
        (0, _) => Answer::NotSent,
        (1, _) => Answer::Unknown,
        (_, Kind::Integer) => Answer::Number(bytes.int_in_range(finding.minimum..=finding.maximum)?),
        (_, Kind::SomeOf) => Answer::Several(bytes.int_in_range(0..=(1u32 << answers) - 1)?),
        (_, Kind::Tri) => Answer::Choice(bytes.int_in_range(tri::PRESENT..=tri::ABSENT)?),
        (_, Kind::OneOf) => {
            let word = bytes.choose(&finding.answers)?;
            finding.word(&word.value).expect("an answer of the finding")
        }
    })
}

static SIGNS: LazyLock<Vec<FindingIndex>> = LazyLock::new(|| {
    let is_sign = |index: &FindingIndex| {
        let finding = &BOOK.findings[*index];
        finding.class.is_u() && finding.kind == Kind::Tri
    };
    (0..BOOK.findings.len()).filter(is_sign).collect()
});

// What is prepared once is no work of an input: on a busy machine it alone would take the second that one may take.
fuzz_target!(init: { (LazyLock::force(&SERVICE), LazyLock::force(&BEGINNINGS)); }, |case: Case| {
    let decision = BOOK.decide(&case.findings);
    assert_eq!(written(&decision), written(&BOOK.decide(&case.findings)));
    is_sane(&decision);
    keeps_its_bytes_in_another_order(&case);
    never_falls(&case);
    emergency_wins(&case.findings);
});

/// I-01, I-02, and what `status` and `possible` mean.
fn is_sane(decision: &Decision) {
    for outcome in [decision.least, decision.result, decision.most] {
        assert!(outcome.is_allowed(), "{outcome:?}");
        assert!(!decision.least.exceeds(outcome), "{:?} is more than {outcome:?}", decision.least);
    }
    assert!(decision.fired().any(|rule| rule.effect.level == decision.result.level));
    assert!(decision.fired().any(|rule| rule.effect.urgency == decision.result.urgency));
    if decision.status() == Status::Final {
        assert_eq!((decision.result, decision.most), (decision.least, decision.least));
    }
}

/// I-03: the answer is the same to the byte when the keys and the entries of lists come in another order.
fn keeps_its_bytes_in_another_order(case: &Case) {
    let screens: Vec<&str> = case.findings.completed().map(|screen| BOOK.screens[screen].id.as_str()).collect();
    let mut keys: Vec<(String, Value)> = (0..BOOK.findings.len())
        .filter_map(|index| {
            Some((BOOK.name(index).to_owned(), as_sent(&BOOK.findings[index], case.findings.get(index))?))
        })
        .collect();
    let body = |keys: &[(String, Value)]| {
        let keys: Vec<String> = keys.iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
        format!("{{\"findings\":{{{}}},\"screens_completed\":{}}}", keys.join(","), json!(screens))
    };
    let plain = body(&keys);
    keys.iter_mut().for_each(|(_, value)| value.as_array_mut().into_iter().for_each(|list| list.reverse()));
    let turn = case.turn % keys.len().max(1);
    keys.rotate_left(turn);
    let turned = body(&keys);
    let answer = |body: &str| SERVICE.triage(body.as_bytes()).expect("a valid payload").json(AnswerOptions::default());
    assert_eq!(answer(&plain), answer(&turned), "{plain}\n{turned}");
}

/// I-04: a red flag never lowers, and not knowing is never less than no.
fn never_falls(case: &Case) {
    let of = |answer| {
        let mut findings = case.findings.clone();
        findings.set(case.sign, answer);
        BOOK.decide(&findings).result
    };
    let [absent, missing, unknown, present] =
        [Answer::Choice(tri::ABSENT), Answer::NotSent, Answer::Unknown, Answer::Choice(tri::PRESENT)].map(of);
    let name = BOOK.name(case.sign);
    is_at_most(absent, missing, name);
    is_at_most(missing, unknown, name);
    is_at_most(unknown, present, name);
}

fn is_at_most(low: Outcome, high: Outcome, name: &str) {
    assert!(!low.exceeds(high), "{name}: {low:?} should be at most {high:?}");
}

/// I-06: an emergency sign makes a final emergency of every payload.
fn emergency_wins(findings: &Findings) {
    for (index, finding) in BOOK.findings.iter().enumerate() {
        if finding.screen.as_deref() == Some("emergency") && finding.kind == Kind::Tri {
            let mut findings = findings.clone();
            findings.set(index, Answer::Choice(tri::PRESENT));
            let decision = BOOK.decide(&findings);
            let emergency = Outcome { level: Level::ReferWorkup, urgency: Urgency::Emergency };
            assert_eq!((decision.result, decision.status()), (emergency, Status::Final), "{}", finding.name);
        }
    }
}

fn written(decision: &Decision) -> String {
    let Decision { facts, truths, open, least, result, most, in_scope, .. } = decision;
    format!("{facts:?} {truths:?} {open:?} {least:?} {result:?} {most:?} {in_scope}")
}

fn read(findings: &str) -> Findings {
    let mut deserializer = serde_json::Deserializer::from_str(findings);
    FindingsSeed(&BOOK).deserialize(&mut deserializer).expect("findings")
}
