//! HL7 FHIR R4: forms, terminology and two operations, each a thin translation to the same decision.

mod adaptive;
mod capability;
mod concept;
mod documents;
mod enable_when;
mod guidance;
mod guidance_answer;
mod item;
mod mount;
mod narrative;
mod next_question;
mod operation;
mod parameters;
mod questionnaire;
mod search;
mod terminology;
mod triage;

pub use self::documents::FhirDocuments;
pub use self::mount::mount;
