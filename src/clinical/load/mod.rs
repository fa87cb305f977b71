//! From knowledge files to a rule book: every contradiction in them is found and listed before anything is decided.

pub mod banned;
mod citation;
mod compile;
mod condition;
mod control_characters;
mod dependence;
pub mod fault;
mod group_question;
pub mod knowledge;
pub mod knowledge_change;
mod local_word;
mod location;
mod name;
pub mod reader_text;
pub mod reading_ease;
mod schema_fault;
mod similar;
pub mod source_tree;
mod text;
mod vector;
mod version;

use self::fault::Fault;
use self::knowledge::{Knowledge, KnowledgeFiles};
use super::model::rule_book::RuleBook;

impl RuleBook {
    /// The rule book that is compiled in.
    ///
    /// # Errors
    ///
    /// Every fault of the knowledge files.
    pub fn built_in() -> Result<Self, Vec<Fault>> {
        Self::load(&KnowledgeFiles::built_in())
    }

    /// Reads, checks and compiles a rule book, then holds it against its own vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files; when there is none, every vector that does not come out.
    pub fn load(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let book = Self::compile(files)?;
        let faults = book.vectors.run(&book);
        if faults.is_empty() { Ok(book) } else { Err(files.located(faults)) }
    }

    /// Reads, checks and compiles a rule book without running its vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files.
    pub fn compile(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        let compiled = Knowledge::read(files).and_then(|knowledge| compile::compile(knowledge, files.digest()));
        compiled.map_err(|faults| files.located(faults))
    }
}
