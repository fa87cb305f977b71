//! People to interview, and payloads that leave so little open that every way to complete them can be tried.

use std::collections::HashSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use twitch_triage::clinical::decide::facts::Facts;
use twitch_triage::clinical::decide::question::Questions;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::condition::{ClauseText, LiteralText};
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::group_question::GroupQuestion;
use twitch_triage::clinical::model::outcome::Outcome;
use twitch_triage::clinical::model::truth::Truth;

use crate::support::payload::{
    ABSENT, PRESENT, Payload, answer, answered_payload, book, choices, finding, index, of_class, payload, plain,
    some_of, u_tri,
};
use crate::support::rule_reading::{Reader, Reading, behind};

/// What a person would answer to every question that decides and that 3.4 and 3.14 ask, without contradictions. A key
/// that is asked and not sent is what the person does not know.
pub fn person() -> impl Strategy<Value = Payload> {
    payload().prop_map(|payload| consistent(&payload))
}

/// The same without what nobody asks, what contradicts itself, completed screens and classes N and O.
pub fn consistent(payload: &Payload) -> Payload {
    let deciding = of_class(|class| !matches!(class, Class::N | Class::O));
    let mut person = deciding.into_iter().fold(Payload::nothing(), |person, index| {
        let ticked_none = payload.is_settled_by_silence(index) && book().group_question(index).is_none();
        person.with(index, if ticked_none { ABSENT } else { payload.get(index) })
    });
    if person.of("twitch_present") == ABSENT && !person.says_nothing_of(index("sites")) {
        person = person.with(index("twitch_present"), PRESENT);
    }
    if person.denies_twitch() {
        let unasked = ["sites", "duration_days", "course"].map(index);
        person = unasked.into_iter().fold(person, |person, index| person.with(index, Answer::NotSent));
    }
    for group in &book().group_questions {
        person = person.with(group.index, group_answer(&person, group));
    }
    if person.of("decline_tempo") == answer("decline_tempo", "none") {
        person = person.with(index("decline_tempo"), Answer::NotSent);
    }
    for &index in &book().conditional {
        if person.asks(index) != Truth::True {
            person = person.with(index, Answer::NotSent);
        }
    }
    person
}

/// What someone answers to a group question whose members they would answer so: "yes, one of these" may be all that
/// they know.
fn group_answer(person: &Payload, group: &GroupQuestion) -> Answer {
    let members = || group.members.iter().map(|&member| person.get(member));
    match person.get(group.index) {
        _ if members().any(|answer| answer == PRESENT) => PRESENT,
        _ if members().all(|answer| answer == ABSENT) => ABSENT,
        PRESENT => PRESENT,
        _ => Answer::NotSent,
    }
}

/// How an interview went.
pub struct Interview {
    /// The questions in the order in which they were asked.
    pub asked: Vec<FindingIndex>,
    /// How often something was asked: the number of requests but the first.
    pub rounds: usize,
    /// What had been sent when it ended.
    pub end: Payload,
}

/// The questions that may be asked now: those of both lists that were not asked yet, each once.
pub fn unasked(questions: &Questions<'_>) -> Vec<FindingIndex> {
    let next = questions.next.iter().filter(|question| !question.asked).map(|question| question.index);
    let lowering = questions.lowering.iter().filter(|question| !question.asked).map(|question| question.index);
    let mut indices: Vec<FindingIndex> = Vec::new();
    next.chain(lowering).for_each(|index| {
        if !indices.contains(&index) {
            indices.push(index);
        }
    });
    indices
}

/// The questions of the screen of the first one.
pub fn screen_of_first(unasked: &[FindingIndex]) -> Vec<FindingIndex> {
    let screen = book().screen_of(unasked[0]);
    unasked.iter().copied().filter(|&index| book().screen_of(index) == screen).collect()
}

/// What a person sends when asked: the answer, or that they do not know.
pub fn reply(person: &Payload, index: FindingIndex) -> Answer {
    match person.get(index) {
        Answer::NotSent => Answer::Unknown,
        answer => answer,
    }
}

