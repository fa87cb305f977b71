//! Something in the knowledge files that contradicts itself or the program.

use std::fmt;

/// Something in the knowledge files that contradicts itself or the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Name of the file.
    pub file: String,
    /// Where it is in the text of the file; none for a file that cannot be read.
    pub position: Option<Position>,
    /// Where in it: an id, or a JSON Pointer; empty for the whole file.
    pub place: String,
    /// The same in words: the id of the record and the name of the field, never a number in a list of records.
    pub record: String,
    /// What is wrong, and what to do.
    pub what: String,
    /// Set when the last one of several records with the same id is meant.
    pub(super) is_about_last: bool,
    /// The character that is meant, where a text holds one that it must not.
    pub(super) character: Option<char>,
    /// Set when a vector no longer gives what it expects: it may be accepted.
    pub is_other_outcome: bool,
}

/// A place in a text; both numbers begin with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    /// The position of a byte in a text.
    #[must_use]
    pub fn of_byte(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

impl Fault {
    /// A fault of a whole file.
    #[must_use]
    pub fn in_file(file: &str, what: impl Into<String>) -> Self {
        Self::at(file, "", what)
    }

    /// A fault at a place in a file.
    #[must_use]
    pub fn at(file: &str, place: &str, what: impl Into<String>) -> Self {
        let place = place.to_owned();
        Self { file: file.to_owned(), record: place.clone(), place, what: what.into(), ..Self::default() }
    }

    /// The same for the last of several records with one id.
    #[must_use]
    pub fn about_last(self) -> Self {
        Self { is_about_last: true, ..self }
    }

    /// The same about a character of a text.
    #[must_use]
    pub(super) fn about_character(self, character: char) -> Self {
        Self { character: Some(character), ..self }
    }

    /// The same with its position in the text of the file.
    #[must_use]
    pub(super) fn positioned(self, position: Position) -> Self {
        Self { position: Some(position), ..self }
    }
}

/// The faults for which something is refused. Where none was found, that itself is one: nothing is refused without a word.
#[must_use]
pub(super) fn never_none(faults: Vec<Fault>) -> Vec<Fault> {
    if faults.is_empty() {
        let what = "is refused, and the program does not say why: this is a fault of the program, please report it";
        return vec![Fault::in_file("the rule book", what)];
    }
    faults
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        match self.record.as_str() {
            "" => write!(f, ": {}", self.what),
            record => write!(f, ": {record}: {}", self.what),
        }
    }
}
