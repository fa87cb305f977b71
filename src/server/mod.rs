//! The app from settings and rule book: access, limits, encryption, start and shutdown.

pub mod access;
mod admission;
mod admitted_body;
mod client_address;
mod client_progress;
mod client_stream;
mod cors;
pub mod exchange;
pub mod health_probe;
mod in_flight;
mod listener;
mod maintenance;
mod operations;
pub mod parts;
mod path_check;
mod problem_response;
mod rate_limit;
mod reload;
mod request_id;
pub mod shutdown;
mod startup;
mod tls;
mod transport;

pub use self::startup::{BoundServer, StartError, bind};
