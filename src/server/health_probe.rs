//! Asks a running service whether it is ready; the health check of the image.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use ureq::Agent;
use ureq::tls::TlsConfig;

use crate::settings::Settings;

/// How long to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks a running service of these settings whether it is ready. The certificate is not verified: it is the same machine.
///
/// # Errors
///
/// That it is not, and why.
pub fn probe(settings: &Settings) -> Result<(), String> {
    let (bind, is_encrypted) = match &settings.metrics_bind {
        Some(bind) => (bind, false),
        None => (&settings.bind, settings.tls.tls_certificate.is_some()),
    };
    let scheme = if is_encrypted { "https" } else { "http" };
    let tls = TlsConfig::builder()
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .disable_verification(true)
        .build();
    // A proxy that the environment names is meant for other machines.
    let agent: Agent =
        Agent::config_builder().timeout_global(Some(TIMEOUT)).proxy(None).tls_config(tls).build().new_agent();
    let mut fault = String::new();
    // Of a name with several addresses, the service may have been given only some.
    for address in bind.addresses() {
        match agent.get(format!("{scheme}://{}/health/ready", reachable(*address))).call() {
            Ok(_) => return Ok(()),
            Err(error) => fault = format!("not ready: {error}"),
        }
    }
    Err(fault)
}

/// The address at which a service that listens on this one is reached from the same machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    address
}
