//! What the tests stand on.

pub mod body;
pub mod changes;
pub mod client;
pub mod contract;
pub mod folder;
pub mod form_response;
pub mod keys;
pub mod outcome;
pub mod payload;
pub mod program;
pub mod rule_book_folder;
pub mod service;
pub mod wait;
pub mod wire;
