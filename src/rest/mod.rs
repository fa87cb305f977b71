//! The REST interface: one file for each family of URLs. Each handler is a thin translation to the same decision.

mod batch;
mod compare;
pub mod contract;
mod docs;
mod documents;
mod evidence;
mod health;
mod intended_use;
mod interview;
mod metrics;
mod mount;
mod openapi;
mod prepare;
mod problems;
mod questionnaire;
mod rules;
mod test_cases;
mod triage;

pub use self::documents::Documents;
pub use self::mount::{mount, mount_operations};
