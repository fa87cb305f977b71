//! How many questions an interview takes, over simulated people.
//!
//! The test asks a few hundred people; with `SIMULATED_PEOPLE=20000` it asks that many, and with `--nocapture` it prints
//! its tables in Markdown (`docs/performance.md` says how). The people are the same in every run. They are not an
//! epidemiology: they are drawn so that every kind of answer comes up.
//!
//! # How people are drawn
//!
//! * 60 % have a harmless twitch with a few other answers, 25 % the pattern of cramp-fasciculation syndrome, 15 % red
//!   flags.
//! * Age: 5 % are 0 to 15 years old, the others 16 to 85, all ages alike. Duration: 1 to 1,000 days, its logarithm
//!   evenly; with cramps 28 to 1,000. Sites: one (60 %), two (25 %) or three; mostly eyelid, calf and thigh; with
//!   cramps the calf and up to two more. Course: improving 35 %, stable 50 %, worsening 15 %; with red flags 20, 40, 40.
//! * Red flags (class U1 of the screens): one (60 %), two (25 %) or three, all alike; in the other people each is
//!   present in 0.2 %. A feeling of weakness besides: 10 %, with cramps 20 %. Jerks besides: 4 %.
//! * Context (class U2): each present in 3 %, with cramps in 6 %. With cramps: frequent cramps, one to three of their
//!   four companions.
//! * What is asked only when something else is present: new jerks 20 %, continuous ones 2 %, each mitigating answer
//!   about jerks 30 %, other questions 5 %. Tempo of a decline: not worse 40 %, months 30 %, weeks 15 %, days 10 %,
//!   sudden 5 %. Assessed by a GP 18 %, reassured by a neurologist 7 %, of these no change since 80 %.
//! * One person in four is unsure: each answer but the age is "don't know" in 5 %.
//!
//! # How they are asked
//!
//! Nothing is known at the start, and no screen is completed. *One at a time*: the first question that was not asked,
//! of `next_questions`, then of `lowering_questions`. *By screens*: all questions not asked of the screen of that first
//! one, as `?questions=screen` gives them. *Everything*: every question of the classes that decide whose condition
//! holds, in the order of the questionnaire and with those on which it depends before it; no group questions.

mod draw;

use serde_json::json;
use twitch_triage::clinical::decide::question::{Questions, StopReason};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::condition::ClauseText;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::Urgency;
use twitch_triage::clinical::model::truth::Truth;

use self::draw::{Group, Random, draw};
use crate::support::payload::{PRESENT, Payload, book, finding, of_class, of_screen};
use crate::support::people::{Completions, consistent, interview, screen_of_first};
use crate::support::rule_reading::behind;

/// How many people are asked, unless `SIMULATED_PEOPLE` says otherwise.
const PEOPLE: usize = 200;
/// Of so many people, with a few answers missing, every listed question is held against all completions.
const PEOPLE_COMPLETED: usize = 5_000;
const MOST_COMPLETIONS: usize = 1_000;

/// What one person was asked, in each way.
struct Asked {
    group: Group,
    one_at_a_time: usize,
    by_screens: usize,
    screens: usize,
    everything: usize,
    /// The words of the questions that were asked, in the three ways.
    words: [usize; 3],
    stop: StopReason,
    /// Asked until an emergency was recognised, in the three ways; none without an emergency.
    emergency: Option<[usize; 3]>,
    /// Whether the interviews ended at the answer of the whole payload.
    ends_alike: [bool; 2],
}

