//! What the ways in of record systems share: canonical URLs, the reading of a `QuestionnaireResponse`, and drafted
//! resources. No HTTP in here.

pub mod canonical;
pub mod coded_answer;
pub mod day;
pub mod form_item;
pub mod moment;
pub mod patient_reference;
pub mod referral;
pub mod response;
pub mod response_fault;
mod response_item;
pub mod shown_when;
