//! Something in the knowledge files that contradicts itself or the program.

use std::fmt;

/// Something in the knowledge files that contradicts itself or the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Name of the file.
    pub file: String,
    /// Where in it: an id, or a JSON Pointer; empty for the whole file.
    pub place: String,
    /// What is wrong.
    pub what: String,
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
        Self { file: file.to_owned(), place: place.to_owned(), what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.file, self.what),
            place => write!(f, "{}: {place}: {}", self.file, self.what),
        }
    }
}
