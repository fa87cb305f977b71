//! Stateless triage of muscle twitches.

pub mod clinical;
