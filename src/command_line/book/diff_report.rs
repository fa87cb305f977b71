//! What a comparison of two rule books prints: for a terminal, as Markdown, or as JSON.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::diff_counts::Counts;
use super::differing_case::DifferingCase;
use super::paragraph::{self, paragraph};
use crate::answer::RuleBookInForce;
use crate::answer::condition_wording::condition_in_words;
use crate::clinical::load::files::KnowledgeFiles;
use crate::clinical::load::knowledge_change::{KnowledgeChange, knowledge_changes};
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;

/// The levels as heads of narrow columns.
const SHORT_LEVELS: [&str; 3] = ["benign", "cramps", "refer"];

/// The title of the vectors.
const VECTORS: &str = "VECTORS";

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Terminal,
    Markdown,
    Json,
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

    /// Whether their files differ, be it in a comment.
    pub(super) fn differ(&self) -> bool {
        let [a, b] = self.books;
        a.digest != b.digest || !self.changes.is_empty()
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
        if markdown {
            writeln!(out, "## rule book  {a}  →  {b}")?;
        } else {
            writeln!(out, "rule book  {a}\n       →   {b}")?;
        }
        if !sides.differ() && counts.differing() == 0 {
            return writeln!(out, "\nno difference in {} cases", counts.cases);
        }
        self.changes(out, sides)?;
        if sides.changes.is_empty() && sides.differ() {
            self.title(out, "FILES")?;
            out.write_all(self.entry("comments or layout differ, and nothing that is read", &[]).as_bytes())?;
        }
        self.title(out, "CASES")?;
        let in_words = counts.in_words();
        out.write_all(
            if self.form == Form::Markdown { in_words + "\n" } else { paragraph("", "", &in_words) }.as_bytes(),
        )?;
        if counts.cases > 0 {
            let (levels, urgencies) = (Level::ALL.map(Level::word), Urgency::ALL.map(Urgency::word));
            self.table(out, "level", (&levels, &SHORT_LEVELS), &counts.levels.map(|row| row.to_vec()))?;
            self.table(out, "urgency", (&urgencies, &urgencies), &counts.urgencies.map(|row| row.to_vec()))?;
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
        let (words, below) = case.in_words();
        lines.extend_from_slice(self.entry(&words, &below).as_bytes());
    }

    /// An entry of a list, with what stands below it.
    fn entry(&self, words: &str, below: &[(&str, String)]) -> String {
        let markdown = self.form == Form::Markdown;
        let mut entry = if markdown { format!("* {words}\n") } else { paragraph("  ", "      ", words) };
        for (what, text) in below {
            if markdown {
                let _ = writeln!(entry, "  * {} {text}", what.trim_end());
            } else {
                let first = format!("      {what} ");
                entry += &paragraph(&first, &" ".repeat(first.chars().count()), text);
            }
        }
        entry
    }

    fn changes(&self, out: &mut impl Write, sides: &Sides) -> io::Result<()> {
        let named = [
            ("RULES", ["rules.toml"].as_slice()),
            ("QUESTIONS", &["findings.toml", "screens.toml", "interview.toml"]),
            (
                "TEXTS",
                &[
                    "texts.toml",
                    "advice.toml",
                    "groups.toml",
                    "locale.toml",
                    "intended_use.toml",
                    "record_texts.toml",
                    "banned.toml",
                ],
            ),
            ("RECORDS", &["records.toml"]),
            ("SOURCES", &["evidence.toml", "sources.toml"]),
            (VECTORS, &["vectors.json"]),
            ("IDENTITY", &["rule_book.toml"]),
            ("TRANSLATIONS", &["translations"]),
        ];
        for (title, files) in named {
            let changes: Vec<&KnowledgeChange> =
                sides.changes.iter().filter(|change| files.contains(&place_of(&change.file))).collect();
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
            if title == VECTORS {
                out.write_all(self.vectors(&changes).as_bytes())?;
                continue;
            }
            for change in changes {
                let (words, before, after) = change_in_words(sides, change);
                let line = format!("{words} {before} → {after}");
                let is_short = before.is_empty() || line.chars().count() + 2 <= paragraph::WIDTH;
                let entry = if before.is_empty() {
                    self.entry(&words, &[])
                } else if is_short {
                    self.entry(&line, &[])
                } else {
                    self.entry(&words, &[("before:", before), ("after: ", after)])
                };
                out.write_all(entry.as_bytes())?;
            }
        }
        Ok(())
    }

    /// The vectors that are new, gone or changed, by their ids: what they are about is among the cases.
    fn vectors(&self, changes: &[&KnowledgeChange]) -> String {
        let ids = |is: &dyn Fn(&KnowledgeChange) -> bool| {
            let mut ids: Vec<&str> =
                changes.iter().filter(|change| is(change)).map(|change| change.record.as_str()).collect();
            ids.dedup();
            ids.join(" ")
        };
        let is_order = |change: &KnowledgeChange| change.field.as_deref() == Some("order");
        let parts = [
            ("added", ids(&|change| change.field.is_none() && change.before.is_none())),
            ("removed", ids(&|change| change.field.is_none() && change.before.is_some())),
            ("changed", ids(&|change| change.field.is_some() && !is_order(change))),
            (
                "in another order",
                changes.iter().filter_map(|change| change.after.as_deref().filter(|_| is_order(change))).collect(),
            ),
        ];
        let entries = parts.iter().filter(|(_, ids)| !ids.is_empty());
        entries.map(|(what, ids)| self.entry(&format!("{what}: {ids}"), &[])).collect()
    }

    /// A table of counts: the names of its rows, and of its columns.
    fn table(
        &self,
        out: &mut impl Write,
        what: &str,
        (rows, columns): (&[&str], &[&str]),
        counts: &[Vec<u64>],
    ) -> io::Result<()> {
        let head = format!("{what}, old ↓ new →");
        if self.form == Form::Markdown {
            writeln!(out, "\n| {head} | {} |\n|---{}|", rows.join(" | "), "|--:".repeat(rows.len()))?;
            for (name, row) in rows.iter().zip(counts) {
                let cells: Vec<String> = row.iter().map(u64::to_string).collect();
                writeln!(out, "| {name} | {} |", cells.join(" | "))?;
            }
            return Ok(());
        }
        let first_width = rows.iter().map(|name| name.len()).max().unwrap_or_default().max(head.chars().count());
        let line = |first: &str, cells: Vec<String>| {
            let cells = cells.iter().zip(columns).map(|(cell, column)| format!("  {cell:>0$}", column.len().max(7)));
            format!("  {first:<first_width$}{}", cells.collect::<String>())
        };
        writeln!(out, "\n{}", line(&head, columns.iter().map(|name| (*name).to_owned()).collect()))?;
        for (name, row) in rows.iter().zip(counts) {
            writeln!(out, "{}", line(name, row.iter().map(u64::to_string).collect()))?;
        }
        Ok(())
    }
}

/// The file, or the folder that it is in.
fn place_of(file: &str) -> &str {
    file.split_once('/').map_or(file, |(folder, _)| folder)
}

/// What changed in a file, and how it was before and is now; both are empty where a whole record came or went. The
/// condition of a rule is a sentence.
fn change_in_words(sides: &Sides, change: &KnowledgeChange) -> (String, String, String) {
    let KnowledgeChange { file, record, field, before, after } = change;
    let place = match (file.strip_suffix(".toml"), record.as_str()) {
        (Some(stem), "") => stem,
        (_, record) => record,
    };
    let Some(field) = field else {
        let words = format!("{place}  {}", if before.is_some() { "removed" } else { "added" });
        return (words, String::new(), String::new());
    };
    let [a, b] = sides.books;
    let said = |book: &RuleBook, written: &Option<String>| match written {
        Some(_) if field == "when" => {
            book.rule(record).map_or_else(String::new, |rule| condition_in_words(book, &rule.when))
        }
        Some(written) => written.clone(),
        None => "nothing".to_owned(),
    };
    (format!("{place}  {field}:"), said(a, before), said(b, after))
}