/// Asks a person until nothing is left to ask. `choose` takes one or more of the questions that may be asked, and sees
/// what was sent so far.
///
/// # Panics
///
/// When it does not end: when a question comes twice.
pub fn interview(
    person: &Payload,
    start: Payload,
    mut choose: impl FnMut(&Payload, &[FindingIndex]) -> Vec<FindingIndex>,
) -> Interview {
    let mut interview = Interview { asked: Vec::new(), rounds: 0, end: start };
    loop {
        let questions = Questions::for_decision(&interview.end.decide(), &interview.end.0);
        let open = unasked(&questions);
        assert_eq!(questions.stop.is_some(), open.is_empty(), "asking stops as soon as nothing unasked is listed");
        if open.is_empty() {
            return interview;
        }
        let chosen = choose(&interview.end, &open);
        assert!(!chosen.is_empty());
        for index in chosen {
            assert!(!interview.end.0.was_sent(index), "`{}` is asked twice", finding(index).name);
            interview.end.0.set(index, reply(person, index));
            interview.asked.push(index);
        }
        interview.rounds += 1;
    }
}

/// Every way to complete a payload (6.3), as the product of the values of its unknown findings.
pub struct Completions {
    /// The findings that are given a value, those with a condition last and in the order of 3.14.
    pub fields: Vec<(FindingIndex, &'static [Answer])>,
    /// The results, the value of the first field changing fastest.
    pub results: Vec<Outcome>,
}

impl Completions {
    /// Every completion; none when there are more than `most`. `also` are listed questions of other classes than U,
    /// which are then given both answers too.
    pub fn of(payload: &Payload, also: &[FindingIndex], most: usize) -> Option<Self> {
        let fields = unknown_fields(payload, also);
        if fields.iter().map(|(_, values)| values.len()).try_fold(1, usize::checked_mul)? > most {
            return None;
        }
        let mut completed = vec![payload.clone()];
        for (index, values) in &fields {
            let given = values.iter().flat_map(|&value| {
                completed.iter().map(move |payload| match payload.asks(*index) {
                    Truth::False => payload.clone(),
                    _ => payload.with(*index, value),
                })
            });
            completed = given.collect();
        }
        Some(Self { fields, results: completed.iter().map(|completion| completion.decide().result).collect() })
    }

    /// Whether some other answer to this finding alone gives a result that is not the same, and whether one gives a
    /// result that is higher in a part.
    pub fn effect_of(&self, index: FindingIndex) -> Effect {
        let mut effect = Effect::default();
        let mut stride = 1;
        for (field, values) in &self.fields {
            if *field == index {
                for place in 0..self.results.len() {
                    let value = place / stride % values.len();
                    let others = (0..values.len()).map(|other| self.results[place + other * stride - value * stride]);
                    for other in others {
                        effect.changes |= other != self.results[place];
                        effect.raises |= other.exceeds(self.results[place]);
                    }
                }
            }
            stride *= values.len();
        }
        effect
    }
}

/// What the answer to a finding can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    pub changes: bool,
    pub raises: bool,
}

/// The unknown findings of class U with their values, worked out from what was sent; then further ones. What is not
/// asked now is not asked in any completion.
fn unknown_fields(payload: &Payload, also: &[FindingIndex]) -> Vec<(FindingIndex, &'static [Answer])> {
    let unknown =
        |index: &FindingIndex| finding(*index).class.is_u() && payload.leaves_open(*index) || also.contains(index);
    let always = (0..book().findings.len()).filter(|index| !book().conditional.contains(index));
    let asked = book().conditional.iter().copied().filter(|&index| payload.asks(index) != Truth::False);
    let fields = always.chain(asked).filter(unknown);
    fields.map(|index| (index, VALUES[index].as_slice())).collect()
}

/// The values of [`values`], worked out once.
static VALUES: LazyLock<Vec<Vec<Answer>>> = LazyLock::new(|| (0..book().findings.len()).map(values).collect());

