//! The faults of the settings, for a start that fails for another reason: an operator wants all of them at once.

use super::access::control::AccessControl;
use super::tls::Certificate;
use crate::settings::Settings;

/// Every contradiction among the settings, and every fault of the files of keys and certificates that they name.
#[must_use]
pub fn settings_faults(settings: &Settings) -> Vec<String> {
    let of_files = [AccessControl::load(&settings.access).err(), Certificate::load(&settings.tls).err()];
    settings.faults().into_iter().chain(of_files.into_iter().flatten()).collect()
}
