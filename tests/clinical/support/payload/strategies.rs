//! Random payloads of every kind of result.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::json;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::{Class, Finding, Kind, UNKNOWN};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::{Level, Urgency};
use twitch_triage::clinical::model::status::Status;
use twitch_triage::clinical::model::truth::Truth;

use super::{ABSENT, PRESENT, Payload, answer, book, finding, index, of_class, plain};

/// Both sides of every threshold of the specification, and the ends of the ranges.
const AGES: [i32; 12] = [30, 0, 1, 2, 15, 16, 39, 40, 54, 55, 70, 120];

const DAYS: [i32; 12] = [3, 0, 1, 14, 15, 27, 28, 83, 84, 90, 91, 36_500];

/// Every answer of a finding with choices, save "unknown".
pub fn choices(index: FindingIndex) -> Vec<Answer> {
    let answers = (0u8..).zip(&finding(index).answers);
    answers.filter(|(_, option)| option.value != UNKNOWN).map(|(place, _)| Answer::Choice(place)).collect()
}

/// In what way an answer differs from that of the payload that was drawn near.
#[derive(Clone, Copy, Debug)]
enum Drift {
    Missing,
    Unknown,
    Other,
}

/// Any payload: every class, contradictions, completed screens, and every answer that a finding takes.
pub fn payload() -> impl Strategy<Value = Payload> {
    use Drift::{Missing, Other, Unknown};
    let drawn = prop_oneof![
        4 => near(select(typical()), &[Missing, Unknown, Other, Other], 10, 0.1),
        3 => near(select(typical()), &[Other], 8, 0.1),
        3 => near(select(grouped()), &[Missing, Unknown, Other, Other], 10, 0.1),
        3 => near(select(ticked()), &[Missing, Unknown, Other, Other], 10, 0.95),
        2 => near(select(typical()), &[Missing, Missing, Unknown, Other], 25, 0.5),
        1 => anything(),
    ];
    drawn.boxed()
}

/// Every question that is asked is answered, those of class M too; what is not asked may be missing.
pub fn whole_payload() -> impl Strategy<Value = Payload> {
    let known = near(select(typical()), &[Drift::Other], 8, 0.1);
    (known, any::<bool>()).prop_map(|(payload, omits)| {
        let consistent = with_known_sites(with_known_tempo(payload));
        if omits { without_what_is_not_asked(consistent) } else { consistent }
    })
}

/// A payload in which every answer is known.
pub fn answered_payload() -> BoxedStrategy<Payload> {
    near(select(typical()), &[Drift::Other], 4, 0.1)
}

/// "None" is no tempo while there is a decline.
pub fn with_known_tempo(payload: Payload) -> Payload {
    let tempo = index("decline_tempo");
    let says_none = payload.says_nothing_of(tempo) || payload.get(tempo) == answer("decline_tempo", "none");
    if payload.claims_decline() && says_none {
        return payload.with(tempo, answer("decline_tempo", "stable_or_improving"));
    }
    payload
}

fn with_known_sites(payload: Payload) -> Payload {
    let sites = index("sites");
    if payload.says_nothing_of(sites) && !payload.denies_twitch() {
        return payload.with(sites, answer("sites", json!(["calf"])));
    }
    payload
}

fn without_what_is_not_asked(payload: Payload) -> Payload {
    let unasked: Vec<_> =
        book().conditional.iter().copied().filter(|&index| payload.asks(index) == Truth::False).collect();
    let silent = unasked.into_iter().filter(|&index| payload.get(index) != PRESENT);
    silent
        .filter(|&index| index != book().known.decline_tempo)
        .fold(payload.clone(), |payload, index| payload.with(index, Answer::NotSent))
}

