//! A body as a caller sends it: findings by name, and the screens that were completed.

use std::sync::OnceLock;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value, json};
use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::model::answers::Findings;
use twitch_triage::clinical::model::finding::{Finding, Kind};
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// The rule book that is compiled in, loaded once.
pub(crate) fn book() -> &'static RuleBook {
    static BOOK: OnceLock<RuleBook> = OnceLock::new();
    BOOK.get_or_init(|| {
        RuleBook::built_in().unwrap_or_else(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("the built-in rule book does not load:\n{}", faults.join("\n"))
        })
    })
}

/// The same in German.
pub(crate) fn german() -> &'static RuleBook {
    static GERMAN: OnceLock<RuleBook> = OnceLock::new();
    GERMAN.get_or_init(|| {
        let books = TranslatedRuleBook::load(&KnowledgeFiles::built_in(), &["de"]).unwrap_or_else(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("the German translation does not load:\n{}", faults.join("\n"))
        });
        books.translations.into_iter().next().unwrap()
    })
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) findings: Map<String, Value>,
    pub(crate) screens_completed: Vec<String>,
}

impl Body {
    /// The baseline of the vectors: a harmless twitch, every question answered.
    pub(crate) fn baseline() -> Self {
        Self { findings: book().vectors.baseline.clone(), screens_completed: Vec::new() }
    }

    /// The same body with other answers; null stands for a null that is sent.
    pub(crate) fn with<V: Into<Value>>(mut self, name: &str, answer: V) -> Self {
        self.findings.insert(name.to_owned(), answer.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.findings.remove(name);
        self
    }

    /// Reads the body; panics on one that a caller could not send.
    pub(crate) fn read(&self, book: &RuleBook) -> Findings {
        let answers = Value::Object(self.findings.clone());
        let read = FindingsSeed(book).deserialize(answers);
        let mut findings = read.unwrap_or_else(|error| panic!("no valid body ({error}): {self:?}"));
        for id in &self.screens_completed {
            let screen = book.completable_screen(id);
            findings.complete(screen.unwrap_or_else(|| panic!("`{id}` is not a screen: {self:?}")));
        }
        findings
    }

    /// Every body that differs in exactly one answer: another value of one key, a key more or less, a site more or
    /// less, a number one higher or lower.
    pub(crate) fn neighbours(&self, book: &RuleBook) -> Vec<Self> {
        book.findings.iter().flat_map(|finding| self.neighbours_in(finding)).collect()
    }

    fn neighbours_in(&self, finding: &Finding) -> Vec<Self> {
        let sent = self.findings.get(&finding.name);
        let mut answers: Vec<Value> = match finding.kind {
            Kind::Tri | Kind::OneOf => finding.answers.iter().map(|answer| json!(answer.value)).collect(),
            Kind::Integer => numbers_near(finding, sent),
            Kind::SomeOf => lists_near(finding, sent),
        };
        answers.retain(|answer| Some(answer) != sent);
        let mut near: Vec<Self> = answers.into_iter().map(|answer| self.clone().with(&finding.name, answer)).collect();
        if sent.is_some() {
            near.push(self.clone().without(&finding.name));
        }
        near
    }
}

/// The number one higher and one lower, and null; where no number was sent, numbers on both sides of the thresholds
/// of the rules.
fn numbers_near(finding: &Finding, sent: Option<&Value>) -> Vec<Value> {
    let permitted = i64::from(finding.minimum)..=i64::from(finding.maximum);
    let numbers = match sent.and_then(Value::as_i64) {
        Some(number) => vec![number - 1, number + 1],
        None => vec![0, 1, 2, 14, 15, 16, 27, 28, 39, 40, 54, 55, 83, 84, 90, 91],
    };
    let numbers = numbers.into_iter().filter(|number| permitted.contains(number)).map(Value::from);
    numbers.chain([Value::Null]).collect()
}

/// The list with one entry more, the list with one entry less, and null.
fn lists_near(finding: &Finding, sent: Option<&Value>) -> Vec<Value> {
    let list: Vec<&str> = sent.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let toggled = finding.answers.iter().map(|answer| {
        let value = answer.value.as_str();
        let mut near = list.clone();
        match near.iter().position(|entry| *entry == value) {
            Some(place) => drop(near.remove(place)),
            None => near.push(value),
        }
        json!(near)
    });
    toggled.chain([Value::Null]).collect()
}

/// Random numbers that are the same in every run (`SplitMix64`).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    /// One of some things.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Any valid body: each key missing, unknown, or answered in any way; any screens completed.
    pub(crate) fn body(&mut self, book: &RuleBook) -> Body {
        let mut body = Body { findings: Map::new(), screens_completed: Vec::new() };
        for finding in &book.findings {
            if self.below(4) != 0 {
                body.findings.insert(finding.name.clone(), self.answer(finding));
            }
        }
        for screen in book.screens.iter().filter(|screen| !screen.heading_only) {
            if self.below(3) == 0 {
                body.screens_completed.push(screen.id.clone());
            }
        }
        body
    }

    /// A body near the baseline: a few answers differ.
    pub(crate) fn body_near_baseline(&mut self, book: &RuleBook) -> Body {
        let mut body = Body::baseline();
        for _ in 0..=self.below(6) {
            let finding = &book.findings[self.below(book.findings.len())];
            let answer = self.answer(finding);
            body.findings.insert(finding.name.clone(), answer);
        }
        body
    }

    /// A body near the baseline in which some questions are not answered.
    pub(crate) fn body_with_gaps(&mut self, book: &RuleBook) -> Body {
        let mut body = Body::baseline();
        let rare = 2 + self.below(30);
        body.findings.retain(|_, _| self.below(rare) != 0);
        let finding = self.pick(&book.findings);
        let answer = self.answer(finding);
        body.with(&finding.name, answer)
    }

    /// Any valid answer of a finding.
    pub(crate) fn answer(&mut self, finding: &Finding) -> Value {
        match finding.kind {
            Kind::Tri | Kind::OneOf => match self.below(finding.answers.len() + 1) {
                place if place < finding.answers.len() => json!(finding.answers[place].value),
                _ => Value::Null,
            },
            Kind::Integer => match self.below(4) {
                0 => Value::Null,
                1 => self.range(finding.minimum, finding.maximum),
                _ => self.range(finding.minimum, finding.maximum.min(100)),
            },
            Kind::SomeOf => {
                let several = self.next() & self.next();
                let chosen = finding.answers.iter().enumerate().filter(|(place, _)| several >> place & 1 == 1);
                json!(chosen.map(|(_, answer)| answer.value.as_str()).collect::<Vec<_>>())
            }
        }
    }

    fn range(&mut self, lowest: i32, highest: i32) -> Value {
        let width = usize::try_from(highest - lowest).unwrap() + 1;
        json!(lowest + i32::try_from(self.below(width)).unwrap())
    }
}
