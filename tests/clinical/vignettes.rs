//! The vignettes in `tests/vignettes`: short human stories, each with the body it is sent as and the whole decision.
//!
//! Their expectations come from a second implementation. For every rule one vignette fires it and one just misses it,
//! and "just missed" is proved: the change of one single answer makes the rule fire.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::answers::Findings;
use twitch_triage::clinical::model::finding::{Kind, UNKNOWN};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule::computed;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::status::Status;

use crate::support::body::{Body, book};
use crate::support::given_texts;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vignette: Vec<Vignette>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vignette {
    pub(crate) id: String,
    pub(crate) story: String,
    pub(crate) about: String,
    pub(crate) how: How,
    screens_completed: Vec<String>,
    findings: Map<String, Value>,
    pub(crate) expect: Expect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    Fires,
    JustMissed,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Expect {
    #[serde(flatten)]
    pub(crate) decision: Expected,
    pub(crate) next_questions: Vec<String>,
    pub(crate) asked_already: Vec<String>,
    pub(crate) lowering_questions: Vec<String>,
}

/// The decision, in the words of a vignette.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Expected {
    pub(crate) level: Level,
    pub(crate) urgency: Urgency,
    pub(crate) status: Status,
    pub(crate) in_scope: bool,
    pub(crate) least: Outcome,
    pub(crate) most: Outcome,
    pub(crate) rules: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) suspected_groups: Vec<String>,
    pub(crate) advice: Vec<String>,
}

impl Expected {
    pub(crate) fn of(decision: &Decision) -> Self {
        Self {
            level: decision.result.level,
            urgency: decision.result.urgency,
            status: decision.status(),
            in_scope: decision.in_scope,
            least: decision.least,
            most: decision.most,
            rules: decision.fired().map(|rule| rule.id.clone()).collect(),
            warnings: decision.warning().map(|warning| warning.id.clone()).into_iter().collect(),
            suspected_groups: given_texts::groups(decision).iter().map(|group| group.id.clone()).collect(),
            advice: given_texts::advice(decision).iter().map(|advice| advice.id.clone()).collect(),
        }
    }
}

impl Vignette {
    /// The body it is sent as. TOML has no null: `"unknown"` stands for it where a finding takes no words.
    pub(crate) fn body(&self, book: &RuleBook) -> Body {
        let null = |(name, answer): (&String, &Value)| {
            let finding = book.finding_index(name).and_then(|index| book.finding(index));
            let takes_words = finding.is_none_or(|finding| matches!(finding.kind, Kind::Tri | Kind::OneOf));
            let answer = if *answer == UNKNOWN && !takes_words { Value::Null } else { answer.clone() };
            (name.clone(), answer)
        };
        Body { findings: self.findings.iter().map(null).collect(), screens_completed: self.screens_completed.clone() }
    }
}

/// Every vignette, in the order of the files.
pub(crate) fn vignettes() -> &'static [Vignette] {
    static VIGNETTES: OnceLock<Vec<Vignette>> = OnceLock::new();
    VIGNETTES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vignettes");
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        assert!(!paths.is_empty(), "there are no vignettes");
        let files = paths.iter().map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            file.vignette
        });
        files.flatten().collect()
    })
}

/// Whether a rule is among the reasons, or the warning is given.
fn fires(book: &RuleBook, id: &str, findings: &Findings) -> bool {
    let decision = book.decide(findings);
    decision.has_fired(id) || decision.warning().is_some_and(|warning| warning.id == id)
}

/// Whether the change of one single answer makes a rule fire.
fn is_one_answer_away(book: &RuleBook, id: &str, body: &Body) -> bool {
    body.neighbours(book).iter().any(|near| fires(book, id, &near.read(book)))
}

/// The rules for which no vignette is about them in this way.
fn without_a_vignette<'b>(book: &'b RuleBook, vignettes: &[Vignette], how: How) -> Vec<&'b str> {
    let about: BTreeSet<&str> =
        vignettes.iter().filter(|vignette| vignette.how == how).map(|vignette| vignette.about.as_str()).collect();
    let rules = book.rules.iter().map(|rule| rule.id.as_str()).chain([book.warning.id.as_str()]);
    rules.filter(|id| !about.contains(id)).collect()
}

