//! What the tests share: payloads, people, a second reading of the rules, and planted faults.

pub mod answer_as_sent;
pub mod ask_order;
pub mod body;
pub mod given_texts;
pub mod payload;
pub mod people;
pub mod planted_fault;
pub mod rule_reading;
