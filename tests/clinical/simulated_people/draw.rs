//! One person, drawn as described in the module above.

use serde_json::json;
use twitch_triage::clinical::model::answers::Answer;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::finding_set::FindingIndex;

use crate::support::payload::{ABSENT, PRESENT, Payload, answer, book, finding, index, of_class, u_tri};
use crate::support::people::consistent;

/// What the person was drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Harmless,
    Cramps,
    RedFlags,
}

/// The generator `SplitMix64`.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
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
    pub fn some_of<T: Copy + PartialEq>(&mut self, count: usize, weighted: &[(T, f64)]) -> Vec<T> {
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
pub fn draw(random: &mut Random) -> (Group, Payload) {
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
        if is_single_sign(index) {
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
            let single = u_tri().into_iter().filter(|&index| is_single_sign(index));
            let flags = single.filter(|&index| finding(index).class == Class::U1).filter(always_asked);
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

/// Whether a sign is drawn: what someone answers to a group question follows from its members.
fn is_single_sign(index: FindingIndex) -> bool {
    let finding = finding(index);
    finding.kind == Kind::Tri && finding.class != Class::Scope && finding.members.is_empty()
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
