//! How many questions an interview takes, over simulated people.
//!
//! `cargo bench --bench interviews` prints Markdown tables. The people are the same in every run; `-- 2000` takes so
//! many instead of 20,000. They are no epidemiology: they are drawn so that every kind of answer comes up.
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
//! holds, in the order of the questionnaire and with those on which it depends before it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement may stop at the first thing that is not as it should be, and prints what it found"
)]

#[path = "../tests/clinical/interview_payload.rs"]
#[allow(dead_code, reason = "it serves the tests first")]
mod interview_payload;
#[path = "../tests/clinical/payload.rs"]
#[allow(dead_code, unused_imports, clippy::needless_pass_by_value, reason = "it serves the tests first")]
mod payload;
#[path = "../tests/clinical/reading.rs"]
#[allow(dead_code, reason = "it serves the tests first")]
mod reading;
#[path = "../tests/clinical/spoken.rs"]
mod spoken;

use interview_payload::{Completions, consistent, interview, screen_of_first};
use payload::{ABSENT, PRESENT, Payload, answer, book, finding, index, of_class, u_tri};
use reading::behind;
use serde_json::json;
use twitch_triage::clinical::decide::question::{Questions, StopReason};
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::condition::ClauseText;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::outcome::Urgency;
use twitch_triage::clinical::model::truth::Truth;

const PEOPLE: usize = 20_000;
/// Of so many people, with a few answers missing, every listed question is held against all completions.
const PEOPLE_COMPLETED: usize = 5_000;
const MOST_COMPLETIONS: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Harmless,
    Cramps,
    RedFlags,
}

/// What one person was asked, in each way.
struct Asked {
    group: Group,
    one_at_a_time: usize,
    by_screens: usize,
    screens: usize,
    everything: usize,
    stop: StopReason,
    /// Asked until an emergency was recognised, in the three ways; none without an emergency.
    emergency: Option<[usize; 3]>,
    /// Whether the interviews ended at the answer of the whole payload.
    ends_alike: [bool; 2],
}

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(PEOPLE);
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
        stop: Questions::for_decision(&one.end.decide(), &one.end.0).stop.unwrap(),
        emergency: is_emergency.then(|| [one.asked.len(), screens.asked.len(), until_emergency(person, &everything)]),
        ends_alike: [&one.end, &screens.end].map(|end| end.decide().result == whole.result),
    }
}

/// Every question that decides and is asked of this person, in the order of the questionnaire; one with a condition
/// after those on which it depends.
fn everything(person: &Payload) -> Vec<FindingIndex> {
    let deciding = of_class(|class| !matches!(class, Class::N | Class::O));
    let mut order: Vec<FindingIndex> =
        deciding.into_iter().filter(|index| !book().conditional.contains(index)).collect();
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
            idle += listed.iter().filter(|&&index| !completions.effect_of(index).changes).count();
        }
    }
    (listings, idle)
}

/// The generator `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Evenly from 0 up to 1.
    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / 4_294_967_296.0
    }

    fn chance(&mut self, percent: f64) -> bool {
        self.unit() * 100.0 < percent
    }

    fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u64::from((high - low + 1).cast_unsigned());
        low + i32::try_from(self.next() % span).unwrap()
    }

    /// One of these, by weight.
    fn one_of<'a, T>(&mut self, weighted: &'a [(T, f64)]) -> &'a T {
        let mut left = self.unit() * weighted.iter().map(|(_, weight)| weight).sum::<f64>();
        let chosen = weighted.iter().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        &chosen.unwrap_or(&weighted[weighted.len() - 1]).0
    }

    /// Some of these, each at most once.
    fn some_of<T: Copy + PartialEq>(&mut self, count: usize, weighted: &[(T, f64)]) -> Vec<T> {
        let mut left = weighted.to_vec();
        let mut chosen = Vec::new();
        while chosen.len() < count {
            let one = *self.one_of(&left);
            left.retain(|(other, _)| *other != one);
            chosen.push(one);
        }
        chosen
    }
}

