//! From what was sent to a decision, its explanation, the next questions, and what would change it.

mod appearing;
pub mod change;
pub mod combination;
pub mod decision;
pub mod derivation;
pub mod evaluation;
pub mod explanation;
pub mod facts;
pub mod interpretation;
pub mod law;
pub mod question;
pub mod trace;
pub mod trial;
pub mod what_would_change;
