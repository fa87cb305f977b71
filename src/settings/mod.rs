//! Typed settings, from the command line and the environment.

mod bind_address;
pub mod command_line_faults;
mod definitions;
pub mod file;
pub mod table;

pub use self::bind_address::BindAddress;
pub use self::definitions::{AccessSettings, KnowledgeSettings, LimitSettings, Settings, TlsSettings};
