//! What the texts say, and what they must never say.
//!
//! The banned phrases are data, `src/clinical/knowledge/banned.toml`, each with its why and with a sentence that it must catch.

mod always_said;
mod banned;
mod reading_ease;

use std::sync::OnceLock;

use twitch_triage::clinical::load::files::KnowledgeFiles;
pub(crate) use twitch_triage::clinical::load::reader_text::TextKind as Kind;
use twitch_triage::clinical::model::banned::{Among, Banned, BannedPhrases};
use twitch_triage::clinical::model::finding::Class;
use twitch_triage::clinical::model::outcome::Level;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// One text that the service can show, with where it stands and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) place: String,
    pub(crate) kind: Kind,
    /// Set for a text that stands in an answer of this level and no other.
    pub(crate) level: Option<Level>,
    pub(crate) text: String,
}

/// Every text of a rule book, placeholders filled in.
pub(crate) fn served(book: &RuleBook) -> Vec<Text> {
    let mut all = Vec::new();
    let mut add = |place: &str, kind, level, text: &str| {
        all.push(Text { place: place.to_owned(), kind, level, text: text.to_owned() });
    };
    let (level_1, level_2) = (Some(Level::BenignLifestyle), Some(Level::CrampFasciculationSyndrome));
    for rule in &book.rules {
        // A reason of a level stands in answers of higher levels too; what must not be said at a level is judged here.
        add(&rule.id, Kind::Reason, Some(rule.effect.level), &rule.person);
        add(&rule.id, Kind::Clinician, None, &rule.clinician);
    }
    add(&book.warning.id, Kind::Reason, None, &book.warning.person);
    add(&book.warning.id, Kind::Clinician, None, &book.warning.clinician);
    let headline = &book.texts.headline;
    add("so_far", Kind::Headline, None, &headline.so_far);
    add("no_twitch", Kind::Headline, level_1, &headline.no_twitch);
    add("no_twitch_routine", Kind::Headline, level_1, &headline.no_twitch_routine);
    add("open_questions_only", Kind::Headline, Some(Level::ReferWorkup), &headline.open_questions_only);
    for row in &headline.result {
        add(&format!("{:?}", row.outcome), Kind::Headline, Some(row.outcome.level), &row.text);
    }
    for advice in &book.advice {
        let level = advice.text.levels.first().copied().filter(|_| advice.text.levels.len() == 1);
        add(&advice.text.id, Kind::Advice, level, &advice.text.text);
    }
    let net = &book.texts.safety_net.come_back_if;
    add("come_back_if", Kind::SafetyNet, level_1, &net.no_twitch);
    add("come_back_if", Kind::SafetyNet, level_1, &net.benign_lifestyle);
    add("come_back_if", Kind::SafetyNet, level_2, &net.cramp_fasciculation_syndrome);
    add("come_back_if", Kind::SafetyNet, Some(Level::ReferWorkup), &net.refer_workup);
    add("emergency_note", Kind::SafetyNet, None, &book.texts.fixed.emergency_note);
    add("emergency_note_baby", Kind::SafetyNet, None, &book.texts.fixed.emergency_note_baby);
    add("not_a_diagnosis", Kind::Fixed, None, &book.texts.fixed.not_a_diagnosis);
    let answers = &book.texts.answers;
    let of_groups = [&answers.group_present, &answers.group_absent, &answers.group_unknown];
    for label in
        [&answers.present, &answers.absent, &answers.unknown, &answers.none_of_these].into_iter().chain(of_groups)
    {
        add("answers", Kind::Label, None, label);
    }
    let report = &book.texts.report;
    for words in [&report.you_said, &report.you_said_no, &report.you_are_not_sure] {
        add("report", Kind::Label, None, words);
    }
    let said_first = &book.texts.questionnaire;
    let said_first =
        [&said_first.introduction, &said_first.for_a_child, &said_first.for_a_baby, &said_first.only_for_a_child];
    for text in said_first {
        add("questionnaire", Kind::Screen, None, text);
    }
    for finding in &book.findings {
        let kind = if finding.class == Class::O { Kind::Clinician } else { Kind::Question };
        add(&finding.name, kind, None, &finding.question);
        if let Some(help) = &finding.help {
            add(&finding.name, if kind == Kind::Question { Kind::Help } else { kind }, None, help);
        }
        for label in [&finding.label].into_iter().chain(&finding.bullet).chain(&finding.bullets) {
            add(&finding.name, Kind::Label, None, label);
        }
        if let Some(term) = &finding.clinician {
            add(&finding.name, Kind::Clinician, None, term);
        }
        for answer in &finding.answers {
            add(&finding.name, Kind::Label, None, &answer.label);
        }
    }
    for screen in &book.screens {
        for text in [&screen.title, &screen.introduction, &screen.purpose] {
            add(&screen.id, Kind::Screen, None, text);
        }
    }
    for (place, text) in book.texts.page.all() {
        add(&place, Kind::Page, None, text);
    }
    let use_of = &book.intended_use;
    add("intended_use", Kind::IntendedUse, None, &use_of.intended_use);
    for text in use_of.for_whom.iter().chain(&use_of.not_for).chain(&use_of.known_limits) {
        add("intended_use", Kind::IntendedUse, None, text);
    }
    for urgency in &use_of.urgency {
        add("intended_use", Kind::IntendedUse, None, &urgency.meaning);
    }
    add("accuracy", Kind::IntendedUse, None, &use_of.accuracy.note);
    for group in &book.groups {
        add(&group.id, Kind::Clinician, None, &group.workup);
        add(&format!("{} name", group.id), Kind::Clinician, None, &group.name);
    }
    for extra in &book.extra_workup {
        add(&extra.text.id, Kind::Clinician, None, &extra.text.text);
        add(&format!("{} name", extra.text.id), Kind::Clinician, None, &extra.text.name);
    }
    all
}

