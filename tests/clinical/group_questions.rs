//! The laws of group questions, completed screens and questions, over payloads drawn by chance in which group questions
//! are present, absent, unknown, missing and contradicted by their members.

use twitch_triage::clinical::decide::change::Changes;
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::facts::Fact;
use twitch_triage::clinical::decide::question::{Questions, StopReason};
use twitch_triage::clinical::model::answers::{Answer, Findings};
use twitch_triage::clinical::model::finding::{Class, Finding, Kind, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::group_question::GroupQuestion;
use twitch_triage::clinical::model::outcome::{Outcome, Urgency};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::truth::Truth;

const PRESENT: Answer = Answer::Choice(tri::PRESENT);
const ABSENT: Answer = Answer::Choice(tri::ABSENT);

/// A small generator of numbers, so that every run draws the same payloads.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn payload(book: &RuleBook, random: &mut Random) -> Findings {
    let mut findings = Findings::new(book);
    // Some payloads are nearly harmless, some hold very many signs.
    let (sent, signs) = (random.below(101), [2, 2, 5, 10, 30][random.below(5) as usize]);
    for (index, finding) in book.findings.iter().enumerate() {
        if random.below(100) >= sent {
            continue;
        }
        let answer = match finding.kind {
            Kind::Tri => match random.below(100) {
                chance if chance < signs => PRESENT,
                chance if chance < 88 => ABSENT,
                _ => Answer::Unknown,
            },
            Kind::OneOf => match random.below(finding.answers.len() as u64 + 1) {
                0 => Answer::Unknown,
                place => finding.word(&finding.answers[place as usize - 1].value).unwrap(),
            },
            Kind::SomeOf => Answer::Several(
                (random.below(1 << 20) & random.below(1 << 20) & random.below(1 << 20)) as u32
                    & ((1 << finding.answers.len()) - 1),
            ),
            Kind::Integer => [
                Answer::Unknown,
                Answer::Number(0),
                Answer::Number(1),
                Answer::Number(15),
                Answer::Number(34),
                Answer::Number(41),
                Answer::Number(91),
                Answer::Number(100),
            ][random.below(8) as usize],
        };
        findings.set(index, answer);
    }
    for screen in (0..book.screens.len()).filter(|screen| !book.screens[*screen].heading_only) {
        if random.below(3) == 0 {
            findings.complete(screen);
        }
    }
    findings
}

fn each_payload(count: usize, mut law: impl FnMut(&RuleBook, &Findings)) {
    let book = RuleBook::built_in().unwrap();
    let mut random = Random(20_250_101);
    (0..count).for_each(|_| law(&book, &payload(&book, &mut random)));
}

fn with(findings: &Findings, index: FindingIndex, answer: Answer) -> Findings {
    let mut changed = findings.clone();
    changed.set(index, answer);
    changed
}

/// Everything of a decision but its warnings and the facts themselves.
fn decided(decision: &Decision) -> (Outcome, Outcome, Outcome, bool, Vec<Truth>) {
    (decision.least, decision.result, decision.most, decision.in_scope, decision.truths.clone())
}

fn is_urgent(book: &RuleBook, group: &GroupQuestion) -> bool {
    book.findings[group.index].screen.as_deref() == Some("emergency")
}

fn at_most(low: Outcome, high: Outcome) -> bool {
    !low.exceeds(high)
}

/// I-30, a.
#[test]
fn no_to_a_group_without_a_present_member_is_no_to_each_member_that_was_not_sent() {
    each_payload(400, |book, findings| {
        for group in &book.group_questions {
            if group.members.iter().any(|member| findings.get(*member) == PRESENT) {
                continue;
            }
            let answered = with(findings, group.index, ABSENT);
            let one_by_one = group.members.iter().filter(|member| !findings.was_sent(**member));
            let one_by_one = one_by_one.fold(answered.clone(), |all, member| with(&all, *member, ABSENT));
            assert_eq!(
                decided(&book.decide(&answered)),
                decided(&book.decide(&one_by_one)),
                "{}",
                book.name(group.index)
            );
        }
    });
}

/// I-30, b and c.
#[test]
fn yes_and_unknown_to_a_group_are_the_same_and_a_group_whose_members_were_all_sent_says_nothing() {
    each_payload(400, |book, findings| {
        for group in &book.group_questions {
            let [yes, unknown] =
                [PRESENT, Answer::Unknown].map(|answer| decided(&book.decide(&with(findings, group.index, answer))));
            assert!(is_urgent(book, group) || yes == unknown, "{}", book.name(group.index));
            let answered = |all: Findings, member: &FindingIndex| match findings.get(*member) {
                PRESENT => all,
                _ => with(&all, *member, ABSENT),
            };
            let all = group.members.iter().fold(findings.clone(), answered);
            let [missing, unknown] = [Answer::NotSent, Answer::Unknown]
                .map(|answer| decided(&book.decide(&with(&all, group.index, answer))));
            assert_eq!(missing, unknown, "{}", book.name(group.index));
        }
    });
}

