//! The faults of the settings, for a start that fails for another reason: an operator wants all of them at once.

use super::access::control::AccessControl;
use super::tls::Certificate;
use crate::settings::Settings;
use crate::telemetry::traces::Traces;

/// Every contradiction among the settings, and every fault of the files of keys and certificates that they name.
#[must_use]
pub fn settings_faults(settings: &Settings) -> Vec<String> {
    let collector = settings.otlp_endpoint.as_deref();
    let parts = [
        AccessControl::load(&settings.access).err(),
        Certificate::load(&settings.tls).err(),
        collector.and_then(|collector| Traces::new(collector, settings.trace_ratio, settings.otlp_use_proxy).err()),
    ];
    settings.faults().into_iter().chain(parts.into_iter().flatten()).collect()
}
