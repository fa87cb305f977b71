//! Reads a `QuestionnaireResponse`: what was answered, and which screens were ended with "none of these".
//!
//! Silence is never "no": an item without an answer says nothing. Everything that could lose an answer is refused, with
//! every fault.

use std::collections::BTreeMap;

use serde_json::Value;

use super::canonical::{ADAPTIVE_FORM, Canonical, FORM};
use super::form_item::{FormItem, ScreenRound};
use super::response_fault::Faults;
use super::response_item::{ItemReader, is_member_of_item};
use super::shown_when::ShownWhen;
use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Kind, tri};
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::rule_book::RuleBook;
use crate::request::similar_word::closest;
use crate::request::{FaultCode, Rejection, RejectionKind};

/// The members of a response.
const MEMBERS: [&str; 16] = [
    "resourceType",
    "id",
    "meta",
    "language",
    "text",
    "contained",
    "extension",
    "identifier",
    "basedOn",
    "partOf",
    "questionnaire",
    "status",
    "subject",
    "encounter",
    "authored",
    "item",
];

/// Two more: who wrote and who answered.
const PEOPLE: [&str; 2] = ["author", "source"];

/// Those of them that may have a second member of their name with an underscore in front.
const PRIMITIVES: [&str; 4] = ["language", "questionnaire", "status", "authored"];

/// Members that may change the meaning of what they stand in.
pub const MODIFIERS: [&str; 2] = ["modifierExtension", "implicitRules"];

/// The statuses of a response that is used. Whether it is called complete says nothing.
const STATUSES: [&str; 4] = ["in-progress", "completed", "amended", "stopped"];

/// What a response says.
#[derive(Debug)]
pub struct ResponseAnswers {
    /// Each answer that was given.
    pub given: BTreeMap<FindingIndex, Answer>,
    /// The screens that were ended with "none of these".
    pub none_of_these: Vec<ScreenRound>,
    /// What was shown, of a form that is served one screen at a time; none for the whole form.
    pub shown: Option<Vec<ShownGroup>>,
    /// Whether it belongs to another version of the questions than the one in force.
    pub is_of_other_version: bool,
}

/// A group that was shown, of a form that is served one screen at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownGroup {
    /// Its screen, and which time it was shown.
    pub round: ScreenRound,
    /// Its questions in order.
    pub questions: Vec<FindingIndex>,
}

/// What a response names as its questionnaire.
enum Form<'r> {
    Whole,
    Adaptive(&'r Value),
}

/// Reads a response. `at` is the JSON Pointer to it in the caller's body; empty where it is the body.
///
/// # Errors
///
/// Every fault.
pub fn read(book: &RuleBook, response: &Value, at: &str) -> Result<ResponseAnswers, Rejection> {
    let mut faults = Faults::default();
    if !is_response(response) {
        faults.add(at, FaultCode::WrongType, "must be a `QuestionnaireResponse`");
        return Err(faults.rejection());
    }
    for (member, _) in response.as_object().into_iter().flatten() {
        let known = MEMBERS.iter().chain(&PEOPLE).chain(&MODIFIERS);
        let name = member.strip_prefix('_').filter(|name| PRIMITIVES.contains(name)).unwrap_or(member);
        if !known.clone().any(|known| *known == name) {
            faults.suggest(at, FaultCode::UnknownKey, "has an unknown member", || {
                closest(member, known.copied()).map(str::to_owned)
            });
        }
    }
    modifiers(response, &mut at.to_owned(), true, &mut faults);
    match response.get("status").and_then(Value::as_str) {
        Some(status) if STATUSES.contains(&status) => {}
        Some("entered-in-error") => {
            faults.add(&format!("{at}/status"), FaultCode::UnknownValue, "was entered in error, so it is not used");
        }
        Some(_) => faults.add(&format!("{at}/status"), FaultCode::UnknownValue, "is not a status of a response"),
        None => faults.add(at, FaultCode::MissingKey, "must have a `status`"),
    }
    let form = form(book, response, at, &mut faults);
    let is_whole = matches!(form, Some(Form::Whole));
    let mut items = ItemReader::new(book, is_whole, &mut faults);
    items.list(response.get("item"), &format!("{at}/item"));
    let (given, none_of_these) = (items.given, items.none_of_these);
    let shown = match form {
        Some(Form::Adaptive(contained)) => Some(shown_groups(book, contained)),
        _ => None,
    };
    if !faults.is_empty() {
        return Err(faults.rejection());
    }
    Ok(ResponseAnswers { given, none_of_these, shown, is_of_other_version: !is_in_force(book, response) })
}

