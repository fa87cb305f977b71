//! Who may call: everybody, callers with an API key, or callers with a token.

pub mod api_key;
pub mod caller;
pub mod cds_clients;
pub mod control;
mod token;
