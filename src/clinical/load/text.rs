//! Texts: placeholders of the locale and no others, filled in once, at load.

use super::fault::Fault;
use super::knowledge::Knowledge;
use super::similar::hint;
use crate::clinical::model::text::PageTexts;

/// With what the place of a text of the page begins.
const PAGE: &str = "page.";

/// Fills every text in; lists the placeholders that the locale does not define.
pub(super) fn fill_in(knowledge: &mut Knowledge) -> Vec<Fault> {
    let locale = knowledge.locale.clone();
    let mut locale_of_page = locale.clone();
    let left_to_page = PageTexts::PLACEHOLDERS.map(|name| (name.to_owned(), format!("{{{name}}}")));
    locale_of_page.placeholders.extend(left_to_page);
    let fill = |(file, place, text): (&str, String, &mut String)| {
        let locale = if place.starts_with(PAGE) { &locale_of_page } else { &locale };
        let unknown = locale.fill_in(text).err()?;
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
    let Knowledge { texts, rules, advice, findings, screens, groups, extra_workup, intended_use, .. } = knowledge;
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
    all.extend(groups.iter_mut().map(|group| ("groups.toml", group.id.clone(), &mut group.workup)));
    all.extend(extra_workup.iter_mut().map(|extra| ("groups.toml", extra.id.clone(), &mut extra.text)));
    all.extend(intended_use.all_mut().into_iter().map(|text| ("intended_use.toml", String::new(), text)));
    all
}
