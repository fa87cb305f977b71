//! What a comparison of two rule books prints: for a terminal, as Markdown, or as JSON.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::answer::RuleBookInForce;
use crate::answer::comparison::{ComparedDecision, ComparisonKind, Differences};
use crate::answer::condition_wording::condition_in_words;
use crate::clinical::decide::decision::Decision;
use crate::clinical::load::knowledge::KnowledgeFiles;
use crate::clinical::load::knowledge_change::{KnowledgeChange, knowledge_changes};
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Terminal,
    Markdown,
    Json,
}

/// A case that differs.
#[derive(Serialize)]
pub(super) struct DifferingCase<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    pub(super) kind: ComparisonKind,
    /// None where the rule book refuses the case.
    pub(super) a: Option<ComparedDecision<'a>>,
    pub(super) b: Option<ComparedDecision<'a>>,
    #[serde(flatten)]
    pub(super) differences: Option<Differences<'a>>,
}

/// How many cases there are of each kind.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Counts {
    pub(super) cases: u64,
    pub(super) same: u64,
    pub(super) only_reasons_differ: u64,
    pub(super) higher: u64,
    pub(super) lower: u64,
    pub(super) no_longer_final: u64,
    pub(super) now_final: u64,
    pub(super) refused_by_a: u64,
    pub(super) refused_by_b: u64,
    pub(super) refused_by_both: u64,
    /// Levels of the first rule book by levels of the second one.
    levels: [[u64; Level::ALL.len()]; Level::ALL.len()],
    /// The same of urgencies.
    urgencies: [[u64; Urgency::ALL.len()]; Urgency::ALL.len()],
}

impl Counts {
    /// Counts a case that at least one rule book answers.
    pub(super) fn count(&mut self, a: Option<&Decision>, b: Option<&Decision>) {
        self.cases += 1;
        let (Some(a), Some(b)) = (a, b) else { return };
        let level = |decision: &Decision| Level::ALL.iter().position(|level| *level == decision.result.level);
        let urgency = |decision: &Decision| Urgency::ALL.iter().position(|urgency| *urgency == decision.result.urgency);
        add_one(&mut self.levels, level(a), level(b));
        add_one(&mut self.urgencies, urgency(a), urgency(b));
        match (a.status(), b.status()) {
            (Status::Final, Status::Provisional) => self.no_longer_final += 1,
            (Status::Provisional, Status::Final) => self.now_final += 1,
            _ => {}
        }
    }

    /// Counts a case that differs.
    pub(super) fn count_difference(&mut self, kind: ComparisonKind) {
        let count = match kind {
            ComparisonKind::Lower => &mut self.lower,
            ComparisonKind::Higher => &mut self.higher,
            ComparisonKind::SameOutcome => &mut self.only_reasons_differ,
            ComparisonKind::RefusedByA => &mut self.refused_by_a,
            ComparisonKind::RefusedByB => &mut self.refused_by_b,
        };
        *count += 1;
    }

    /// How many cases differ.
    pub(super) fn differing(&self) -> u64 {
        self.lower + self.higher + self.only_reasons_differ + self.refused_by_a + self.refused_by_b
    }

    /// Adds the counts of another part.
    pub(super) fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.cases, other.cases),
            (&mut self.same, other.same),
            (&mut self.only_reasons_differ, other.only_reasons_differ),
            (&mut self.higher, other.higher),
            (&mut self.lower, other.lower),
            (&mut self.no_longer_final, other.no_longer_final),
            (&mut self.now_final, other.now_final),
            (&mut self.refused_by_a, other.refused_by_a),
            (&mut self.refused_by_b, other.refused_by_b),
            (&mut self.refused_by_both, other.refused_by_both),
        ];
        pairs.into_iter().for_each(|(count, more)| *count += more);
        let levels = self.levels.as_flattened_mut().iter_mut().zip(other.levels.as_flattened());
        let urgencies = self.urgencies.as_flattened_mut().iter_mut().zip(other.urgencies.as_flattened());
        levels.chain(urgencies).for_each(|(count, more)| *count += more);
    }
}

fn add_one<const N: usize>(table: &mut [[u64; N]; N], row: Option<usize>, column: Option<usize>) {
    let cell = row.and_then(|row| table.get_mut(row)).zip(column).and_then(|(row, column)| row.get_mut(column));
    cell.into_iter().for_each(|cell| *cell += 1);
}

