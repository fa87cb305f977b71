//! What the settings and the files that they name configure around the handlers.

use std::sync::Arc;

use super::access::cds_clients::CdsClients;
use super::access::control::AccessControl;
use super::tls::Certificate;
use crate::settings::Settings;
use crate::telemetry::traces::Traces;

/// What is configured around the handlers.
pub struct Parts {
    pub(super) access: AccessControl,
    pub(super) cds_clients: Option<Arc<CdsClients>>,
    pub(super) certificate: Option<Certificate>,
    pub(super) traces: Option<Traces>,
}

impl Parts {
    /// Loads everything.
    ///
    /// # Errors
    ///
    /// Every contradiction among the settings, and every fault of what they name.
    pub fn load(settings: &Settings) -> Result<Self, Vec<String>> {
        let mut faults = settings.faults();
        let access = AccessControl::load(&settings.access).map_err(|fault| faults.push(fault));
        let cds_clients = settings.access.cds_clients.as_ref().zip(settings.public_url.as_deref());
        let cds_clients = cds_clients
            .map(|(list, public_url)| CdsClients::load(list, public_url, &settings.access).map(Arc::new))
            .transpose()
            .map_err(|fault| faults.push(fault));
        let certificate = Certificate::load(&settings.tls).map_err(|fault| faults.push(fault));
        let collector = settings.otlp_endpoint.as_deref();
        let traces = collector
            .map(|collector| Traces::new(collector, settings.trace_ratio, settings.otlp_use_proxy))
            .transpose()
            .map_err(|fault| faults.push(fault));
        match (access, cds_clients, certificate, traces) {
            (Ok(access), Ok(cds_clients), Ok(certificate), Ok(traces)) if faults.is_empty() => {
                Ok(Self { access, cds_clients, certificate, traces })
            }
            _ => Err(faults),
        }
    }
}
