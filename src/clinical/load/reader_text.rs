//! Every text that the service can show, with who reads it and when it is said: what must not be said depends on that.

use std::borrow::Cow;

use super::knowledge::Knowledge;
use crate::clinical::model::finding::{Class, Finding};
use crate::clinical::model::outcome::Level;

/// A text that the service can show.
#[derive(Clone, Debug)]
pub struct ReaderText<'k> {
    /// The file in which it is written.
    pub file: &'static str,
    /// The record in which it is written, or its keys with dots; empty in a file of single texts.
    pub place: Cow<'k, str>,
    /// What it is.
    pub kind: TextKind,
    /// Set for a text that stands in an answer of this level and no other.
    pub level: Option<Level>,
    /// The text.
    pub text: &'k str,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the kind of that name")]
pub enum TextKind {
    Headline,
    Reason,
    Advice,
    SafetyNet,
    Fixed,
    Question,
    Help,
    Label,
    Screen,
    IntendedUse,
    /// For a clinician, never shown to the person.
    Clinician,
    /// On the page for people.
    Page,
}

/// Every text of a rule book.
#[must_use]
pub fn reader_texts(knowledge: &Knowledge) -> Vec<ReaderText<'_>> {
    let mut all = of_rules(knowledge);
    all.extend(of_texts(knowledge));
    all.extend(knowledge.advice.iter().map(|advice| ReaderText {
        level: advice.levels.first().copied().filter(|_| advice.levels.len() == 1),
        ..text("advice.toml", &advice.id, TextKind::Advice, &advice.text)
    }));
    knowledge.findings.iter().for_each(|finding| all.extend(of_finding(finding)));
    for screen in &knowledge.screens {
        let texts = [&screen.title, &screen.introduction, &screen.purpose];
        all.extend(texts.map(|said| text("screens.toml", &screen.id, TextKind::Screen, said)));
    }
    let groups = knowledge.groups.iter().map(|group| (&group.id, &group.workup));
    let extra = knowledge.extra_workup.iter().map(|extra| (&extra.id, &extra.text));
    all.extend(groups.chain(extra).map(|(id, said)| text("groups.toml", id, TextKind::Clinician, said)));
    let use_of = &knowledge.intended_use;
    let lists = use_of.for_whom.iter().chain(&use_of.not_for).chain(&use_of.known_limits);
    let meanings = use_of.urgency.iter().map(|urgency| &urgency.meaning);
    let single = [&use_of.intended_use, &use_of.accuracy.note].into_iter();
    all.extend(
        single.chain(lists).chain(meanings).map(|said| text("intended_use.toml", "", TextKind::IntendedUse, said)),
    );
    all
}

fn text<'k>(file: &'static str, place: &'k str, kind: TextKind, text: &'k str) -> ReaderText<'k> {
    ReaderText { file, place: Cow::Borrowed(place), kind, level: None, text }
}

fn of_rules(knowledge: &Knowledge) -> Vec<ReaderText<'_>> {
    let texts = knowledge.rules.iter().flat_map(|rule| {
        // A reason of a level stands in answers of higher levels too; what must not be said at a level is judged here.
        let level = rule.level;
        [
            ReaderText { level, ..text("rules.toml", &rule.id, TextKind::Reason, &rule.person) },
            text("rules.toml", &rule.id, TextKind::Clinician, &rule.clinician),
        ]
    });
    texts.collect()
}

fn of_texts(knowledge: &Knowledge) -> Vec<ReaderText<'_>> {
    use TextKind::{Fixed, Headline, Label, Page, SafetyNet, Screen};
    let texts = &knowledge.texts;
    let (level_1, level_2, level_3) =
        (Some(Level::BenignLifestyle), Some(Level::CrampFasciculationSyndrome), Some(Level::ReferWorkup));
    let said = |kind, level, said| ReaderText { level, ..text("texts.toml", "", kind, said) };
    let headline = &texts.headline;
    let net = &texts.safety_net.come_back_if;
    let (answers, report, first) = (&texts.answers, &texts.report, &texts.questionnaire);
    let mut all = vec![
        said(Headline, None, &headline.so_far),
        said(Headline, level_1, &headline.no_twitch),
        said(Headline, level_1, &headline.no_twitch_routine),
        said(Headline, level_3, &headline.open_questions_only),
        said(SafetyNet, level_1, &net.no_twitch),
        said(SafetyNet, level_1, &net.benign_lifestyle),
        said(SafetyNet, level_2, &net.cramp_fasciculation_syndrome),
        said(SafetyNet, level_3, &net.refer_workup),
        said(SafetyNet, None, &texts.fixed.emergency_note),
        said(SafetyNet, None, &texts.fixed.emergency_note_baby),
        said(Fixed, None, &texts.fixed.not_a_diagnosis),
    ];
    all.extend(headline.result.iter().map(|row| said(Headline, Some(row.outcome.level), &row.text)));
    let labels = [
        &answers.present,
        &answers.absent,
        &answers.unknown,
        &answers.none_of_these,
        &answers.group_present,
        &answers.group_absent,
        &answers.group_unknown,
        &report.you_said,
        &report.you_said_no,
        &report.you_are_not_sure,
    ];
    all.extend(labels.map(|label| said(Label, None, label)));
    let questionnaire = [&first.introduction, &first.for_a_child, &first.for_a_baby, &first.only_for_a_child];
    all.extend(questionnaire.map(|line| said(Screen, None, line)));
    all.extend(texts.page.all().map(|(place, line)| ReaderText { place: place.into(), ..said(Page, None, line) }));
    all
}

fn of_finding(finding: &Finding) -> Vec<ReaderText<'_>> {
    let is_for_clinician = finding.class == Class::O;
    let kind = |kind| if is_for_clinician { TextKind::Clinician } else { kind };
    let said = |kind, said| text("findings.toml", &finding.name, kind, said);
    let mut all = vec![said(kind(TextKind::Question), &finding.question), said(TextKind::Label, &finding.label)];
    all.extend(finding.help.iter().map(|help| said(kind(TextKind::Help), help)));
    all.extend(finding.clinician.iter().map(|term| said(TextKind::Clinician, term)));
    let labels =
        finding.bullet.iter().chain(&finding.bullets).chain(finding.answers.iter().map(|answer| &answer.label));
    all.extend(labels.map(|label| said(TextKind::Label, label)));
    all
}
