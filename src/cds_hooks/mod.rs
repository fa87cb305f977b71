//! HL7 CDS Hooks 2.0.1: discovery, one service for two hooks, feedback; each a thin translation to the same decision.

mod card;
mod card_context;
mod card_decision;
mod card_detail;
mod discovery;
mod feedback;
mod hook_call;
mod hook_request;
mod mount;
mod override_reason;
mod patient_record;
mod prefetch;
mod record_findings;
mod record_resource;
mod stale_answers;

pub use self::discovery::CdsHooks;
pub use self::mount::mount;
