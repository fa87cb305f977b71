//! `twitch-triage serve`: the service over HTTP, until a signal.

use std::time::Duration;

use super::failure::{Failure, say};
use super::knowledge::rule_book;
use crate::server::stop::Signals;
use crate::server::{self, Refused};
use crate::settings::Settings;
use crate::settings::fault::unknown_variables;
use crate::telemetry::{self, lines::write_out};

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Settings(faults) => Self::Refused(faults),
            Refused::Machine(error) => error.into(),
        }
    }
}

/// Serves. `command` is the whole command line, which knows the names of all settings.
pub(super) fn run(settings: &Settings, command: &clap::Command) -> Result<(), Failure> {
    telemetry::init(&settings.log).map_err(|error| Failure::Refused(vec![error]))?;
    for variable in unknown_variables(command) {
        tracing::warn!(variable, "no setting has this name");
    }
    let book = rule_book(&settings.knowledge).map_err(|failure| match failure {
        Failure::Refused(faults) => Failure::Refused(faults.into_iter().chain(settings.faults()).collect()),
        failed @ Failure::Failed(_) => failed,
    })?;
    let served = actix_web::rt::System::new().block_on(async {
        // Signals are handled before the address is announced.
        let signals = Signals::listen()?;
        let bound = server::bind(settings, book)?;
        let scheme = if bound.encrypted { "https" } else { "http" };
        say(&format!("twitch-triage listens on {scheme}://{}", bound.address));
        Ok(bound.run_until_signal(signals, Duration::from_secs(settings.drain_s)).await?)
    });
    write_out();
    served
}
