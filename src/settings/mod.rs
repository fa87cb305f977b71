//! Typed settings, from the command line, the environment and a file.

pub mod command_line_faults;
pub mod config_file;
mod definitions;
pub mod table;

pub use self::definitions::{AccessSettings, KnowledgeSettings, LimitSettings, Settings, TlsSettings};
