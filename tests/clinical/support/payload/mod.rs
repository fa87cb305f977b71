//! Random valid payloads.
//!
//! Almost every payload with random answers is an emergency, which no test learns much from. So most payloads here
//! lie near one that is not: a few answers differ, are unknown or missing, and some screens are completed. A failing
//! payload shrinks towards the one that it was drawn near.

mod strategies;

pub use strategies::{answered_payload, choices, drawn, known, payload, some_of, whole_payload, with_known_tempo};

use std::fmt;
use std::sync::LazyLock;

use proptest::prelude::ProptestConfig;
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::facts::Facts;
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::model::answers::{Answer, Findings};
use twitch_triage::clinical::model::finding::{Class, Finding, Kind, tri};
use twitch_triage::clinical::model::finding_set::FindingIndex;
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::truth::Truth;

use crate::support::answer_as_sent::as_sent;

pub const ABSENT: Answer = Answer::Choice(tri::ABSENT);

pub const PRESENT: Answer = Answer::Choice(tri::PRESENT);

/// The screens that are needed for a settled answer.
pub const SETTLING_SCREENS: [&str; 4] =
    ["emergency", "strength_and_nerves", "movement_and_cramps", "health_and_medicines"];

/// The rule book, not held against its own vectors: the laws must hold, and fail, without them.
static BOOK: LazyLock<RuleBook> =
    LazyLock::new(|| RuleBook::compile(&KnowledgeFiles::built_in()).unwrap_or_else(|faults| panic!("{faults:#?}")));

/// So many random cases, or more when `PROPTEST_CASES` asks for more. A failing payload is printed, not kept in a file.
pub fn cases(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { cases.max(config.cases) } else { cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..config }
}

pub fn book() -> &'static RuleBook {
    &BOOK
}

pub fn index(name: &str) -> FindingIndex {
    book().finding_index(name).unwrap_or_else(|| panic!("`{name}` is not a finding"))
}

pub fn finding(index: FindingIndex) -> &'static Finding {
    &book().findings[index]
}

/// The answer that a word or a number stands for.
pub fn answer(name: &str, value: impl Into<Value>) -> Answer {
    Payload::read(&Map::from_iter([(name.to_owned(), value.into())])).get(index(name))
}

/// The findings of a class.
pub fn of_class(wanted: impl Fn(Class) -> bool) -> Vec<FindingIndex> {
    (0..book().findings.len()).filter(|&index| wanted(finding(index).class)).collect()
}

/// The three-valued findings of class U1 and U2.
pub fn u_tri() -> Vec<FindingIndex> {
    of_class(Class::is_u).into_iter().filter(|&index| finding(index).kind == Kind::Tri).collect()
}

/// The findings that are no signs to tick on a screen: age, twitch, duration, sites, course, tempo and assessment.
pub fn plain() -> Vec<FindingIndex> {
    let is_plain = |index: &FindingIndex| finding(*index).kind != Kind::Tri || finding(*index).screen.is_none();
    (0..book().findings.len()).filter(is_plain).collect()
}

/// The three-valued findings of a screen, group questions included.
pub fn of_screen(id: &str) -> Vec<FindingIndex> {
    let of_screen = (0..book().findings.len()).filter(|&index| finding(index).screen.as_deref() == Some(id));
    of_screen.filter(|&index| finding(index).kind == Kind::Tri).collect()
}

/// What a caller sends.
#[derive(Clone, PartialEq)]
pub struct Payload(pub Findings);

impl Payload {
    pub fn nothing() -> Self {
        Self(Findings::new(book()))
    }

    /// The harmless twitch that the vectors begin with.
    pub fn baseline() -> Self {
        Self::read(&book().vectors.baseline)
    }

    pub fn everything_unknown() -> Self {
        Self::read(&book().vectors.everything_unknown)
    }

    /// The baseline with these answers.
    pub fn baseline_but(change: &Value) -> Self {
        let mut findings = book().vectors.baseline.clone();
        findings.extend(change.as_object().unwrap().clone());
        Self::read(&findings)
    }

    fn read(findings: &Map<String, Value>) -> Self {
        Self::from_text(&Value::Object(findings.clone()).to_string())
    }

    /// Reads the text of a JSON object of findings.
    pub fn from_text(text: &str) -> Self {
        Self(FindingsSeed(book()).deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap())
    }

    pub fn get(&self, index: FindingIndex) -> Answer {
        self.0.get(index)
    }

    pub fn of(&self, name: &str) -> Answer {
        self.get(index(name))
    }

    pub fn with(&self, index: FindingIndex, answer: Answer) -> Self {
        let mut changed = self.clone();
        changed.0.set(index, answer);
        changed
    }

    pub fn completing(&self, screen: usize) -> Self {
        let mut changed = self.clone();
        changed.0.complete(screen);
        changed
    }

    /// The same answers, and no screen completed.
    pub fn without_screens(&self) -> Self {
        (0..book().findings.len()).fold(Self::nothing(), |payload, index| payload.with(index, self.get(index)))
    }