/// One value of each kind that a literal of the rule book can tell apart; the tempo "none" and no site at all are no
/// values of a completion.
fn values(index: FindingIndex) -> Vec<Answer> {
    let candidates: Vec<Answer> = match finding(index).kind {
        Kind::Tri => return vec![ABSENT, PRESENT],
        Kind::OneOf => {
            let none = answer("decline_tempo", "none");
            let is_none = |choice: Answer| finding(index).name == "decline_tempo" && choice == none;
            choices(index).into_iter().filter(|&choice| !is_none(choice)).collect()
        }
        // Of each region up to two sites are enough: only "at least two" is asked of counts.
        Kind::SomeOf => {
            let names = ["eyelid", "face_other", "tongue", "forearm", "calf", "foot"];
            let places = names.map(|name| finding(index).position(name).unwrap());
            let sets = (1u32..1 << places.len()).map(|set| {
                let named = places.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
                named.fold(0u32, |sites, (_, place)| sites | 1 << place)
            });
            sets.map(Answer::Several).collect()
        }
        Kind::Integer => {
            let edges = [0, 1, 2, 14, 15, 16, 27, 28, 39, 40, 54, 55, 83, 84, 90, 91, 120];
            edges.into_iter().map(Answer::Number).collect()
        }
    };
    let literals: Vec<&LiteralText> = literals().filter(|literal| behind(literal.finding()).contains(&index)).collect();
    let mut seen = HashSet::new();
    let kind = |value: Answer| {
        let facts = Facts::interpret(book(), &Payload::nothing().with(index, value).0);
        literals.iter().map(|literal| Reading(&facts).literal(Reader::Rule, literal)).collect::<Vec<_>>()
    };
    candidates.into_iter().filter(|&value| seen.insert(kind(value))).collect()
}

/// Every literal of the rule book, in rules and where it says when a question is asked.
fn literals() -> impl Iterator<Item = &'static LiteralText> {
    let of_rules = book().rules.iter().flat_map(|rule| &rule.when);
    let of_questions = book().findings.iter().filter_map(|finding| finding.asked_when.as_ref()).flatten();
    of_rules.chain(of_questions).flat_map(ClauseText::literals)
}

/// Payloads in which little is unknown: mostly the findings of one rule and of the conditions of its questions.
pub fn nearly_answered() -> impl Strategy<Value = Payload> {
    let plain: Vec<FindingIndex> = plain().into_iter().filter(|&index| finding(index).class.is_u()).collect();
    let mitigating = of_class(|class| matches!(class, Class::M | Class::Scope));
    let forgotten = (select(findings_of_rules()), some_of(&u_tri(), 2), some_of(&plain, 2), some_of(&mitigating, 2));
    let sent_as = proptest::collection::vec(select(vec![Answer::Unknown, Answer::NotSent]), 12);
    (answered_payload(), forgotten, sent_as)
        .prop_map(|(payload, (of_a_rule, tri, plain, mitigating), sent_as)| {
            let forgotten = mitigating.into_iter().chain(plain).chain(of_a_rule.into_iter().take(6)).chain(tri);
            forgotten.zip(sent_as).fold(payload, |payload, (index, unknown)| payload.with(index, unknown))
        })
        .prop_filter("a contradiction that reopens a group", |payload| !payload.may_reopen_a_denied_group())
}

/// The findings that each rule reads, and those on which their being asked depends.
fn findings_of_rules() -> Vec<Vec<FindingIndex>> {
    let read = book().rules.iter().filter(|rule| !rule.when.is_empty()).map(|rule| {
        let literals = rule.when.iter().flat_map(ClauseText::literals);
        let direct: Vec<FindingIndex> = literals.flat_map(|literal| behind(literal.finding())).collect();
        let asked = direct.iter().filter_map(|&index| finding(index).asked_when.as_ref()).flatten();
        let literals = asked.flat_map(ClauseText::literals);
        let mut all: Vec<FindingIndex> =
            literals.flat_map(|literal| behind(literal.finding())).chain(direct.clone()).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|&index| !matches!(finding(index).class, Class::N | Class::O));
        all
    });
    read.collect()
}
