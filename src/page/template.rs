//! Texts put into the page: each stands in the rule book, none in the page.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::asset;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;

/// Around the name of a text in the page.
const MARK: (&str, &str) = ("[[", "]]");

/// Before the name of a text in a script.
const IN_SCRIPT: &str = "text(\"";

/// The page with every text filled in; `offered` is the rule book in every language.
///
/// # Errors
///
/// Every text that a script or the page names and the rule book does not have.
pub fn filled_in(book: &RuleBook, offered: &[&RuleBook]) -> Result<String, String> {
    let in_scripts = asset::FILES.iter().flat_map(|(_, script)| named_in_script(script));
    let mut missing: BTreeSet<String> = in_scripts.map(str::to_owned).collect();
    missing.retain(|name| book.texts.page.get(name).is_none());
    let mut page = String::with_capacity(asset::TEMPLATE.len() * 4);
    let template = asset::TEMPLATE.replacen("[[figure]]", asset::FIGURE.trim(), 1);
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once(MARK.0) {
        let Some((name, following)) = after.split_once(MARK.1) else { break };
        page.push_str(before);
        match part(book, offered, name) {
            Some(part) => page.push_str(&part),
            None => {
                missing.insert(name.to_owned());
            }
        }
        rest = following;
    }
    page.push_str(rest);
    if missing.is_empty() {
        return Ok(page);
    }
    let missing: Vec<String> = missing.into_iter().collect();
    Err(format!("texts.toml: page: the page needs these texts too: {}", missing.join(", ")))
}

/// The names of texts in a script.
fn named_in_script(script: &str) -> impl Iterator<Item = &str> {
    script.split(IN_SCRIPT).skip(1).filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
}

/// What stands in the place of a mark, ready for HTML.
fn part(book: &RuleBook, offered: &[&RuleBook], name: &str) -> Option<String> {
    let usage = &book.intended_use;
    Some(match name {
        "data" => data(book).to_string().replace('<', "\\u003c"),
        "language" => escaped(&book.locale.language),
        "languages" => languages(book, offered),
        "translation_note" => translation_note(book),
        "emergency_note" => escaped(&book.texts.fixed.emergency_note_with_baby()),
        "not_a_diagnosis" => escaped(&book.texts.fixed.not_a_diagnosis),
        "introduction" => escaped(&book.texts.questionnaire.introduction),
        "intended_use" => escaped(&usage.intended_use),
        "for_whom" => list(&usage.for_whom),
        "not_for" => list(&usage.not_for),
        "known_limits" => list(&usage.known_limits),
        _ => escaped(book.texts.page.get(name)?),
    })
}

/// What the scripts need to know before the first answer of the service.
fn data(book: &RuleBook) -> Value {
    let texts = &book.texts;
    let words = &texts.clinician_words;
    let screens: Vec<Value> = book
        .screens
        .iter()
        .map(|screen| json!({ "id": screen.id, "title": screen.title, "introduction": screen.introduction }))
        .collect();
    let groups = book.groups.iter().map(|group| (group.id.as_str(), group.name.as_str()));
    let extra_workup = book.extra_workup.iter().map(|extra| (extra.text.id.as_str(), extra.text.name.as_str()));
    json!({
        "text": texts.page,
        "emergency_number": book.locale.placeholders.get("emergency_number"),
        "emergency_note": texts.fixed.emergency_note,
        "emergency_note_baby": texts.fixed.emergency_note_baby,
        "not_a_diagnosis": texts.fixed.not_a_diagnosis,
        "for_a_child": texts.questionnaire.for_a_child,
        "for_a_baby": texts.questionnaire.for_a_baby,
        "only_for_a_child": texts.questionnaire.only_for_a_child,
        "child_below": texts.age.child_below,
        "baby_below": texts.age.baby_below,
        "answers": { "present": texts.answers.present, "absent": texts.answers.absent,
                     "unknown": texts.answers.unknown },
        "clinician": {
            "level": in_words(Level::ALL.map(|level| (level.word(), words.level(level)))),
            "urgency": in_words(Urgency::ALL.map(|urgency| (urgency.word(), words.urgency(urgency)))),
            "status": in_words(Status::ALL.map(|status| (status.word(), words.status(status)))),
        },
        "groups": in_words(groups.chain(extra_workup)),
        "screens": screens,
    })
}

/// Words for a reader, by the word that stands for them in an answer.
fn in_words<'t>(words: impl IntoIterator<Item = (&'t str, &'t str)>) -> Map<String, Value> {
    words.into_iter().map(|(word, text)| (word.to_owned(), json!(text))).collect()
}

/// Links to the page in each other language, by what those who speak it call it; none where there is one language only.
fn languages(book: &RuleBook, offered: &[&RuleBook]) -> String {
    let others = offered.iter().filter(|other| other.locale.language != book.locale.language);
    let links = others.map(|other| {
        let (tag, name) = (escaped(&other.locale.language), escaped(&other.texts.translation.language_name));
        format!("<a class=\"language\" lang=\"{tag}\" hreflang=\"{tag}\" href=\"?lang={tag}\">{name}</a>")
    });
    links.collect()
}

/// Who made the translation and who has not read it; nothing on the page of the original.
fn translation_note(book: &RuleBook) -> String {
    let note = book.translation_note();
    note.map(|note| format!("<aside class=\"translation\">{}</aside>", escaped(&note))).unwrap_or_default()
}

fn list(lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["<li>".to_owned(), escaped(line), "</li>".to_owned()]).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{escaped, named_in_script};

    #[test]
    fn the_texts_that_a_script_names_are_found() {
        let script = "title(text(\"start.title\"), text(\"ask.next\", { count }))";
        assert_eq!(named_in_script(script).collect::<Vec<_>>(), ["start.title", "ask.next"]);
    }

    #[test]
    fn no_text_is_read_as_html() {
        assert_eq!(escaped("<b title=\"x\">A&E</b>"), "&lt;b title=&quot;x&quot;&gt;A&amp;E&lt;/b&gt;");
    }
}
