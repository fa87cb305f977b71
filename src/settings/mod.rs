//! Typed settings, from the command line and the environment.

pub mod command_line_faults;
mod definitions;
pub mod table;

pub use self::definitions::{AccessSettings, KnowledgeSettings, LimitSettings, Settings, TlsSettings};