/// One person.
fn draw(random: &mut Random) -> (Group, Payload) {
    let group = *random.one_of(&[(Group::Harmless, 60.0), (Group::Cramps, 25.0), (Group::RedFlags, 15.0)]);
    let mut person = Payload::nothing();
    let mut say = |name: &str, value: serde_json::Value| person.0.set(index(name), answer(name, value));
    let age = if random.chance(5.0) { random.between(0, 15) } else { random.between(16, 85) };
    say("age_years", json!(age));
    say("twitch_present", json!("present"));
    let least: f64 = if group == Group::Cramps { 28.0 } else { 1.0 };
    let days = (least.ln() + random.unit() * (1_000.0_f64.ln() - least.ln())).exp();
    #[allow(clippy::cast_possible_truncation, reason = "at most 1,000")]
    say("duration_days", json!(days.round() as i32));
    say("sites", json!(sites(random, group)));
    let course = if group == Group::RedFlags { [20.0, 40.0, 40.0] } else { [35.0, 50.0, 15.0] };
    say("course", json!(random.one_of(&[("improving", course[0]), ("stable", course[1]), ("worsening", course[2])])));
    let tempo = [("stable_or_improving", 40.0), ("months", 30.0), ("weeks", 15.0), ("days", 10.0), ("sudden", 5.0)];
    say("decline_tempo", json!(random.one_of(&tempo)));
    let assessed = [("none", 75.0), ("gp_exam_normal", 18.0), ("neurologist_exam_and_emg_reassuring", 7.0)];
    say("already_assessed", json!(random.one_of(&assessed)));
    for index in of_class(|class| !matches!(class, Class::N | Class::O)) {
        if finding(index).kind == Kind::Tri && finding(index).class != Class::Scope {
            let percent = percent(index, group);
            person.0.set(index, if random.chance(percent) { PRESENT } else { ABSENT });
        }
    }
    let mut add = |count: usize, of: &[(FindingIndex, f64)], random: &mut Random| {
        random.some_of(count, of).into_iter().for_each(|index| person.0.set(index, PRESENT));
    };
    match group {
        Group::Harmless => {}
        Group::Cramps => {
            let companions = ["muscle_pain", "exercise_intolerance", "stiffness_after_use", "fatigue"];
            let count = 1 + usize::from(random.chance(50.0)) + usize::from(random.chance(30.0));
            add(count, &companions.map(|name| (index(name), 1.0)), random);
            add(1, &[(index("cramps_frequent"), 1.0)], random);
        }
        Group::RedFlags => {
            let count = *random.one_of(&[(1, 60.0), (2, 25.0), (3, 15.0)]);
            let always_asked = |index: &FindingIndex| !book().conditional.contains(index);
            let flags = u_tri().into_iter().filter(|&index| finding(index).class == Class::U1).filter(always_asked);
            add(count, &flags.map(|index| (index, 1.0)).collect::<Vec<_>>(), random);
        }
    }
    let is_unsure = random.chance(25.0);
    for index in 0..book().findings.len() {
        if is_unsure && finding(index).name != "age_years" && random.chance(5.0) {
            person.0.set(index, Answer::NotSent);
        }
    }
    (group, consistent(&person))
}

fn sites(random: &mut Random, group: Group) -> Vec<&'static str> {
    let weighted = [
        ("eyelid", 3.0),
        ("calf", 3.0),
        ("buttock_thigh", 2.0),
        ("hand", 1.0),
        ("shoulder_upper_arm", 1.0),
        ("forearm", 1.0),
        ("foot", 1.0),
        ("trunk", 1.0),
        ("face_other", 0.5),
        ("neck", 0.3),
        ("tongue", 0.1),
    ];
    let count = *random.one_of(&[(1, 60.0), (2, 25.0), (3, 15.0)]);
    let mut sites = random.some_of(count, &weighted);
    if group == Group::Cramps && !sites.contains(&"calf") {
        sites[0] = "calf";
    }
    sites
}

/// How often a three-valued finding is present, before what the group adds.
fn percent(index: FindingIndex, group: Group) -> f64 {
    let name = finding(index).name.as_str();
    let cramps = group == Group::Cramps;
    match (name, finding(index).class) {
        ("weakness_perceived", _) => {
            if cramps {
                20.0
            } else {
                10.0
            }
        }
        ("jerks_move_body", _) => 4.0,
        ("continuous_jerking_1h", _) => 2.0,
        ("jerks_new_4_weeks" | "change_since_assessment", _) => 20.0,
        (_, Class::M) => 30.0,
        _ if book().conditional.contains(&index) => 5.0,
        (_, Class::U2) => {
            if cramps {
                6.0
            } else {
                3.0
            }
        }
        _ => 0.2,
    }
}
