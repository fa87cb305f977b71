//! Stateless triage of muscle twitches: findings in, one of three levels with every reason and its source out.
//!
//! The map of the house, in the order of dependence (nothing points back):
//!
//! * [`clinical`]: what we know. Knowledge files and the decision over them; a pure function.
//! * [`api`]: how it is asked over REST. Each path is a thin translation to the same decision.
//! * [`settings`], [`telemetry`]: what an operator sets and sees.
//! * [`server`]: the app from settings and rule book: who comes in, how much, how it is encrypted, how it stops.
//! * [`command_line`]: serving, or one payload or a file of them from a terminal.
//!
//! Deliberately absent: a database, a cache, a session, a clock in the decision, outgoing connections save to a
//! collector of traces that the operator names. Nothing that a caller sends is logged, echoed in a sentence, or kept.

pub mod api;
pub mod clinical;
pub mod command_line;
pub mod server;
pub mod settings;
pub mod telemetry;
