//! The items of a response, at any depth: fillers flatten groups, or nest items under answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::coded_answer::read_coding;
use super::form_item::{FormItem, ScreenRound};
use super::response_fault::Faults;
use crate::clinical::model::answers::Answer;
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;
use crate::request::FaultCode;
use crate::request::similar_word::closest;

/// The members of an item. One that is misspelt could lose an answer, so every other one is refused.
const ITEM: [&str; 7] = ["linkId", "definition", "text", "answer", "item", "id", "extension"];

/// The members of an answer besides its value.
const ANSWER: [&str; 3] = ["item", "id", "extension"];

/// The types of a value.
const VALUES: [&str; 12] = [
    "valueBoolean",
    "valueDecimal",
    "valueInteger",
    "valueDate",
    "valueDateTime",
    "valueTime",
    "valueString",
    "valueUri",
    "valueAttachment",
    "valueCoding",
    "valueQuantity",
    "valueReference",
];

/// Those of them that are no primitive type.
const COMPLEX: [&str; 4] = ["valueAttachment", "valueCoding", "valueQuantity", "valueReference"];

/// Refused before, wherever it stands.
const MODIFIER: &str = "modifierExtension";

/// Reads items.
pub(super) struct ItemReader<'b, 'f> {
    book: &'b RuleBook,
    /// Whether they are items of the whole form, which shows each screen once.
    is_whole: bool,
    faults: &'f mut Faults,
    link_ids: BTreeSet<String>,
    pub(super) given: BTreeMap<FindingIndex, Answer>,
    pub(super) none_of_these: Vec<ScreenRound>,
}

/// A value of an answer: the name of its member, the value, and its place.
struct Given<'v> {
    member: &'v str,
    value: &'v Value,
    place: String,
}

/// Whether an item or its answers have a member of this name.
pub(super) fn is_member_of_item(name: &str) -> bool {
    ITEM.iter().chain(&ANSWER).chain(&VALUES).any(|known| *known == name)
}

/// Whether a member of an item or an answer may have a second one of its name with an underscore in front.
fn is_primitive(name: &str) -> bool {
    ["linkId", "definition", "text"].contains(&name) || (VALUES.contains(&name) && !COMPLEX.contains(&name))
}

/// The lists of items below an item and below its answers, with their places.
fn below<'v>(members: &'v Map<String, Value>, at: &str) -> Vec<(&'v Value, String)> {
    let answers = members.get("answer").and_then(Value::as_array).into_iter().flatten().enumerate();
    let of_answers = answers.map(|(number, answer)| (answer.get("item"), format!("{at}/answer/{number}/item")));
    let lists = [(members.get("item"), format!("{at}/item"))].into_iter().chain(of_answers);
    lists.filter_map(|(items, at)| Some((items?, at))).collect()
}

impl<'b, 'f> ItemReader<'b, 'f> {
    pub(super) fn new(book: &'b RuleBook, is_whole: bool, faults: &'f mut Faults) -> Self {
        Self { book, is_whole, faults, link_ids: BTreeSet::new(), given: BTreeMap::new(), none_of_these: Vec::new() }
    }

    /// Reads a list of items, if there is one.
    pub(super) fn list(&mut self, items: Option<&Value>, at: &str) {
        match items {
            None => {}
            Some(Value::Array(items)) => {
                for (number, item) in items.iter().enumerate() {
                    self.item(item, &format!("{at}/{number}"));
                }
            }
            Some(_) => self.faults.add(at, FaultCode::WrongType, "must be a list of items"),
        }
    }

    fn item(&mut self, item: &Value, at: &str) {
        let Some(members) = item.as_object() else {
            self.faults.add(at, FaultCode::WrongType, "must be an item");
            return;
        };
        self.known_members(members, &ITEM, at);
        let link_id = members.get("linkId").and_then(Value::as_str);
        let kind = link_id.and_then(|link_id| FormItem::read(self.book, link_id)).filter(|kind| self.is_served(*kind));
        match (link_id, kind) {
            (None, _) => self.faults.add(at, FaultCode::MissingKey, "must have a `linkId`"),
            (Some(link_id), None) => {
                let names = self.book.findings.iter().map(|finding| finding.name.as_str());
                let detail = "is not an item of the questionnaire";
                self.faults.suggest(&format!("{at}/linkId"), FaultCode::UnknownValue, detail, || {
                    closest(link_id, names).map(str::to_owned)
                });
            }
            (Some(_), Some(FormItem::Result)) => return self.below_result(members, at),
            (Some(link_id), Some(_)) if !self.link_ids.insert(link_id.to_owned()) => {
                self.faults.add(&format!("{at}/linkId"), FaultCode::DoubledEntry, "is there twice");
            }
            (Some(_), Some(kind)) => {
                let values = self.values(members, at);
                self.answered(kind, &values, at);
            }
        }
        for (items, at) in below(members, at) {
            self.list(Some(items), &at);
        }
    }

    /// Whether the form has such an item.
    fn is_served(&self, kind: FormItem) -> bool {
        match kind {
            FormItem::Group(round) | FormItem::NoneOfThese(round) => !self.is_whole || round.round == 1,
            FormItem::Question(_) | FormItem::Display | FormItem::Result => true,
        }
    }

    /// What a client sends of the result is ignored, but an answer must not get lost among it.
    fn below_result(&mut self, members: &Map<String, Value>, at: &str) {
        for (items, at) in below(members, at) {
            for (number, item) in items.as_array().into_iter().flatten().enumerate() {
                let link_id = item.get("linkId").and_then(Value::as_str).unwrap_or_default();
                let at = format!("{at}/{number}");
                match (FormItem::read(self.book, link_id), item.as_object()) {
                    (Some(FormItem::Result), Some(members)) => self.below_result(members, &at),
                    _ => self.faults.add(&at, FaultCode::UnknownValue, "is not an item of the result"),
                }
            }
        }
    }