/// I-30, d; I-31; I-28.
#[test]
fn questions_name_groups_while_a_member_is_open_and_stop_when_only_what_was_asked_is_open() {
    each_payload(3_000, |book, findings| {
        let decision = book.decide(findings);
        let Questions { next, stop, .. } = Questions::for_decision(&decision, findings);
        assert_eq!(next.is_empty(), decision.open.is_empty());
        for question in next.iter().filter(|question| !question.asked) {
            if let Some(group) = book.group_question(question.index) {
                let open = |member: &&FindingIndex| !findings.was_sent(**member) && decision.facts.is_unknown(**member);
                assert!(group.members.iter().any(|member| open(&member)), "{}", book.name(question.index));
            }
        }
        let age = next.iter().position(|question| question.index == book.known.age_years && !question.asked);
        assert!(age.is_none_or(|place| place == 0));
        if stop == Some(StopReason::NothingLeftToAsk) {
            for rule in decision.open.iter().map(|open| &book.rules[open.place]) {
                for literal in rule.condition.iter().flat_map(|condition| condition.unknown_literals(&decision.facts)) {
                    let asked = book.reads(literal.index).iter().any(|index| findings.was_sent(index));
                    assert!(asked, "{}: {}", rule.id, book.name(literal.index));
                }
            }
        }
    });
}

/// I-04, group questions included.
#[test]
fn absent_unknown_and_present_are_in_order_for_every_sign_and_every_group() {
    each_payload(150, |book, findings| {
        for (index, finding) in book.findings.iter().enumerate() {
            if finding.kind != Kind::Tri || !finding.class.is_u() {
                continue;
            }
            let [absent, unknown, present] =
                [ABSENT, Answer::Unknown, PRESENT].map(|answer| book.decide(&with(findings, index, answer)).result);
            assert!(
                at_most(absent, unknown) && at_most(unknown, present),
                "{}: {absent:?} {unknown:?} {present:?}",
                finding.name
            );
        }
    });
}

/// I-26.
#[test]
fn completing_a_screen_is_sending_absent_for_what_it_fills_in_and_never_raises() {
    each_payload(500, |book, findings| {
        let before = book.decide(findings);
        for screen in (0..book.screens.len()).filter(|screen| !book.screens[*screen].heading_only) {
            let mut completed = findings.clone();
            completed.complete(screen);
            let after = book.decide(&completed);
            assert!(at_most(after.result, before.result), "{}", book.screens[screen].id);
            let filled = (0..book.findings.len()).filter(|index| {
                before.facts.is_unknown(*index)
                    && after.facts.get(*index) == Fact::Choice(tri::ABSENT)
                    && book.screen_of(*index) == Some(screen)
            });
            let sent = filled.fold(findings.clone(), |sent, index| with(&sent, index, ABSENT));
            assert_eq!(decided(&book.decide(&sent)), decided(&after), "{}", book.screens[screen].id);
        }
    });
}