#[test]
fn every_vignette_gives_exactly_the_decision_it_expects() {
    let mut wrong = Vec::new();
    for vignette in vignettes() {
        let findings = vignette.body(book()).read(book());
        let actual = Expected::of(&book().decide(&findings));
        if actual != vignette.expect.decision {
            let Vignette { id, story, expect, .. } = vignette;
            wrong.push(format!("{id}: {story}\nexpected {:#?}\ngot {actual:#?}", expect.decision));
        }
    }
    assert!(wrong.is_empty(), "{} vignettes do not come out:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_vignette_leaves_exactly_the_questions_it_expects() {
    for vignette in vignettes() {
        let Vignette { id, expect, .. } = vignette;
        let findings = vignette.body(book()).read(book());
        let questions = Questions::for_decision(&book().decide(&findings), &findings);
        let names = |indices: Vec<FindingIndex>| {
            indices.into_iter().map(|index| book().name(index).to_owned()).collect::<Vec<_>>()
        };
        let next = |asked: bool| {
            let next = questions.next.iter().filter(|question| question.asked == asked);
            names(next.map(|question| question.index).collect())
        };
        let lowering = names(questions.lowering.iter().map(|question| question.index).collect());
        assert_eq!(next(false), expect.next_questions, "{id}");
        assert_eq!(next(true), expect.asked_already, "{id}");
        assert_eq!(lowering, expect.lowering_questions, "{id}");
    }
}

#[test]
fn no_two_vignettes_share_an_id_or_a_body() {
    let mut ids = BTreeSet::new();
    let mut bodies: BTreeMap<String, &str> = BTreeMap::new();
    for vignette in vignettes() {
        assert!(ids.insert(&vignette.id), "the id {} stands twice", vignette.id);
        let mut screens = vignette.screens_completed.clone();
        screens.sort();
        let sent = format!("{:?} {screens:?}", vignette.findings);
        if let Some(other) = bodies.insert(sent, &vignette.id) {
            panic!("{} and {other} send the same body", vignette.id);
        }
    }
}

#[test]
fn every_vignette_tells_a_story_about_a_rule_that_exists_and_expects_a_result_that_is_allowed() {
    for Vignette { id, story, about, expect, .. } in vignettes() {
        let Expected { level, urgency, least, most, .. } = expect.decision;
        assert!(story.ends_with(['.', '!', '?']) && story.len() > 30, "{id}: its story is no sentence");
        assert!(book().rule(about).is_some() || book().warning.id == *about, "{id}: {about} is no rule");
        for outcome in [Outcome { level, urgency }, least, most] {
            assert!(outcome.is_allowed(), "{id} expects {outcome:?}");
        }
        let questions = [&expect.next_questions, &expect.asked_already, &expect.lowering_questions];
        for name in questions.into_iter().flatten() {
            assert!(book().finding_index(name).is_some(), "{id} expects the question {name}, which does not exist");
        }
    }
}

#[test]
fn every_rule_fires_in_a_vignette_about_it() {
    assert_eq!(without_a_vignette(book(), vignettes(), How::Fires), [""; 0]);
    for vignette in vignettes().iter().filter(|vignette| vignette.how == How::Fires) {
        let Vignette { id, about, expect: Expect { decision, .. }, .. } = vignette;
        let fired = decision.rules.iter().chain(&decision.warnings).any(|rule| rule == about);
        assert!(fired, "{id} does not fire {about}");
    }
}

#[test]
fn every_rule_is_just_missed_by_a_vignette_about_it() {
    assert_eq!(without_a_vignette(book(), vignettes(), How::JustMissed), [""; 0]);
    for vignette in vignettes().iter().filter(|vignette| vignette.how == How::JustMissed) {
        let Vignette { id, about, .. } = vignette;
        let body = vignette.body(book());
        assert!(!fires(book(), about, &body.read(book())), "{id} fires {about}");
        assert!(is_one_answer_away(book(), about, &body), "{id} is not one answer away from {about}");
    }
}

#[test]
fn a_rule_without_a_vignette_and_a_vignette_that_is_two_answers_away_are_noticed() {
    let others: Vec<Vignette> = vignettes_not_about("R-E16");
    assert_eq!(without_a_vignette(book(), &others, How::Fires), ["R-E16"]);
    assert_eq!(without_a_vignette(book(), &others, How::JustMissed), ["R-E16"]);
    let two_away = Body::baseline();
    assert!(!is_one_answer_away(book(), "R-E16", &two_away));
    assert!(is_one_answer_away(book(), "R-E16", &two_away.with("withdrawal_7d", "present")));
}

fn vignettes_not_about(rule: &str) -> Vec<Vignette> {
    let all = vignettes().iter().filter(|vignette| vignette.about != rule);
    all.map(|vignette| Vignette {
        id: vignette.id.clone(),
        story: String::new(),
        about: vignette.about.clone(),
        how: vignette.how,
        screens_completed: Vec::new(),
        findings: Map::new(),
        expect: Expect {
            decision: vignette.expect.decision.clone(),
            next_questions: Vec::new(),
            asked_already: Vec::new(),
            lowering_questions: Vec::new(),
        },
    })
    .collect()
}

#[test]
fn the_four_computed_rules_have_vignettes_too() {
    for id in
        [computed::REFERRAL_OPEN, computed::CRAMP_FASCICULATION_OPEN, computed::OTHER_OPEN, computed::CONTRADICTION]
    {
        for how in [How::Fires, How::JustMissed] {
            assert!(vignettes().iter().any(|vignette| vignette.about == id && vignette.how == how), "{id}: {how:?}");
        }
    }
}