/// What must not be said in English.
fn banned() -> &'static Banned {
    static BANNED: OnceLock<Banned> = OnceLock::new();
    BANNED.get_or_init(|| read("banned.toml"))
}

/// What must not be said in German.
fn banned_in_german() -> &'static Banned {
    static BANNED: OnceLock<Banned> = OnceLock::new();
    BANNED.get_or_init(|| read("translations/de.banned.toml"))
}

fn read(file: &str) -> Banned {
    toml::from_str(KnowledgeFiles::built_in().get(file)).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a text is one of those in which phrases are looked for.
fn concerns(ban: &BannedPhrases, text: &Text) -> bool {
    ban.among.iter().any(|among| match among {
        Among::Everyone => true,
        Among::Person => text.kind != Kind::Clinician,
        Among::Headline => text.kind == Kind::Headline,
        Among::Reason => text.kind == Kind::Reason,
        Among::Advice => text.kind == Kind::Advice,
        Among::SafetyNet => text.kind == Kind::SafetyNet,
        Among::Level1 => text.kind != Kind::Clinician && text.level == Some(Level::BenignLifestyle),
        Among::Level2 => text.kind != Kind::Clinician && text.level == Some(Level::CrampFasciculationSyndrome),
    })
}

/// The phrases that a text holds, outside what is excepted: one after the other, not as loading looks for them.
fn found_in<'b>(ban: &'b BannedPhrases, text: &str) -> Vec<&'b str> {
    let text = ban.except.iter().fold(text.to_owned(), |text, except| text.replace(&except.text, ""));
    ban.phrases.iter().map(String::as_str).filter(|phrase| holds(&text, phrase)).collect()
}

/// Whether a text holds a phrase, as whole words, whatever the case and the punctuation.
fn holds(text: &str, phrase: &str) -> bool {
    words(text).contains(&words(phrase))
}

/// The words of a text in lower case, with one blank around each. The capitals of ß are SS.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for letter in text.to_lowercase().replace('ß', "ss").replace('%', " % ").chars() {
        let letter = if letter.is_alphanumeric() || letter == '\'' || letter == '%' { letter } else { ' ' };
        if letter != ' ' || !words.ends_with(' ') {
            words.push(letter);
        }
    }
    if words.ends_with(' ') { words } else { words + " " }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ';']).map(str::trim).filter(|sentence| !sentence.is_empty())
}
