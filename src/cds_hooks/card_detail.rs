//! The detail of a card: Markdown without any HTML, and without any text of the record.

use super::card_context::CardContext;
use super::prefetch::Arrival;
use super::record_findings::{JoinedFindings, Limited};
use crate::answer::evidence_ids;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::rule::Rule;
use crate::triage_service::Triaged;

/// So many reasons are listed.
const MOST_REASONS: usize = 8;

/// So many open questions are listed.
const MOST_QUESTIONS: usize = 2;

/// No detail is longer, in characters.
const LONGEST: usize = 4000;

/// The rule that fires for every twitch: no reason to show on a card.
const EVERY_TWITCH: &str = "R-B00";

/// Why, what is open, when to seek help, and what is known of the data.
pub fn of_decision(context: &CardContext, triaged: &Triaged, joined: &JoinedFindings) -> String {
    let reasons: Vec<&Rule> = triaged.decision.fired().filter(|rule| rule.id != EVERY_TWITCH).collect();
    let rest = after_reasons(context, triaged, joined);
    let fits = |count: &usize| {
        with_reasons(context, triaged, joined, &reasons, *count).chars().count() + rest.chars().count() <= LONGEST
    };
    let count = (0..=reasons.len().min(MOST_REASONS)).rev().find(fits).unwrap_or_default();
    with_reasons(context, triaged, joined, &reasons, count) + &rest
}

fn with_reasons(
    context: &CardContext,
    triaged: &Triaged,
    joined: &JoinedFindings,
    reasons: &[&Rule],
    count: usize,
) -> String {
    let texts = &context.book.record_texts.cds_hooks;
    let mut lines: Vec<String> =
        reasons.iter().take(count).map(|rule| reason(context, triaged, joined, rule)).collect();
    let more = reasons.len().saturating_sub(count);
    if more > 0 {
        lines.push(texts.and_more.replace("{count}", &more.to_string()));
    }
    section(&texts.why, &lines)
}

fn after_reasons(context: &CardContext, triaged: &Triaged, joined: &JoinedFindings) -> String {
    let texts = &context.book.record_texts.cds_hooks;
    let questions = triaged.questions();
    let open = questions.next.iter().filter(|question| !question.asked);
    let open = open.filter_map(|question| context.book.finding(question.index));
    let mut lines: Vec<String> = open.map(|finding| finding.question.clone()).collect();
    let more = lines.len().saturating_sub(MOST_QUESTIONS);
    lines.truncate(MOST_QUESTIONS);
    if more > 0 {
        lines.push(texts.and_more.replace("{count}", &more.to_string()));
    }
    let help = format!("**{}**\n\n{}\n\n", texts.seek_help, triaged.decision.seek_help_now_if());
    section(&texts.not_asked_yet, &lines) + &help + &remarks(context, Some(joined))
}

/// A heading with a list; nothing where there is nothing to list.
fn section(heading: &str, lines: &[String]) -> String {
    if lines.is_empty() { String::new() } else { format!("**{heading}**\n\n- {}\n\n", lines.join("\n- ")) }
}

/// A reason with its rule, its evidence, and where the findings come from on which it rests.
fn reason(context: &CardContext, triaged: &Triaged, joined: &JoinedFindings, rule: &Rule) -> String {
    let texts = &context.book.record_texts.cds_hooks;
    let words = if context.request.is_clinician { &rule.clinician } else { &rule.person };
    let evidence = evidence_ids(context.book, &rule.evidence);
    let evidence = if evidence.is_empty() { String::new() } else { format!(" [{}]", evidence.join(", ")) };
    let grounds = triaged.decision.grounds(rule).intersection(triaged.findings().sent());
    let names = |set: FindingSet, source: &str| {
        let names: Vec<&str> = set.iter().map(|index| context.book.name(index)).collect();
        (!names.is_empty()).then(|| format!("{} ({source})", names.join(", ")))
    };
    let sources = [
        names(grounds.without(joined.from_record), &texts.answers),
        names(grounds.intersection(joined.from_record), &texts.record),
    ];
    let sources: Vec<String> = sources.into_iter().flatten().collect();
    let from = if sources.is_empty() { String::new() } else { format!(", {} {}", texts.from, sources.join(", ")) };
    format!("{words} {}{evidence}{from}", rule.id)
}

/// What is known of the data that were sent, the version of the rules, and that this is no diagnosis.
pub fn remarks(context: &CardContext, joined: Option<&JoinedFindings>) -> String {
    let texts = &context.book.record_texts.cds_hooks;
    let record = context.record;
    let mut said: Vec<String> = Vec::new();
    let list = |said: &mut Vec<String>, words: &str, names: &[&str]| {
        if !names.is_empty() {
            said.push(format!("{words} {}.", names.join(", ")));
        }
    };
    if let (Some(answers), Some(joined)) = (&record.answers, joined) {
        if let Some(authored) = answers.authored {
            let words = if joined.limited == Some(Limited::Stale) { &texts.too_old } else { &texts.answers_of };
            said.push(words.replace("{date}", &authored.to_string()));
        }
        if joined.limited == Some(Limited::Doubtful) {
            said.push(texts.doubtful.clone());
        }
        if answers.authored.is_none() || record.as_of.is_none() {
            said.push(texts.age_unchecked.clone());
        }
        if answers.answers.is_of_other_version {
            said.push(texts.other_version.clone());
        }
        let differing: Vec<&str> = joined.differing.iter().map(|index| context.book.name(*index)).collect();
        list(&mut said, &texts.differ, &differing);
        if joined.age_differs {
            said.push(texts.age_differs.clone());
        }
    }
    if record.has_unreadable_answers {
        said.push(texts.unreadable.clone());
    }
    if record.has_other_patient {
        said.push(texts.other_patient.clone());
    }
    list(&mut said, &texts.not_sent, &record.keys(Arrival::NotSent));
    list(&mut said, &texts.first_page_only, &record.keys(Arrival::FirstPage));
    said.push(texts.rule_book.replace("{version}", &context.book.identity.version));
    said.push(texts.no_diagnosis.clone());
    said.extend(context.book.translation_note());
    said.join(" ")
}