/// Payloads of people whom one meets: harmless, with cramps, examined and reassured, with jerks, without a
/// twitch, with an eyelid that twitches for months.
fn typical() -> Vec<Payload> {
    let reassured = "neurologist_exam_and_emg_reassuring";
    let changes = [
        json!({}),
        json!({ "cramps_frequent": "present", "muscle_pain": "present", "duration_days": 60 }),
        json!({ "cramps_frequent": "present", "duration_days": 84, "age_years": 45 }),
        json!({ "cramps_frequent": "present", "fatigue": "present", "duration_days": 28, "sites": ["calf", "foot"] }),
        json!({ "already_assessed": reassured, "change_since_assessment": "absent", "age_years": 60,
                "duration_days": 90, "sites": ["hand", "calf"], "course": "worsening" }),
        json!({ "already_assessed": reassured, "change_since_assessment": "absent", "weakness_perceived": "present",
                "decline_tempo": "stable_or_improving" }),
        json!({ "jerks_move_body": "present", "jerks_only_falling_asleep": "present" }),
        json!({ "jerks_move_body": "present", "jerks_are_hiccups": "present" }),
        json!({ "jerks_move_body": "present", "suppressible_with_urge": "present" }),
        json!({ "twitch_present": "absent", "sites": [] }),
        json!({ "sites": ["eyelid"], "duration_days": 100, "course": "worsening" }),
        json!({ "age_years": 1 }),
        json!({ "pregnant_or_postpartum": "present" }),
    ];
    changes.iter().map(Payload::baseline_but).collect()
}

/// The same people, who tick what they have on completed screens and leave the rest out.
fn ticked() -> Vec<Payload> {
    let tick = |person: Payload| {
        let unticked = (0..book().findings.len()).filter(|&index| finding(index).screen.is_some());
        unticked
            .filter(|&index| person.get(index) == ABSENT)
            .fold(person.clone(), |payload, index| payload.with(index, Answer::NotSent))
    };
    typical().into_iter().map(tick).collect()
}

/// The same people, who answer the group questions and are asked for the members of none that they deny.
fn grouped() -> Vec<Payload> {
    let answer_groups = |person: Payload| {
        book().group_questions.iter().fold(person, |person, group| {
            if group.members.iter().any(|&member| person.get(member) != ABSENT) {
                return person.with(group.index, PRESENT);
            }
            let denied = person.with(group.index, ABSENT);
            group.members.iter().fold(denied, |denied, &member| denied.with(member, Answer::NotSent))
        })
    };
    typical().into_iter().map(answer_groups).collect()
}

/// Payloads near one of some: up to so many answers drift, each screen is completed now and then.
fn near(
    bases: impl Strategy<Value = Payload> + 'static,
    drifts: &[Drift],
    most: usize,
    completed: f64,
) -> BoxedStrategy<Payload> {
    let drift = (select(drifting()), select(drifts.to_vec()), any::<Index>());
    (bases, vec(drift, 0..=most), screens(completed))
        .prop_map(|(base, drifts, screens)| {
            let payload = drifts.into_iter().fold(base, |payload, (index, drift, other)| {
                payload.with(
                    index,
                    match drift {
                        Drift::Missing => Answer::NotSent,
                        Drift::Unknown => Answer::Unknown,
                        Drift::Other => *other.get(&KNOWN[index]),
                    },
                )
            });
            screens.into_iter().fold(payload, |payload, screen| payload.completing(screen))
        })
        .boxed()
}

/// Every finding. The plain facts and the mitigating ones stand in it more than once, for many rules read them.
fn drifting() -> Vec<FindingIndex> {
    let often = of_class(|class| class == Class::M).into_iter().chain(plain());
    (0..book().findings.len()).chain(often.flat_map(|index| [index; 3])).collect()
}

/// Whatever a caller may send, every answer as likely as any other.
fn anything() -> BoxedStrategy<Payload> {
    let answers: Vec<_> = (0..book().findings.len())
        .map(|index| prop_oneof![1 => Just(Answer::NotSent), 1 => Just(Answer::Unknown), 3 => known(index)].boxed())
        .collect();
    (answers, screens(0.3))
        .prop_map(|(answers, screens)| {
            let answers = answers.into_iter().enumerate();
            let payload = answers.fold(Payload::nothing(), |payload, (index, answer)| payload.with(index, answer));
            screens.into_iter().fold(payload, |payload, screen| payload.completing(screen))
        })
        .boxed()
}