#[test]
fn an_interview_ends_at_the_answer_of_the_whole_payload_and_asks_less() {
    let count = std::env::var("SIMULATED_PEOPLE").ok().map_or(PEOPLE, |count| count.parse().expect("a number"));
    let mut random = Random(0x7477_6974_6368);
    let people: Vec<(Group, Payload)> = (0..count).map(|_| draw(&mut random)).collect();
    let asked: Vec<Asked> = people.iter().map(|(group, person)| ask(*group, person)).collect();

    println!("| {count} people | questions, median | 90th percentile | screens, median | 90th percentile |");
    println!("|---|---|---|---|---|");
    let row =
        |what: &str, questions: &dyn Fn(&Asked) -> usize, screens: Option<&dyn Fn(&Asked) -> usize>, of: &[&Asked]| {
            let [median, high] = percentiles(of.iter().map(|asked| questions(asked)));
            let [median_screens, high_screens] = screens.map_or(["–", "–"].map(str::to_owned), |screens| {
                percentiles(of.iter().map(|asked| screens(asked))).map(|count| count.to_string())
            });
            println!("| {what} | {median} | {high} | {median_screens} | {high_screens} |");
        };
    let groups = [None, Some(Group::Harmless), Some(Group::Cramps), Some(Group::RedFlags)];
    for group in groups {
        let of: Vec<&Asked> = asked.iter().filter(|asked| group.is_none_or(|group| group == asked.group)).collect();
        let name = match group {
            None => "all",
            Some(Group::Harmless) => "harmless",
            Some(Group::Cramps) => "cramps",
            Some(Group::RedFlags) => "red flags",
        };
        row(&format!("{name}: one at a time"), &|asked| asked.one_at_a_time, None, &of);
        row(&format!("{name}: by screens"), &|asked| asked.by_screens, Some(&|asked| asked.screens), &of);
        row(&format!("{name}: everything"), &|asked| asked.everything, Some(&|_| 7), &of);
    }

    println!("\n| words of the questions | median | 90th percentile |");
    println!("|---|---|---|");
    for (place, way) in ["one at a time", "by screens", "everything"].into_iter().enumerate() {
        let [median, high] = percentiles(asked.iter().map(|asked| asked.words[place]));
        println!("| {way} | {median} | {high} |");
    }

    let emergencies: Vec<[usize; 3]> = asked.iter().filter_map(|asked| asked.emergency).collect();
    println!("\n| {} emergencies | asked until recognised, median | 90th percentile |", emergencies.len());
    println!("|---|---|---|");
    for (place, way) in ["one at a time", "by screens", "everything"].into_iter().enumerate() {
        let [median, high] = percentiles(emergencies.iter().map(|asked| asked[place]));
        println!("| {way} | {median} | {high} |");
    }

    let share = |holds: &dyn Fn(&Asked) -> bool| {
        100.0 * as_f64(asked.iter().filter(|asked| holds(asked)).count()) / as_f64(asked.len())
    };
    println!("\n| one at a time | share |");
    println!("|---|---|");
    for stop in [StopReason::Settled, StopReason::Emergency, StopReason::NothingLeftToAsk] {
        println!("| stops because {stop:?} | {:.1} % |", share(&|asked| asked.stop == stop));
    }
    println!("| ends at the answer of the whole payload | {:.2} % |", share(&|asked| asked.ends_alike[0]));
    println!("| the same, by screens | {:.2} % |", share(&|asked| asked.ends_alike[1]));

    let some = &people[..people.len().min(PEOPLE_COMPLETED)];
    let (listings, idle) = idle_listings(some, &mut random);
    println!(
        "\n{idle} of {listings} listings ({:.1} %) could not change the result, for {} people of whose answers one to \
         six are missing, where at most {MOST_COMPLETIONS} completions are possible.",
        100.0 * as_f64(idle) / as_f64(listings),
        some.len(),
    );

    assert!(asked.iter().all(|asked| asked.ends_alike == [true, true] || asked.stop == StopReason::NothingLeftToAsk));
    assert!(asked.iter().all(|asked| asked.one_at_a_time <= asked.everything && asked.by_screens <= asked.everything));
    assert!(!emergencies.is_empty() && listings > 0);
    let [one_at_a_time, _] = percentiles(asked.iter().map(|asked| asked.one_at_a_time));
    let [everything, _] = percentiles(asked.iter().map(|asked| asked.everything));
    assert!(2 * one_at_a_time < everything, "{one_at_a_time} of {everything} questions");
}