    pub fn decide(&self) -> Decision<'static> {
        book().decide(&self.0)
    }

    /// Whether nothing is said of a finding, by what was sent alone. An empty list of sites says nothing.
    pub fn says_nothing_of(&self, index: FindingIndex) -> bool {
        matches!(self.get(index), Answer::NotSent | Answer::Unknown | Answer::Several(0))
    }

    /// Whether the person says that there is no twitch, and gives no site.
    pub fn denies_twitch(&self) -> bool {
        self.of("twitch_present") == ABSENT && self.says_nothing_of(index("sites"))
    }

    /// Whether a neurologist's reassuring examination and EMG are claimed, and that nothing changed since.
    pub fn claims_reassurance(&self) -> bool {
        self.of("already_assessed") == answer("already_assessed", "neurologist_exam_and_emg_reassuring")
            && self.of("change_since_assessment") == ABSENT
    }

    /// Whether one of weakness, speech and swallowing is said to have changed.
    pub fn claims_decline(&self) -> bool {
        book().known.decline.iter().any(|&index| self.get(index) == PRESENT)
    }

    /// Whether the screen of a finding was completed.
    pub fn completes_screen_of(&self, index: FindingIndex) -> bool {
        book().screen_of(index).is_some_and(|screen| self.0.is_completed(screen))
    }

    /// Whether nothing was said of a three-valued finding and it counts as "absent" all the same: its group question was
    /// answered "no", its screen was completed, or it is a group question all of whose members were answered (3.15, 3.17).
    pub fn is_settled_by_silence(&self, index: FindingIndex) -> bool {
        if finding(index).kind != Kind::Tri || !self.says_nothing_of(index) {
            return false;
        }
        let is_missing = self.get(index) == Answer::NotSent;
        if let Some(group) = book().group_question(index) {
            let all_members_sent = group.members.iter().all(|&member| self.0.was_sent(member));
            return all_members_sent || is_missing && self.completes_screen_of(index);
        }
        let group = book().group_of(index);
        let group_is = |answers: &[Answer]| group.is_some_and(|group| answers.contains(&self.get(group.index)));
        let a_member_is_present =
            group.is_some_and(|group| group.members.iter().any(|&member| self.get(member) == PRESENT));
        let screen_settles = self.completes_screen_of(index)
            && !group_is(&[PRESENT, Answer::Unknown])
            && self.asks(index) != Truth::False;
        is_missing && (screen_settles || group_is(&[ABSENT]) && !a_member_is_present)
    }

    /// Whether a group question was answered "no", one member "don't know" and another is missing. A "yes" to the one
    /// contradicts that "no", which then no longer settles the other: it can become unknown after it was known.
    pub fn may_reopen_a_denied_group(&self) -> bool {
        book().group_questions.iter().any(|group| {
            let a_member = |holds: &dyn Fn(FindingIndex) -> bool| group.members.iter().any(|&member| holds(member));
            self.get(group.index) == ABSENT
                && a_member(&|member| self.get(member) == Answer::Unknown)
                && a_member(&|member| !self.0.was_sent(member) && !self.completes_screen_of(member))
        })
    }

    /// Whether a finding is unknown or can become so, by what was sent (3.4, 3.14, 3.15 and 3.17).
    pub fn leaves_open(&self, index: FindingIndex) -> bool {
        let of_the_twitch = ["sites", "duration_days", "course"].contains(&finding(index).name.as_str());
        match self.get(index) {
            _ if of_the_twitch && self.denies_twitch() => false,
            _ if self.is_settled_by_silence(index) => false,
            Answer::NotSent | Answer::Unknown | Answer::Several(0) => true,
            sent => finding(index).name == "decline_tempo" && sent == answer("decline_tempo", "none"),
        }
    }

    /// The value of the condition under which a finding is asked.
    pub fn asks(&self, index: FindingIndex) -> Truth {
        Facts::interpret(book(), &self.0).is_asked(book(), index)
    }

    fn answers(&self) -> Vec<(&'static str, Option<Value>)> {
        (0..book().findings.len())
            .map(|index| (finding(index).name.as_str(), as_sent(finding(index), self.get(index))))
            .collect()
    }

    fn differences_from(&self, other: &Self) -> Vec<String> {
        let pairs = self.answers().into_iter().zip(other.answers()).filter(|(own, theirs)| own != theirs);
        pairs
            .map(|((name, value), _)| value.map_or(format!("{name} missing"), |value| format!("{name}={value}")))
            .collect()
    }
}

/// The keys that are sent, each with its answer, as the parts of the text of a JSON object.
pub fn json_parts(payload: &Payload) -> Vec<(String, Value)> {
    let sent = payload.answers().into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    sent.collect()
}

impl fmt::Debug for Payload {
    /// Names what differs from the baseline or from an empty payload, whichever is shorter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bases = [("the baseline", Self::baseline()), ("an empty payload", Self::nothing())];
        let described = bases.map(|(name, base)| (name, self.differences_from(&base)));
        let (base, differences) = described.into_iter().min_by_key(|(_, differences)| differences.len()).unwrap();
        let screens: Vec<_> = self.0.completed().map(|screen| book().screens[screen].id.as_str()).collect();
        write!(f, "{base} with [{}], screens completed {screens:?}", differences.join("; "))
    }
}
