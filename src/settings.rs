//! Typed settings, from the command line and the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// What an operator can set. Each flag has an environment variable of the same name with `TWITCH_TRIAGE_` before it.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Address and port to listen on
    #[arg(long, env = "TWITCH_TRIAGE_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub knowledge: KnowledgeSettings,

    /// Number of worker threads; 0 takes one for each core
    #[arg(long, env = "TWITCH_TRIAGE_WORKERS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=512))]
    pub workers: u16,

    /// Milliseconds within which the head of a request must be there
    #[arg(long, env = "TWITCH_TRIAGE_HEAD_TIMEOUT_MS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub head_timeout_ms: u64,

    /// Milliseconds within which the body of a request must be there
    #[arg(long, env = "TWITCH_TRIAGE_BODY_TIMEOUT_MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub body_timeout_ms: u64,

    /// Seconds for which an idle connection is kept
    #[arg(long, env = "TWITCH_TRIAGE_KEEP_ALIVE_S", default_value_t = 75, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub keep_alive_s: u64,

    /// Seconds that requests in flight have to finish after SIGTERM
    #[arg(long, env = "TWITCH_TRIAGE_SHUTDOWN_S", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub shutdown_s: u64,

    /// What is logged: a level, or filters such as `twitch_triage=debug`
    #[arg(long, env = "TWITCH_TRIAGE_LOG", default_value = "info")]
    pub log: String,
}

/// Which rule book is in force.
#[derive(Args, Clone, Debug, Default)]
pub struct KnowledgeSettings {
    /// Folder of another rule book of the same form; the built-in one when left out
    #[arg(long, env = "TWITCH_TRIAGE_RULE_BOOK", value_name = "DIR")]
    pub rule_book: Option<PathBuf>,

    /// File of the same form as locale.toml, with the numbers and services of the place
    #[arg(long, env = "TWITCH_TRIAGE_LOCALE", value_name = "FILE")]
    pub locale: Option<PathBuf>,
}

impl Settings {
    /// Time within which the body of a request must be there.
    #[must_use]
    pub fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.body_timeout_ms)
    }
}
