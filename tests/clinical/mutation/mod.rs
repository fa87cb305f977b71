//! Every small change to the rule book is noticed: of a rule, and of what decides which questions are asked.

mod questions;
mod rules;