/// Whether a value is a `QuestionnaireResponse`.
#[must_use]
pub fn is_response(value: &Value) -> bool {
    value.get("resourceType").and_then(Value::as_str) == Some("QuestionnaireResponse")
}

/// The refusal of a response that belongs to another version of the questions; compared before anything else is read.
///
/// # Errors
///
/// `rule_book_mismatch`.
pub fn expect_version_in_force(book: &RuleBook, response: &Value) -> Result<(), Rejection> {
    if is_in_force(book, response) {
        return Ok(());
    }
    let detail = format!("version {} of the questionnaire is in force", book.identity.version);
    Err(Rejection::new(RejectionKind::RuleBookMismatch, detail))
}

/// Whether a response names the version in force, or no version.
fn is_in_force(book: &RuleBook, response: &Value) -> bool {
    let named = named_form(response).and_then(|canonical| canonical.split_once('|'));
    named.is_none_or(|(_, version)| version == book.identity.version)
}

/// The canonical URL that a response names, itself or through the form that it contains.
#[must_use]
pub fn named_form(response: &Value) -> Option<&str> {
    let named = response.get("questionnaire")?.as_str()?;
    match named.strip_prefix('#') {
        Some(id) => contained(response, id)?.get("derivedFrom")?.get(0)?.as_str(),
        None => Some(named),
    }
}

fn contained<'r>(response: &'r Value, id: &str) -> Option<&'r Value> {
    let mut resources = response.get("contained")?.as_array()?.iter();
    resources.find(|resource| resource.get("id").and_then(Value::as_str) == Some(id))
}

/// The form to which a response belongs: it has to be ours.
fn form<'r>(book: &RuleBook, response: &'r Value, at: &str, faults: &mut Faults) -> Option<Form<'r>> {
    let canonical = Canonical::for_book(book);
    let place = format!("{at}/questionnaire");
    let Some(named) = response.get("questionnaire").and_then(Value::as_str) else {
        faults.add(at, FaultCode::MissingKey, "must name its `questionnaire`");
        return None;
    };
    let url = |named: &str| named.split_once('|').map_or(named.to_owned(), |(url, _)| url.to_owned());
    let Some(id) = named.strip_prefix('#') else {
        if url(named) == canonical.url("Questionnaire", FORM) {
            return Some(Form::Whole);
        }
        let meant = canonical.url("Questionnaire", FORM);
        faults.suggest(&place, FaultCode::UnknownValue, "is another questionnaire", || Some(meant));
        return None;
    };
    let Some(contained) = contained(response, id) else {
        faults.add(&place, FaultCode::UnknownValue, "names a contained form that is not there");
        return None;
    };
    let derived_from = named_form(response).map(url);
    if derived_from.as_deref() != Some(canonical.url("Questionnaire", ADAPTIVE_FORM).as_str()) {
        let meant = canonical.versioned("Questionnaire", ADAPTIVE_FORM);
        let detail = "the contained form must be derived from ours";
        faults.suggest(&place, FaultCode::UnknownValue, detail, || Some(meant));
        return None;
    }
    Some(Form::Adaptive(contained))
}

