//! Stateless triage of muscle twitches: findings in, one of three levels with every reason and its source out.
//!
//! The map of the house, in the order of dependence (nothing points back):
//!
//! * [`clinical`]: what we know. Knowledge files and the decision over them; a pure function.
//! * [`request`]: a payload read: the typed reading of a valid one, every fault of an invalid one.
//! * [`answer`]: a decision as callers see it: words, JSON, report, questions, explanation.
//! * [`fhir_resource`]: what the ways in of record systems share: reading a `QuestionnaireResponse`, drafting resources.
//! * [`triage_service`]: read, decide, answer: what every way in and the command line share.
//! * [`http`]: what every way in over HTTP shares: errors, negotiation, bodies, documents, who may call a path.
//! * [`rest`]: the REST interface; a way in, as thin as a translation.
//! * [`fhir`], [`cds_hooks`]: the interfaces of record systems; ways in, as thin as translations.
//! * [`settings`], [`telemetry`]: what an operator sets and sees.
//! * [`server`]: the app from settings and rule book: access, limits, encryption, shutdown.
//! * [`command_line`]: serving, or an interview, one payload or a file of them from a terminal.
//!
//! Deliberately absent: a database, a cache, a session, a clock in the decision, outgoing connections except to a
//! collector of traces that the operator names. Nothing that a caller sends is logged, echoed in a sentence, or kept.

pub mod answer;
pub mod cds_hooks;
pub mod clinical;
pub mod command_line;
pub mod fhir;
pub mod fhir_resource;
pub mod http;
pub mod page;
pub mod request;
pub mod rest;
pub mod server;
pub mod settings;
pub mod telemetry;
pub mod triage_service;