/// I-29: every set of unanswered lowering answers is decided from the beginning.
#[test]
fn lowering_questions_are_those_of_which_a_set_lowers_one_of_four_parts() {
    let lowering = [
        ("twitch_present", "absent"),
        ("jerks_only_falling_asleep", "present"),
        ("jerks_are_hiccups", "present"),
        ("suppressible_with_urge", "present"),
        ("face_one_of_many", "present"),
        ("already_assessed", "neurologist_exam_and_emg_reassuring"),
        ("change_since_assessment", "absent"),
    ];
    let mut listed = 0;
    each_payload(6_000, |book, findings| {
        let decision = book.decide(findings);
        let answers = lowering.map(|(name, word)| {
            let index = book.finding_index(name).unwrap();
            (index, book.findings[index].word(word).unwrap())
        });
        let sited = !decision.facts.is_unknown(book.known.sites);
        let answers: Vec<_> = answers
            .into_iter()
            .filter(|(index, _)| decision.facts.is_unknown(*index) && !(sited && *index == book.known.twitch_present))
            .collect();
        let result = |set: usize| {
            let given = answers.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
            let given = given.fold(findings.clone(), |all, (_, (index, answer))| with(&all, *index, *answer));
            let decision = book.decide(&given);
            [decision.least, decision.result]
        };
        let results: Vec<[Outcome; 2]> = (0..1 << answers.len()).map(result).collect();
        let expected = answers.iter().enumerate().filter_map(|(place, (index, _))| {
            let asked = decision.facts.is_asked(book, *index) == Truth::True;
            let stop = decision.least.urgency == Urgency::Emergency;
            let lower = (0..results.len()).filter(|set| set >> place & 1 == 1).filter_map(|set| {
                let (with, without) = (results[set], results[set & !(1 << place)]);
                let parts = |outcomes: [Outcome; 2]| {
                    outcomes.map(|outcome| [outcome.level as u8, outcome.urgency as u8]).concat()
                };
                let pairs: Vec<_> = parts(with).into_iter().zip(parts(without)).collect();
                let lowers = pairs.iter().any(|(with, without)| with < without);
                (lowers && pairs.iter().all(|(with, without)| with <= without)).then_some(with[0])
            });
            let lowest = lower.min_by_key(|outcome| outcome.by_urgency())?;
            (asked && !stop).then_some((*index, lowest))
        });
        let expected: Vec<(FindingIndex, Outcome)> = expected.collect();
        let actual = Questions::for_decision(&decision, findings).lowering;
        let actual: Vec<_> = actual.iter().map(|question| (question.index, question.could_lower_to)).collect();
        listed += expected.len();
        assert_eq!(actual, expected);
    });
    assert!(listed > 100, "only {listed} questions were listed");
}

/// What would change the answer, against decisions from the beginning.
#[test]
fn every_change_that_is_named_leads_where_it_is_said_to_lead() {
    each_payload(400, |book, findings| {
        let decision = book.decide(findings);
        let Changes { up, down, .. } = Changes::for_decision(&decision, findings);
        for found in &up {
            for change in &found.changes {
                let result = book.decide(&with(findings, change.index, change.to)).result;
                assert_eq!(result, found.result, "{} to {:?}", book.name(change.index), change.to);
            }
        }
        for found in &down {
            let changed =
                found.changes.iter().fold(findings.clone(), |all, change| with(&all, change.index, change.to));
            assert_eq!(book.decide(&changed).result, found.result);
            assert!(found.result.is_below(decision.result));
        }
        // Every answer of class U that was sent and is known is looked at.
        for (index, finding) in book.findings.iter().enumerate() {
            let Fact::Choice(now) = decision.facts.get(index) else { continue };
            let looked_at = finding.kind == Kind::Tri
                && matches!(finding.class, Class::U1 | Class::U2)
                && findings.was_sent(index)
                && decision.facts.is_asked(book, index) == Truth::True;
            let other = if now == tri::PRESENT { ABSENT } else { PRESENT };
            let result = book.decide(&with(findings, index, other)).result;
            if looked_at && result.exceeds(decision.result) {
                let named = up
                    .iter()
                    .any(|found| found.result == result && found.changes.iter().any(|change| change.index == index));
                assert!(named, "{} to {other:?} is not named", finding.name);
            }
        }
    });
}

/// A person without contradictions: everything that is asked of them, group questions left out.
fn person(book: &RuleBook, random: &mut Random) -> Findings {
    let mut whole = Findings::new(book);
    let signs = [1, 2, 4, 10][random.below(4) as usize];
    let known = &book.known;
    let answer = |finding: &Finding, random: &mut Random| match finding.kind {
        Kind::Tri => match random.below(100) {
            chance if chance < signs => PRESENT,
            chance if chance < 98 => ABSENT,
            _ => Answer::Unknown,
        },
        Kind::OneOf => {
            finding.word(&finding.answers[random.below(finding.answers.len() as u64) as usize].value).unwrap()
        }
        Kind::SomeOf => Answer::Several(
            1 << random.below(finding.answers.len() as u64) | 1 << random.below(finding.answers.len() as u64),
        ),
        Kind::Integer => Answer::Number([0, 1, 15, 34, 41, 91, 100][random.below(7) as usize]),
    };
    let conditional = |index: FindingIndex| book.asked_when(index).is_some();
    for (index, finding) in book.findings.iter().enumerate() {
        let left_out = conditional(index) || !finding.members.is_empty() || finding.class == Class::O;
        if !left_out {
            whole.set(index, answer(finding, random));
        }
    }
    whole.set(known.twitch_present, PRESENT);
    for &index in &book.conditional {
        let decision = book.decide(&whole);
        if decision.facts.is_asked(book, index) != Truth::False {
            let mut given = answer(&book.findings[index], random);
            while index == known.decline_tempo && given == Answer::Choice(known.tempo_none) {
                given = answer(&book.findings[index], random);
            }
            whole.set(index, given);
        }
    }
    whole
}