/// The known answers of each finding: every choice; no site to four sites; the edges of numbers more often than others.
static KNOWN: LazyLock<Vec<Vec<Answer>>> = LazyLock::new(|| {
    let known = |finding: &Finding| -> Vec<Answer> {
        match finding.kind {
            Kind::Tri | Kind::OneOf => choices(index(&finding.name)),
            Kind::SomeOf => {
                let few = (0..1u32 << finding.answers.len()).filter(|sites| sites.count_ones() <= 4);
                few.map(Answer::Several).collect()
            }
            Kind::Integer => {
                let edges = if finding.name == "age_years" { AGES } else { DAYS };
                let others = (finding.minimum..=finding.maximum.min(500)).step_by(11);
                edges.repeat(4).into_iter().chain(others).map(Answer::Number).collect()
            }
        }
    };
    book().findings.iter().map(known).collect()
});

/// A known answer of a finding; an empty list of sites is one too.
pub fn known(index: FindingIndex) -> impl Strategy<Value = Answer> + Clone + use<> {
    select(KNOWN[index].as_slice())
}

/// Each screen, completed with a probability.
fn screens(completed: f64) -> BoxedStrategy<Vec<usize>> {
    let screens: Vec<_> = book().screens.iter().filter_map(|screen| book().completable_screen(&screen.id)).collect();
    let marks: Vec<_> = screens.iter().map(|_| proptest::bool::weighted(completed)).collect();
    marks
        .prop_map(move |marks| screens.iter().zip(marks).filter(|(_, mark)| *mark).map(|(&screen, _)| screen).collect())
        .boxed()
}

/// Up to so many of these, in their order.
pub fn some_of(indices: &[FindingIndex], most: usize) -> impl Strategy<Value = Vec<FindingIndex>> + use<> {
    subsequence(indices.to_vec(), 0..=most.min(indices.len()))
}

/// Draws this many payloads, the same ones each time.
pub fn drawn(payloads: &impl Strategy<Value = Payload>, count: usize) -> Vec<Payload> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| payloads.new_tree(&mut runner).unwrap().current()).collect()
}

fn decisions(count: usize) -> Vec<Decision<'static>> {
    drawn(&payload(), count).iter().map(Payload::decide).collect()
}

/// A law that is tested on emergencies only would hold for the wrong reason.
#[test]
fn random_payloads_come_to_every_kind_of_result_often() {
    let decisions = decisions(4_000);
    let often = |what: &str, holds: &dyn Fn(&Decision<'_>) -> bool| {
        let count = decisions.iter().filter(|decision| holds(decision)).count();
        assert!(count >= 100, "{what}: {count} of {}", decisions.len());
    };
    for level in [Level::BenignLifestyle, Level::CrampFasciculationSyndrome, Level::ReferWorkup] {
        often(&format!("{level:?}"), &|decision| decision.result.level == level);
    }
    for urgency in [Urgency::SelfCare, Urgency::Routine, Urgency::Soon, Urgency::UrgentSameDay, Urgency::Emergency] {
        often(&format!("{urgency:?}"), &|decision| decision.result.urgency == urgency);
    }
    for status in [Status::Final, Status::Provisional] {
        often(&format!("{status:?}"), &|decision| decision.status() == status);
    }
    often("contradiction", &|decision| decision.warning().is_some());
    often("no twitch", &|decision| !decision.in_scope);
}

#[test]
fn random_payloads_make_every_rule_true_and_every_openable_rule_unknown() {
    let decisions = decisions(6_000);
    let seen = |wanted: Truth| -> BTreeSet<&str> {
        let truths = decisions.iter().flat_map(|decision| book().rules.iter().zip(&decision.truths));
        truths.filter(|(_, truth)| **truth == wanted).map(|(rule, _)| rule.id.as_str()).collect()
    };
    let never = |seen: &BTreeSet<&str>| -> Vec<_> {
        book().rules.iter().map(|rule| rule.id.as_str()).filter(|id| !seen.contains(id)).collect()
    };
    assert_eq!(never(&seen(Truth::True)), Vec::<&str>::new(), "never true");
    let two_valued = ["R-S22", "R-R19", "R-K01", "R-B00", "R-K02", "R-K04", "R-X01"];
    let never_unknown: BTreeSet<_> = never(&seen(Truth::Unknown)).into_iter().collect();
    assert_eq!(never_unknown, BTreeSet::from(two_valued), "never unknown");
}
