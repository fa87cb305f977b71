//! The rule book as one page of HTML, for a clinician to read, to search, to print and to initial. It needs no script and
//! loads nothing.

mod html;
mod picture;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use self::html::escaped;
use super::condition_wording::literals_in_words;
use crate::clinical::model::condition::ClauseText;
use crate::clinical::model::evidence::Evidence;
use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::outcome::Urgency;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;

/// The cases in which each rule fires, or each warning is given, by its id.
pub type ShownBy = BTreeMap<String, RuleCases>;

/// The cases in which a rule fires, each with its id and its story.
#[derive(Clone, Debug, Default)]
pub struct RuleCases {
    /// The vectors of the rule book.
    pub vectors: Vec<(String, String)>,
    /// Stories that lie beside it.
    pub vignettes: Vec<(String, String)>,
}

const STYLE: &str = include_str!("page.css");

/// The urgencies, the most urgent first, as titles.
const URGENCIES: [(Urgency, &str); 5] = [
    (Urgency::Emergency, "Emergency: now"),
    (Urgency::UrgentSameDay, "Urgent: the same day"),
    (Urgency::Soon, "Soon: within two weeks"),
    (Urgency::Routine, "Routine: an ordinary appointment"),
    (Urgency::SelfCare, "Self-care"),
];

/// How many cases of a rule are listed, vignettes among them: at least as many as half of it where there are so many.
const MOST_CASES: usize = 6;

/// The cases of the vectors of a rule book, by the rules that they expect.
#[must_use]
pub fn shown_by_vectors(book: &RuleBook) -> ShownBy {
    let mut shown_by = ShownBy::new();
    for vector in &book.vectors.vectors {
        for rule in vector.expect.rules.iter().chain(&vector.expect.warnings) {
            shown_by.entry(rule.clone()).or_default().vectors.push((vector.id.clone(), vector.case.clone()));
        }
    }
    shown_by
}

/// The page.
#[must_use]
pub fn rule_page(book: &RuleBook, shown_by: &ShownBy) -> String {
    let mut page = String::with_capacity(512 * 1024);
    begin(&mut page, book);
    contents(&mut page, book);
    page.push_str("<h2 id=\"picture\">Levels and urgencies by rule</h2>\n");
    picture::draw(&mut page, book);
    for (urgency, title) in URGENCIES {
        let rules: Vec<&Rule> = book.rules.iter().filter(|rule| rule.effect.urgency == urgency).collect();
        if rules.is_empty() {
            continue;
        }
        let _ = writeln!(page, "<section>\n<h2 id=\"{}\">{title}</h2>", urgency.word());
        rules.into_iter().for_each(|rule| article(&mut page, book, rule, shown_by));
        page.push_str("</section>\n");
    }
    contradictions(&mut page, book, shown_by);
    index_of_questions(&mut page, book);
    sources(&mut page, book);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn begin(page: &mut String, book: &RuleBook) {
    let identity = &book.identity;
    let name = escaped(&format!("{} {}", identity.id, identity.version));
    let reviewed = match &identity.reviewed {
        Some(date) => format!("Last reviewed by a clinician on {}.", escaped(date)),
        None => "No clinician has reviewed this rule book yet.".to_owned(),
    };
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>Rule book {name}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>Rule book {name}</h1>\n<p class=\"digest\">{}</p>\n<p><strong>{reviewed}</strong></p>\n<p>A rule \
         fires when everything under <em>When</em> holds. The result is the highest level and the highest urgency of all \
         rules that fired: no rule lowers another, and their order does not matter. A question that was not asked or that \
         the person cannot answer is unknown, never “no”: while it could still make a more serious rule fire, the answer stays \
         cautious.</p>\n",
        escaped(&book.locale.language),
        escaped(&book.digest),
    );
}

fn contents(page: &mut String, book: &RuleBook) {
    page.push_str("<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ul>\n<li><a href=\"#picture\">Levels and urgencies by rule</a></li>\n");
    for (urgency, title) in URGENCIES {
        let rules: Vec<&Rule> = book.rules.iter().filter(|rule| rule.effect.urgency == urgency).collect();
        if rules.is_empty() {
            continue;
        }
        let links: Vec<String> = rules.iter().map(|rule| link_to(&rule.id)).collect();
        let _ = writeln!(
            page,
            "<li><a href=\"#{}\">{title}</a> ({}): {}</li>",
            urgency.word(),
            rules.len(),
            links.join(" ")
        );
    }
    page.push_str("<li><a href=\"#contradictions\">Answers that contradict each other</a></li>\n");
    page.push_str(
        "<li><a href=\"#questions\">Questions from A to Z, and the rules that read them</a></li>\n<li><a href=\"#sources\">Sources</a></li>\n</ul>\n</nav>\n",
    );
}

fn link_to(id: &str) -> String {
    let id = escaped(id);
    format!("<a class=\"rule\" href=\"#{id}\">{id}</a>")
}

fn article(page: &mut String, book: &RuleBook, rule: &Rule, shown_by: &ShownBy) {
    let words = &book.texts.clinician_words;
    let _ = write!(
        page,
        "<article id=\"{id}\">\n<h3>{id} <span class=\"effect\">{} · {}</span></h3>\n<dl>\n",
        escaped(words.level(rule.effect.level)),
        escaped(words.urgency(rule.effect.urgency)),
        id = escaped(&rule.id),
    );
    row(page, "When", &when(book, rule));
    row(page, "The person reads", &escaped(&rule.person));
    row(page, "A clinician reads", &escaped(&rule.clinician));
    row(page, "Sources", &statements(book, rule));
    let asked: Vec<String> = book.findings_of(rule).iter().filter_map(|index| question(book, index)).collect();
    row(page, "Questions that feed it", &list_of("questions", &asked));
    row(page, "Cases that show it", &cases(shown_by.get(&rule.id)));
    page.push_str("</dl>\n");
    initials(page);
    page.push_str("</article>\n");
}

