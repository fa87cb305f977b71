//! What is no fault in a rule book and yet worth a look.

use super::case::Case;
use super::difference::Difference;
use crate::clinical::decide::decision::Decision;
use crate::clinical::load::fault::Fault;
use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::load::knowledge::Knowledge;
use crate::clinical::load::reader_text::{TextKind, reader_texts};
use crate::clinical::load::reading_ease::reading_ease;
use crate::clinical::model::condition::Condition;
use crate::clinical::model::finding_set::FindingSet;
use crate::clinical::model::outcome::Outcome;
use crate::clinical::model::rule::Rule;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

/// Flesch reading ease below which a text for the person is hard to read: 50 to 60 is fairly difficult, 30 to 50 difficult.
/// Measured a single sentence at a time it varies much, hence the low bound. Our own choice.
const HARDEST: f64 = 25.0;

/// A text with fewer words is a label, whose ease says nothing.
const FEWEST_WORDS: usize = 8;

/// Every warning, with its position.
pub(super) fn warnings(files: &KnowledgeFiles, book: &RuleBook, cases: &[Case]) -> Vec<Fault> {
    let mut warnings = hard_texts(files);
    warnings.extend(never_decides(book, cases));
    warnings.extend(unused_evidence(files, book));
    warnings.extend(unread_questions(book));
    files.located(warnings)
}

/// Vignettes that come out otherwise than whoever wrote them expects.
pub(super) fn vignettes(book: &RuleBook, cases: &[Case]) -> Vec<Fault> {
    let warnings = cases.iter().filter_map(|case| {
        let expected = case.expected.as_ref()?;
        let parts = Difference::of_vignette(book, case)?.parts();
        let what = format!(
            "comes out otherwise than it expects, in {parts}: `twitch-triage book accept --dry-run` shows how; change the rule \
             back, or the vignette after a talk with whoever wrote it"
        );
        let mut fault = Fault::at(&expected.file, &case.id, what);
        fault.position = expected.position;
        Some(fault)
    });
    warnings.collect()
}

/// Rules without which every case comes out the same.
fn never_decides(book: &RuleBook, cases: &[Case]) -> Vec<Fault> {
    let results = |decision: &Decision| (decision.least, decision.result, decision.most);
    let decided: Vec<Decision> = cases.iter().map(|case| book.decide(&case.findings)).collect();
    let mut without = book.clone();
    let mut warnings = Vec::new();
    let decides = |rule: &Rule| rule.condition.is_some() && rule.effect != Outcome::LOWEST;
    for (place, rule) in book.rules.iter().enumerate().filter(|(_, rule)| decides(rule)) {
        without.replace_rules(book.rules.iter().filter(|other| other.id != rule.id).cloned().collect());
        let counts = |with: &Decision| with.truths.get(place).is_some_and(|truth| *truth != Truth::False);
        let concerned = cases.iter().zip(&decided).filter(|(_, with)| counts(with));
        let mut differing = concerned.filter(|(case, with)| results(&without.decide(&case.findings)) != results(with));
        if differing.next().is_none() {
            let what = "decides no case: without it every vector and vignette has the same result; add one in which it decides";
            warnings.push(Fault::at("rules.toml", &rule.id, what));
        }
    }
    warnings
}

/// Texts for the person that are hard to read.
fn hard_texts(files: &KnowledgeFiles) -> Vec<Fault> {
    let Ok(knowledge) = Knowledge::read(files) else { return Vec::new() };
    let texts = reader_texts(&knowledge);
    let read_by_person = texts.iter().filter(|text| {
        matches!(text.kind, TextKind::Headline | TextKind::Reason | TextKind::Advice | TextKind::Question)
            && text.text.split_whitespace().count() >= FEWEST_WORDS
    });
    let hard = read_by_person.filter_map(|text| {
        let ease = reading_ease([text.text].into_iter());
        let beginning: Vec<&str> = text.text.split_whitespace().take(5).collect();
        let what = format!(
            "`{}` … is hard to read (Flesch reading ease {ease:.0}, at least {HARDEST:.0} is wanted): use shorter sentences \
             and words",
            beginning.join(" ")
        );
        (ease < HARDEST).then(|| Fault::at(text.file, &text.place, what))
    });
    hard.collect()
}

/// Statements that nothing cites.
fn unused_evidence(files: &KnowledgeFiles, book: &RuleBook) -> Vec<Fault> {
    let cited = |id: &str| {
        KnowledgeFiles::names()
            .filter(|name| !["evidence.toml", "sources.toml", "vectors.json"].contains(name))
            .any(|name| holds_word(files.get(name), id))
    };
    let unused = book.evidence.iter().filter(|record| !cited(&record.id));
    let what = "is cited by nothing: cite it in a rule or in advice, or remove it";
    unused.map(|record| Fault::at("evidence.toml", &record.id, what)).collect()
}

fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let after = text.get(start + word.len()..).and_then(|after| after.chars().next());
        !after.is_some_and(char::is_alphanumeric)
    })
}

/// Questions whose answers neither a rule, nor another question, nor advice reads.
fn unread_questions(book: &RuleBook) -> Vec<Fault> {
    let conditions = (0..book.findings.len()).filter_map(|index| book.asked_when(index)).flat_map(Condition::literals);
    let by_questions = conditions.fold(FindingSet::default(), |read, literal| read.union(book.reads(literal.index)));
    let by_rules = book.rules.iter().fold(FindingSet::default(), |read, rule| read.union(book.findings_of(rule)));
    let by_advice: FindingSet = book.advice.iter().filter_map(|advice| advice.present).collect();
    let of_groups: FindingSet = book.group_questions.iter().map(|group| group.index).collect();
    let read = [by_rules, by_advice, of_groups].into_iter().fold(by_questions, FindingSet::union);
    let unread = book.findings.iter().enumerate().filter(|(index, _)| !read.contains(*index));
    let what = "is read by no rule, no condition of a question and no advice: it is asked for nothing";
    unread.map(|(_, finding)| Fault::at("findings.toml", &finding.name, what)).collect()
}