    fn known_members(&mut self, members: &Map<String, Value>, known: &[&str], at: &str) {
        for member in members.keys() {
            let name = member.strip_prefix('_').filter(|name| is_primitive(name)).unwrap_or(member);
            if name != MODIFIER && !known.contains(&name) {
                self.faults.suggest(at, FaultCode::UnknownKey, "has an unknown member", || {
                    closest(member, known.iter().copied()).map(str::to_owned)
                });
            }
        }
    }

    /// The values of the answers of an item. An answer without a value says nothing.
    fn values<'v>(&mut self, members: &'v Map<String, Value>, at: &str) -> Vec<Given<'v>> {
        let known: Vec<&str> = ANSWER.iter().chain(&VALUES).copied().collect();
        let answers = match members.get("answer") {
            None => return Vec::new(),
            Some(Value::Array(answers)) => answers,
            Some(_) => {
                self.faults.add(&format!("{at}/answer"), FaultCode::WrongType, "must be a list of answers");
                return Vec::new();
            }
        };
        let mut values = Vec::new();
        for (number, answer) in answers.iter().enumerate() {
            let at = format!("{at}/answer/{number}");
            let Some(members) = answer.as_object() else {
                self.faults.add(&at, FaultCode::WrongType, "must be an answer");
                continue;
            };
            self.known_members(members, &known, &at);
            let mut given = members.iter().filter(|(member, _)| VALUES.contains(&member.as_str()));
            if let Some((member, value)) = given.next() {
                values.push(Given { member, value, place: format!("{at}/{member}") });
            }
            if given.next().is_some() {
                self.faults.add(&at, FaultCode::TooManyEntries, "must have one value");
            }
        }
        values
    }

    fn answered(&mut self, kind: FormItem, values: &[Given], at: &str) {
        match kind {
            FormItem::Question(index) => self.question(index, values, at),
            FormItem::NoneOfThese(round) => match self.only(values, at).map(|given| (given, given.value)) {
                None | Some((_, Value::Bool(false))) => {}
                Some((given, Value::Bool(true))) if given.member == "valueBoolean" => self.none_of_these.push(round),
                Some((given, _)) => self.faults.add(&given.place, FaultCode::WrongType, "must be a `valueBoolean`"),
            },
            FormItem::Group(_) | FormItem::Display | FormItem::Result if values.is_empty() => {}
            FormItem::Group(_) | FormItem::Display | FormItem::Result => {
                self.faults.add(at, FaultCode::TooManyEntries, "takes no answer");
            }
        }
    }

    /// The one value where only one is meant.
    fn only<'g, 'v>(&mut self, values: &'g [Given<'v>], at: &str) -> Option<&'g Given<'v>> {
        if values.len() > 1 {
            self.faults.add(at, FaultCode::TooManyEntries, "takes one answer");
        }
        values.first().filter(|_| values.len() == 1)
    }

    fn question(&mut self, index: FindingIndex, values: &[Given], at: &str) {
        let Some(finding) = self.book.finding(index) else { return };
        let answer = match finding.kind {
            Kind::SomeOf => self.several(finding, values, at),
            Kind::Integer => self.only(values, at).and_then(|given| self.number(finding, given)),
            Kind::Tri | Kind::OneOf => self.only(values, at).and_then(|given| self.coding(finding, given)),
        };
        if let Some(answer) = answer {
            self.given.insert(index, answer);
        }
    }

    fn number(&mut self, finding: &Finding, given: &Given) -> Option<Answer> {
        if given.member != "valueInteger" || !given.value.is_number() {
            self.faults.add(&given.place, FaultCode::WrongType, "must be a `valueInteger`");
            return None;
        }
        let answer = given.value.as_i64().and_then(|number| finding.number(number));
        if answer.is_none() {
            let detail = format!("must be a whole number from {} to {}", finding.minimum, finding.maximum);
            self.faults.add(&given.place, FaultCode::OutOfRange, &detail);
        }
        answer
    }

    fn coding(&mut self, finding: &Finding, given: &Given) -> Option<Answer> {
        if given.member != "valueCoding" || !given.value.is_object() {
            let detail = match given.value {
                Value::Bool(_) => "must be a `valueCoding`, never true or false",
                _ => "must be a `valueCoding`",
            };
            self.faults.add(&given.place, FaultCode::WrongType, detail);
            return None;
        }
        let part = |name: &str| given.value.get(name).and_then(Value::as_str).unwrap_or_default();
        let answer = read_coding(self.book, finding, part("system"), part("code"));
        if answer.is_none() {
            let detail = "is not an answer of this question: system and code must be those of the questionnaire";
            self.faults.add(&given.place, FaultCode::UnknownValue, detail);
        }
        answer
    }

    fn several(&mut self, finding: &Finding, values: &[Given], at: &str) -> Option<Answer> {
        let (mut chosen, mut is_unknown) = (0u32, false);
        for given in values {
            match self.coding(finding, given) {
                Some(Answer::Several(place)) if chosen & place != 0 => {
                    self.faults.add(&given.place, FaultCode::DoubledEntry, "duplicate entry");
                }
                Some(Answer::Several(place)) => chosen |= place,
                Some(_) => is_unknown = true,
                None => {}
            }
        }
        if is_unknown && chosen != 0 {
            self.faults.add(at, FaultCode::TooManyEntries, "\"don't know\" cannot stand beside another answer");
        }
        match (chosen, is_unknown) {
            (0, false) => None,
            (0, true) => Some(Answer::Unknown),
            (chosen, _) => Some(Answer::Several(chosen)),
        }
    }
}