/// The groups of a contained form: only its `linkId`s count.
fn shown_groups(book: &RuleBook, form: &Value) -> Vec<ShownGroup> {
    let link_id = |item: &Value| FormItem::read(book, item.get("linkId")?.as_str()?);
    let items = |item: &Value| item.get("item").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut groups: Vec<ShownGroup> = Vec::new();
    // A question is shown once, so that no form can make the answer large.
    let mut seen = FindingSet::default();
    for group in items(form) {
        let Some(FormItem::Group(round)) = link_id(&group) else { continue };
        let mut questions: Vec<FindingIndex> = Vec::new();
        for question in items(&group) {
            if let Some(FormItem::Question(index)) = link_id(&question)
                && !seen.contains(index)
            {
                seen.insert(index);
                questions.push(index);
            }
        }
        if groups.iter().all(|known| known.round != round) {
            groups.push(ShownGroup { round, questions });
        }
    }
    groups
}

/// Notes every member that may change a meaning, anywhere in a value. The place of one is told as far as it is made of
/// names of FHIR: other keys are the caller's own words, and `is_named` is false below them.
fn modifiers(value: &Value, at: &mut String, is_named: bool, faults: &mut Faults) {
    let mut below = |name: &str, is_named: bool, value: &Value| {
        let place = at.len();
        if is_named {
            at.push('/');
            at.push_str(name);
        }
        if MODIFIERS.contains(&name) {
            faults.add(at, FaultCode::UnknownKey, "is not supported here or below: it may change the meaning");
        } else {
            modifiers(value, at, is_named, faults);
        }
        at.truncate(place);
    };
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let is_known = MEMBERS.iter().chain(&PEOPLE).chain(&MODIFIERS).any(|known| known == name);
                below(name, is_named && (is_known || is_member_of_item(name)), member);
            }
        }
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(number, entry)| below(&number.to_string(), is_named, entry));
        }
        _ => {}
    }
}

impl ResponseAnswers {
    /// The findings to decide on.
    ///
    /// Of a whole form, "none of these" completes its screen, but hidden is never "no": it says nothing of a question
    /// that the form did not show. Of a form that is served one screen at a time, it answers "no" to what was shown in
    /// that group and left open, and to nothing else; whatever else was shown was asked.
    #[must_use]
    pub fn findings(&self, book: &RuleBook) -> Findings {
        let mut findings = self.explicit_findings(book);
        match &self.shown {
            None => {
                let hidden: Vec<FindingIndex> = book
                    .conditional
                    .iter()
                    .copied()
                    .filter(|index| !ShownWhen::of(book, *index).holds(&findings))
                    .collect();
                hidden.into_iter().for_each(|index| findings.hide(index));
                self.none_of_these.iter().for_each(|round| findings.complete(round.screen));
            }
            Some(groups) => groups.iter().for_each(|group| self.settle(book, group, &mut findings)),
        }
        findings
    }

    /// The findings to decide on, but no silence counts as "no": what is left of answers to another version.
    #[must_use]
    pub fn explicit_findings(&self, book: &RuleBook) -> Findings {
        let mut findings = Findings::new(book);
        self.given.iter().for_each(|(index, answer)| findings.set(*index, *answer));
        findings
    }

    fn settle(&self, book: &RuleBook, group: &ShownGroup, findings: &mut Findings) {
        let is_ended = self.none_of_these.contains(&group.round);
        let opened = self.opened(book);
        for &index in group.questions.iter().filter(|index| !self.given.contains_key(index)) {
            let is_tri = book.finding(index).is_some_and(|finding| finding.kind == Kind::Tri);
            // Nobody turns "yes, one of these" into "none of these" by ending a screen.
            let is_no = is_ended && is_tri && !opened.contains(index);
            findings.set(index, if is_no { Answer::Choice(tri::ABSENT) } else { Answer::Unknown });
        }
    }

    /// The members of the group questions that were answered otherwise than "no".
    fn opened(&self, book: &RuleBook) -> FindingSet {
        let answered = |index: FindingIndex| self.given.get(&index).copied();
        let opened = book
            .group_questions
            .iter()
            .filter(|group| answered(group.index).is_some_and(|answer| answer != Answer::Choice(tri::ABSENT)));
        opened.fold(FindingSet::default(), |opened, group| opened.union(group.member_set))
    }
}
