//! Typed settings, from the command line, the environment and a file.

mod bind_address;
pub mod command_line_faults;
pub mod config_file;
mod definitions;
pub mod file;
pub mod table;
pub mod valid_settings;

pub use self::bind_address::BindAddress;
pub use self::definitions::{AccessSettings, KnowledgeSettings, LimitSettings, Settings, TlsSettings};
