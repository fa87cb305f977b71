//! From knowledge files to a rule book: every contradiction in them is found and listed before anything is decided.

mod citation;
mod compile;
mod condition;
mod control_characters;
mod dependence;
pub mod fault;
mod group_question;
pub mod knowledge;
mod local_word;
mod name;
mod record;
mod text;
mod vector;

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
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    /// Reads, checks and compiles a rule book without running its vectors.
    ///
    /// # Errors
    ///
    /// Every fault of the files.
    pub fn compile(files: &KnowledgeFiles) -> Result<Self, Vec<Fault>> {
        compile::compile(Knowledge::read(files)?, files.digest())
    }
}