/// Two rule books, and what differs in their files.
pub(super) struct Sides<'b> {
    books: [&'b RuleBook; 2],
    changes: Vec<KnowledgeChange>,
}

#[derive(Serialize)]
struct Summary<'s> {
    a: RuleBookInForce,
    b: RuleBookInForce,
    changes: &'s [KnowledgeChange],
    counts: &'s Counts,
}

impl<'b> Sides<'b> {
    pub(super) fn new(a: (&KnowledgeFiles, &'b RuleBook), b: (&KnowledgeFiles, &'b RuleBook)) -> Self {
        Self { books: [a.1, b.1], changes: knowledge_changes(a.0, b.0) }
    }

    /// Whether their files differ; a version alone is no difference.
    pub(super) fn differ(&self) -> bool {
        self.changes.iter().any(|change| change.file != "rule_book.toml")
    }
}

/// Writes a comparison.
pub(super) struct Report {
    pub(super) form: Form,
}

impl Report {
    /// What comes before the cases.
    pub(super) fn begin(&self, out: &mut impl Write, sides: &Sides, counts: &Counts) -> io::Result<()> {
        if self.form == Form::Json {
            return Ok(());
        }
        let [a, b] = sides.books.map(|book| {
            let digest = book.digest.get(..15).unwrap_or_default();
            format!("{} {} {digest}…", book.identity.id, book.identity.version)
        });
        let markdown = self.form == Form::Markdown;
        writeln!(out, "{}rule book  {a}  →  {b}\n", if markdown { "## " } else { "" })?;
        if !sides.differ() && counts.differing() == 0 {
            return writeln!(out, "no difference in {} cases", counts.cases);
        }
        self.changes(out, sides)?;
        self.title(out, "CASES")?;
        writeln!(out, "{}", counts_in_words(counts))?;
        if counts.cases > 0 {
            self.table(out, "level", &Level::ALL.map(Level::word), &counts.levels.map(|row| row.to_vec()))?;
            self.table(out, "urgency", &Urgency::ALL.map(Urgency::word), &counts.urgencies.map(|row| row.to_vec()))?;
        }
        Ok(())
    }

    /// What comes after the cases.
    pub(super) fn end(&self, out: &mut impl Write, sides: &Sides, counts: &Counts) -> io::Result<()> {
        if self.form == Form::Json {
            let [a, b] = sides.books.map(RuleBookInForce::describe);
            let summary = Summary { a, b, changes: &sides.changes, counts };
            serde_json::to_writer(&mut *out, &serde_json::json!({ "summary": summary }))?;
            writeln!(out)?;
        }
        Ok(())
    }

    /// The title of a part.
    pub(super) fn title(&self, out: &mut impl Write, title: &str) -> io::Result<()> {
        match self.form {
            Form::Json => Ok(()),
            Form::Terminal => writeln!(out, "\n{title}"),
            Form::Markdown => writeln!(out, "\n### {title}\n"),
        }
    }

    /// Appends a case that differs.
    pub(super) fn case(&self, lines: &mut Vec<u8>, case: &DifferingCase) {
        if self.form == Form::Json {
            let written = serde_json::to_writer(&mut *lines, case);
            debug_assert!(written.is_ok(), "a case can be written");
            lines.push(b'\n');
            return;
        }
        let name =
            case.id.map(str::to_owned).or_else(|| case.line.map(|line| format!("line {line}"))).unwrap_or_default();
        let bullet = if self.form == Form::Markdown { "* " } else { "  " };
        let side = |side: &Option<ComparedDecision>| match side {
            Some(ComparedDecision { level, urgency, status, .. }) => {
                format!("{} {} ({})", level.word(), urgency.word(), status.word())
            }
            None => "refused".to_owned(),
        };
        let mut line = format!("{bullet}{name}  {} → {}", side(&case.a), side(&case.b));
        if let Some(differences) = &case.differences {
            let parts = [
                ("without", &differences.only_a),
                ("with", &differences.only_b),
                ("other text", &differences.texts_changed),
            ];
            for (what, rules) in parts.iter().filter(|(_, rules)| !rules.is_empty()) {
                let _ = write!(line, "  {what} {}", rules.join(" "));
            }
            let decided =
                |side: &Option<ComparedDecision>| side.as_ref().map(|side| side.rules.join(" ")).unwrap_or_default();
            let _ =
                write!(line, "\n{bullet}    before: {}\n{bullet}    after:  {}", decided(&case.a), decided(&case.b));
            if self.form == Form::Markdown {
                line = line.replace("\n*     ", "\n  * ");
            }
        }
        line.push('\n');
        lines.extend_from_slice(line.as_bytes());
    }

