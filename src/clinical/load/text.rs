//! Texts: placeholders of the locale and no others, filled in once, at load.

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::similar::hint;
use crate::clinical::model::text::PageTexts;
use crate::clinical::model::{record_texts, report_words};

/// With what the place of a text of the page begins.
const PAGE: &str = "page.";

/// The file of texts of the ways in of record systems.
const RECORD_TEXTS: &str = "record_texts.toml";

/// Fills every text in; lists the placeholders that the locale does not define.
pub(super) fn fill_in(knowledge: &mut Knowledge) -> Vec<Fault> {
    let locale = knowledge.locale.clone();
    let fill = |(file, place, text): (&str, String, &mut String)| {
        let later: &[&str] = match file {
            "texts.toml" if place.starts_with(PAGE) => &PageTexts::PLACEHOLDERS,
            "texts.toml" => &report_words::FILLED_IN_LATER,
            RECORD_TEXTS => &record_texts::FILLED_IN_LATER,
            _ => &[],
        };
        let unknown = locale.fill_in(text, later).err()?;
        let near = hint(&unknown, locale.placeholders.keys().map(String::as_str));
        let what = format!(
            "uses the placeholder `{unknown}`, which the locale does not define{near}; locale.toml lists them under \
             [placeholders]"
        );
        Some(Fault::at(file, &place, what))
    };
    texts(knowledge).into_iter().filter_map(fill).collect()
}

/// Every text that a person or a clinician reads, with its file and its place there.
pub(super) fn texts(knowledge: &mut Knowledge) -> Vec<(&'static str, String, &mut String)> {
    let Knowledge { texts, rules, advice, findings, screens, groups, extra_workup, intended_use, record_texts, .. } =
        knowledge;
    let mut all: Vec<(&str, String, &mut String)> = Vec::new();
    all.extend(texts.all_mut().into_iter().map(|(place, text)| ("texts.toml", place, text)));
    for rule in rules {
        all.push(("rules.toml", rule.id.clone(), &mut rule.person));
        all.push(("rules.toml", rule.id.clone(), &mut rule.clinician));
    }
    all.extend(advice.iter_mut().map(|advice| ("advice.toml", advice.id.clone(), &mut advice.text)));
    for finding in findings {
        let name = finding.name.clone();
        let labels = finding.answers.iter_mut().map(|answer| &mut answer.label);
        let optional = [&mut finding.help, &mut finding.bullet, &mut finding.clinician, &mut finding.stem];
        let own = [&mut finding.label, &mut finding.question].into_iter().chain(optional.into_iter().flatten());
        let own = own.chain(&mut finding.bullets).chain(labels);
        all.extend(own.map(|text| ("findings.toml", name.clone(), text)));
    }
    for screen in screens {
        let id = screen.id.clone();
        for text in [&mut screen.title, &mut screen.introduction, &mut screen.purpose] {
            all.push(("screens.toml", id.clone(), text));
        }
    }
    let groups = groups.iter_mut().map(|group| (&group.id, [&mut group.name, &mut group.workup]));
    let extra_workup = extra_workup.iter_mut().map(|extra| (&extra.id, [&mut extra.name, &mut extra.text]));
    all.extend(groups.chain(extra_workup).flat_map(|(id, texts)| texts.map(|text| ("groups.toml", id.clone(), text))));
    all.extend(record_texts.all_mut().into_iter().map(|(name, text)| (RECORD_TEXTS, name.to_owned(), text)));
    all.extend(intended_use.all_mut().into_iter().map(|text| ("intended_use.toml", String::new(), text)));
    all
}
