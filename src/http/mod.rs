//! What every way in over HTTP shares: errors, negotiation, bodies, time-outs, documents with an entity tag, and who may
//! call a path.

pub mod batch_limits;
pub mod body;
pub mod body_pool;
pub mod document;
pub mod error_form;
pub mod headers;
pub mod in_languages;
pub mod language;
pub mod later;
pub mod media_type;
mod nearest_path;
pub mod negotiation;
pub mod problem;
mod query;
pub mod rate_meter;
pub mod route_table;
pub mod state;
pub mod timeout;
pub mod unmatched;