    fn changes(&self, out: &mut impl Write, sides: &Sides) -> io::Result<()> {
        let named = [
            ("RULES", ["rules.toml"].as_slice()),
            ("QUESTIONS", &["findings.toml", "screens.toml", "interview.toml"]),
            ("TEXTS", &["texts.toml", "advice.toml", "groups.toml", "locale.toml", "intended_use.toml", "banned.toml"]),
            ("SOURCES", &["evidence.toml", "sources.toml"]),
            ("IDENTITY", &["rule_book.toml"]),
        ];
        for (title, files) in named {
            let changes: Vec<&KnowledgeChange> =
                sides.changes.iter().filter(|change| files.contains(&change.file)).collect();
            if changes.is_empty() {
                continue;
            }
            let whole = |before: bool| {
                changes.iter().filter(|change| change.field.is_none() && change.before.is_some() == before).count()
            };
            let mut changed: Vec<&str> =
                changes.iter().filter(|change| change.field.is_some()).map(|change| change.record.as_str()).collect();
            changed.dedup();
            let count = format!("{} added, {} removed, {} changed", whole(false), whole(true), changed.len());
            self.title(out, &format!("{title}  {count}"))?;
            let bullet = if self.form == Form::Markdown { "* " } else { "  " };
            for change in changes {
                writeln!(out, "{bullet}{}", change_in_words(sides, change))?;
            }
        }
        Ok(())
    }

    fn table(&self, out: &mut impl Write, what: &str, names: &[&str], rows: &[Vec<u64>]) -> io::Result<()> {
        let head = format!("{what}, old ↓ new →");
        if self.form == Form::Markdown {
            writeln!(out, "\n| {head} | {} |\n|---{}|", names.join(" | "), "|--:".repeat(names.len()))?;
            for (name, row) in names.iter().zip(rows) {
                let cells: Vec<String> = row.iter().map(u64::to_string).collect();
                writeln!(out, "| {name} | {} |", cells.join(" | "))?;
            }
            return Ok(());
        }
        let widths: Vec<usize> = names.iter().map(|name| name.len().max(9)).collect();
        let line = |first: &str, cells: Vec<String>| {
            let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}"));
            format!("  {first:<28}{}", cells.collect::<String>())
        };
        writeln!(out, "\n{}", line(&head, names.iter().map(|name| (*name).to_owned()).collect()))?;
        for (name, row) in names.iter().zip(rows) {
            writeln!(out, "{}", line(name, row.iter().map(u64::to_string).collect()))?;
        }
        Ok(())
    }
}

fn counts_in_words(counts: &Counts) -> String {
    let Counts { cases, same, only_reasons_differ, higher, lower, no_longer_final, now_final, .. } = counts;
    let refused = counts.refused_by_a + counts.refused_by_b;
    format!(
        "{cases} cases · same {same} · only reasons differ {only_reasons_differ} · higher {higher} · LOWER {lower} · no longer \
         final {no_longer_final} · final that was provisional {now_final} · refused by one {refused} · by both {}",
        counts.refused_by_both
    )
}

/// A change of a file in one line; the condition of a rule as a sentence.
fn change_in_words(sides: &Sides, change: &KnowledgeChange) -> String {
    let KnowledgeChange { file, record, field, before, after } = change;
    let place = match (file.strip_suffix(".toml"), record.as_str()) {
        (Some(stem), "") => stem,
        (_, record) => record,
    };
    let Some(field) = field else {
        return format!("{place}  {}", if before.is_some() { "removed" } else { "added" });
    };
    let [a, b] = sides.books;
    let said = |book: &RuleBook, written: &Option<String>| match written {
        Some(_) if field == "when" => {
            book.rule(record).map_or_else(String::new, |rule| condition_in_words(book, &rule.when))
        }
        Some(written) => written.clone(),
        None => "nothing".to_owned(),
    };
    format!("{place}  {field}: {} → {}", said(a, before), said(b, after))
}