/// What the person says to a question: to a group, what they say of its members together.
fn said(book: &RuleBook, whole: &Findings, index: FindingIndex) -> Answer {
    let Some(group) = book.group_question(index) else {
        return match whole.get(index) {
            Answer::NotSent => Answer::Unknown,
            answer => answer,
        };
    };
    let any = |answer: Answer| group.members.iter().any(|member| whole.get(*member) == answer);
    match (any(PRESENT), any(Answer::Unknown)) {
        (true, _) => PRESENT,
        (false, true) => Answer::Unknown,
        (false, false) => ABSENT,
    }
}

/// I-29.
#[test]
fn an_interview_with_group_questions_ends_in_any_order_at_the_answer_of_the_whole_payload() {
    let book = RuleBook::built_in().unwrap();
    let mut random = Random(7);
    let mut lengths = Vec::new();
    for number in 0..800 {
        let whole = person(&book, &mut random);
        let mut sent = Findings::new(&book);
        let mut length = 0;
        loop {
            let decision = book.decide(&sent);
            let questions = Questions::for_decision(&decision, &sent);
            let next = questions.next.iter().filter(|question| !question.asked).map(|question| question.index);
            let lowering = questions.lowering.iter().filter(|question| !question.asked).map(|question| question.index);
            let open: Vec<FindingIndex> = next.chain(lowering).collect();
            assert_eq!(open.is_empty(), questions.stop.is_some());
            let Some(place) = open.len().checked_sub(1) else { break };
            // Every other person answers in the order listed.
            let chosen = if number % 2 == 0 { open[0] } else { open[random.below(place as u64 + 1) as usize] };
            sent.set(chosen, said(&book, &whole, chosen));
            length += 1;
        }
        if number % 2 == 0 {
            lengths.push(length);
        }
        let (end, expected) = (book.decide(&sent), book.decide(&whole));
        assert!(expected.warning().is_none());
        assert_eq!(end.result, expected.result, "{:?}", expected.fired().map(|rule| &rule.id).collect::<Vec<_>>());
    }
    lengths.sort_unstable();
    println!(
        "questions one at a time: median {}, 90th percentile {}",
        lengths[lengths.len() / 2],
        lengths[lengths.len() * 9 / 10]
    );
}

/// I-23: what is unknown made present, and made absent, by completing the payload one finding after the other.
#[test]
fn no_completion_lies_outside_least_and_most() {
    let mut random = Random(11);
    each_payload(600, |book, findings| {
        let before = book.decide(findings);
        for _ in 0..4 {
            let mut completed = findings.clone();
            let tri_or_more = |index: FindingIndex, completed: &Findings| {
                let finding = &book.findings[index];
                let open = !finding.class.is_u() && finding.class != Class::Scope;
                !open && matches!(completed.get(index), Answer::NotSent | Answer::Unknown | Answer::Several(0))
            };
            let groups = book.group_questions.iter().map(|group| group.index);
            let plain = (0..book.findings.len())
                .filter(|index| book.asked_when(*index).is_none() && book.group_question(*index).is_none());
            for index in groups.chain(plain).chain(book.conditional.iter().copied()) {
                let decision = book.decide(&completed);
                let settled = !decision.facts.is_unknown(index);
                if settled || !tri_or_more(index, &completed) || decision.facts.is_asked(book, index) == Truth::False {
                    continue;
                }
                let finding = &book.findings[index];
                completed.set(
                    index,
                    match finding.kind {
                        // An unknown twitch counts as present; that there is none is a question of its own.
                        Kind::Tri if finding.class == Class::Scope => PRESENT,
                        Kind::Tri => {
                            if random.below(6) == 0 {
                                PRESENT
                            } else {
                                ABSENT
                            }
                        }
                        Kind::OneOf => finding
                            .word(&finding.answers[random.below(finding.answers.len() as u64) as usize].value)
                            .unwrap(),
                        Kind::SomeOf => Answer::Several(1 << random.below(finding.answers.len() as u64)),
                        Kind::Integer => Answer::Number([0, 1, 15, 34, 41, 91, 100][random.below(7) as usize]),
                    },
                );
            }
            let after = book.decide(&completed);
            // A group answered "yes" of which every member is then denied is a contradiction, not a completion.
            if after.warning().is_none() {
                assert!(at_most(after.result, before.most), "{:?} above {:?}", after.result, before.most);
                assert!(at_most(before.least, after.most));
            }
        }
    });
}