/// An adult whose eyelid has twitched for three days is asked 23 questions on 5 pages.
#[test]
fn an_eyelid_that_twitches_for_three_days_takes_23_questions_on_5_pages() {
    let person = consistent(&Payload::baseline_but(&json!({
        "age_years": 34, "sites": ["eyelid"], "duration_days": 3,
    })));
    let mut pages = Vec::new();
    let by_screens = interview(&person, Payload::nothing(), |_, open| {
        pages.push(finding(open[0]).screen.as_deref().unwrap_or("about_you"));
        screen_of_first(open)
    });
    let order = ["emergency", "about_you", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"];
    assert_eq!((by_screens.asked.len(), pages), (23, order.to_vec()));
    let one_at_a_time = interview(&person, Payload::nothing(), |_, open| vec![open[0]]);
    assert_eq!(one_at_a_time.asked.len(), 23);
    assert_eq!(one_at_a_time.asked.iter().filter(|&&index| finding(index).kind == Kind::Tri).count(), 19);
}

/// Whatever of the emergency screen an adult has: the first page finds it.
#[test]
fn an_emergency_of_the_emergency_screen_is_recognised_on_the_first_page() {
    let signs = of_screen("emergency").into_iter().filter(|index| finding(*index).members.is_empty());
    for sign in signs.filter(|index| !book().conditional.contains(index)) {
        let person = Payload::baseline_but(&json!({ "age_years": 34 })).with(sign, PRESENT);
        let ended = interview(&consistent(&person), Payload::nothing(), |_, open| screen_of_first(open));
        assert_eq!(ended.rounds, 1, "{}", finding(sign).name);
        assert_eq!(ended.end.decide().least.urgency, Urgency::Emergency, "{}", finding(sign).name);
    }
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// Median and 90th percentile.
fn percentiles(counts: impl Iterator<Item = usize>) -> [usize; 2] {
    let mut counts: Vec<usize> = counts.collect();
    counts.sort_unstable();
    [50, 90].map(|percent| counts.get(counts.len() * percent / 100).copied().unwrap_or_default())
}

fn ask(group: Group, person: &Payload) -> Asked {
    let whole = person.decide();
    let one = interview(person, Payload::nothing(), |_, open| vec![open[0]]);
    let screens = interview(person, Payload::nothing(), |_, open| screen_of_first(open));
    let everything = everything(person);
    let is_emergency = whole.least.urgency == Urgency::Emergency;
    Asked {
        group,
        one_at_a_time: one.asked.len(),
        by_screens: screens.asked.len(),
        screens: screens.rounds,
        everything: everything.len(),
        words: [&one.asked, &screens.asked, &everything].map(|asked| words(asked)),
        stop: Questions::for_decision(&one.end.decide(), &one.end.0).stop.unwrap(),
        emergency: is_emergency.then(|| [one.asked.len(), screens.asked.len(), until_emergency(person, &everything)]),
        ends_alike: [&one.end, &screens.end].map(|end| end.decide().result == whole.result),
    }
}

/// The words of some questions, those of a group question with everything that it asks for.
fn words(asked: &[FindingIndex]) -> usize {
    asked.iter().map(|&index| finding(index).question.split_whitespace().count()).sum()
}

/// Every question that decides and is asked of this person, in the order of the questionnaire; one with a condition
/// after those on which it depends.
fn everything(person: &Payload) -> Vec<FindingIndex> {
    let deciding = of_class(|class| !matches!(class, Class::N | Class::O)).into_iter();
    let deciding = deciding.filter(|&index| finding(index).members.is_empty());
    let mut order: Vec<FindingIndex> = deciding.filter(|index| !book().conditional.contains(index)).collect();
    for &index in &book().conditional {
        let clauses = finding(index).asked_when.iter().flatten();
        let read: Vec<FindingIndex> =
            clauses.flat_map(ClauseText::literals).flat_map(|literal| behind(literal.finding())).collect();
        let last = order.iter().rposition(|earlier| read.contains(earlier)).unwrap();
        order.insert(last + 1, index);
    }
    order.retain(|&index| person.asks(index) == Truth::True);
    order
}

/// How many are asked until an emergency is recognised.
fn until_emergency(person: &Payload, order: &[FindingIndex]) -> usize {
    let mut said = Payload::nothing();
    let recognised = order.iter().position(|&index| {
        said.0.set(index, person.get(index));
        said.decide().least.urgency == Urgency::Emergency
    });
    recognised.map_or(order.len(), |place| place + 1)
}

/// How many listings there were, and how many of them could not change the result whatever the other answers: of
/// people of whose answers one to six are missing.
fn idle_listings(people: &[(Group, Payload)], random: &mut Random) -> (usize, usize) {
    let (mut listings, mut idle) = (0, 0);
    for (_, person) in people {
        let everything: Vec<(FindingIndex, f64)> = everything(person).into_iter().map(|index| (index, 1.0)).collect();
        let count = 1 + usize::try_from(random.next() % 6).unwrap();
        let missing = random.some_of(count, &everything);
        let sent = missing.into_iter().fold(person.clone(), |sent, index| sent.with(index, Answer::NotSent));
        let questions = Questions::for_decision(&sent.decide(), &sent.0);
        let listed: Vec<FindingIndex> = questions.next.iter().map(|question| question.index).collect();
        let others: Vec<FindingIndex> = listed.iter().copied().filter(|&index| !finding(index).class.is_u()).collect();
        if let Some(completions) = Completions::of(&sent, &others, MOST_COMPLETIONS) {
            listings += listed.len();
            let changes = |index: FindingIndex| {
                let members = book().group_question(index).map(|group| group.members.as_slice()).unwrap_or_default();
                members.iter().chain([&index]).any(|&index| completions.effect_of(index).changes)
            };
            idle += listed.iter().filter(|&&index| !changes(index)).count();
        }
    }
    (listings, idle)
}