fn row(page: &mut String, term: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(page, "<dt>{term}</dt><dd>{text}</dd>");
    }
}

fn initials(page: &mut String) {
    page.push_str(
        "<p class=\"initials\"><span class=\"box\"></span> agreed <span class=\"box\"></span> to be changed <span \
         class=\"line\">initials</span> <span class=\"line\">date</span></p>\n",
    );
}

fn when(book: &RuleBook, rule: &Rule) -> String {
    if rule.condition.is_none() {
        return "Worked out by the program from rules that are still open.".to_owned();
    }
    let clauses: Vec<String> = rule.when.iter().map(|clause| clause_as_list(book, clause)).collect();
    match clauses.as_slice() {
        [single] => single.clone(),
        several => format!("all of these:{}", list(several)),
    }
}

/// A clause: its only literal, or a list of those of which one is enough.
fn clause_as_list(book: &RuleBook, clause: &ClauseText) -> String {
    let literals: Vec<String> = literals_in_words(book, clause).iter().map(|literal| escaped(literal)).collect();
    match literals.as_slice() {
        [single] => single.clone(),
        several => format!("one of these:{}", list_of("any", several)),
    }
}

fn list(entries: &[String]) -> String {
    list_of("all", entries)
}

/// A list of a kind, which looks in its own way on paper.
fn list_of(kind: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    format!("<ul class=\"{kind}\"><li>{}</li></ul>", entries.join("</li><li>"))
}

/// The statements that a rule cites, each with a link to its source, which is described once for all.
fn statements(book: &RuleBook, rule: &Rule) -> String {
    let cited = rule.evidence.iter().filter_map(|place| book.evidence.get(*place));
    let entry = |record: &Evidence| {
        let (id, statement, source) = (escaped(&record.id), escaped(&record.statement), escaped(&record.source));
        format!("<b>{id}</b> {statement} <a class=\"rule\" href=\"#{source}\">{source}</a>")
    };
    list(&cited.map(entry).collect::<Vec<_>>())
}

/// Every source that a statement cites, with its addresses.
fn sources(page: &mut String, book: &RuleBook) {
    page.push_str("<section>\n<h2 id=\"sources\">Sources</h2>\n<dl class=\"sources\">\n");
    for source in &book.sources {
        let links = source.urls.iter().map(|url| format!(" <a href=\"{url}\">{url}</a>", url = escaped(url)));
        let _ = writeln!(
            page,
            "<dt id=\"{id}\">{id}</dt><dd><cite>{}</cite>{}</dd>",
            escaped(&source.title),
            links.collect::<Vec<_>>().concat(),
            id = escaped(&source.id),
        );
    }
    page.push_str("</dl>\n</section>\n");
}

fn question(book: &RuleBook, index: FindingIndex) -> Option<String> {
    let finding = book.finding(index)?;
    Some(format!("<code>{}</code> {}", escaped(&finding.name), escaped(&finding.question)))
}

fn cases(cases: Option<&RuleCases>) -> String {
    let Some(RuleCases { vectors, vignettes }) = cases else { return "none".to_owned() };
    let vectors_shown = vectors.len().min(MOST_CASES - vignettes.len().min(MOST_CASES / 2));
    let shown = vectors.iter().take(vectors_shown).chain(vignettes.iter().take(MOST_CASES - vectors_shown));
    let mut entries: Vec<String> =
        shown.map(|(id, story)| format!("<code>{}</code> {}", escaped(id), escaped(story))).collect();
    let more = vectors.len() + vignettes.len() - entries.len();
    if more > 0 {
        entries.push(format!("and {more} more"));
    }
    list_of("cases", &entries)
}

fn contradictions(page: &mut String, book: &RuleBook, shown_by: &ShownBy) {
    let warning = &book.warning;
    let _ = write!(
        page,
        "<section>\n<h2 id=\"contradictions\">Answers that contradict each other</h2>\n<article id=\"{id}\">\n<h3>{id} <span \
         class=\"effect\">a warning; it changes no level</span></h3>\n<dl>\n",
        id = escaped(&warning.id),
    );
    row(page, "The person reads", &escaped(&warning.person));
    row(page, "A clinician reads", &escaped(&warning.clinician));
    row(page, "Cases that show it", &cases(shown_by.get(&warning.id)));
    page.push_str("</dl>\n");
    initials(page);
    page.push_str("</article>\n</section>\n");
}

/// Every question by its label, with the rules that read it: what one looks for on paper.
fn index_of_questions(page: &mut String, book: &RuleBook) {
    page.push_str("<section>\n<h2 id=\"questions\">Questions from A to Z, and the rules that read them</h2>\n<dl class=\"index\">\n");
    let questions: BTreeSet<(String, FindingIndex)> =
        book.findings.iter().enumerate().map(|(index, finding)| (finding.label.to_lowercase(), index)).collect();
    for (_, index) in questions {
        let Some(finding) = book.finding(index) else { continue };
        let reading = book.rules.iter().filter(|rule| book.findings_of(rule).contains(index));
        let links: Vec<String> = reading.map(|rule| link_to(&rule.id)).collect();
        let rules = if links.is_empty() {
            "no rule: it chooses advice or opens another question".to_owned()
        } else {
            links.join(" ")
        };
        let _ = writeln!(page, "<dt>{}</dt><dd>{rules}</dd>", escaped(&finding.label));
    }
    page.push_str("</dl>\n</section>\n");
}
