//! Encryption: the certificate and its key, reloaded when their files change.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::reload::{Reload, ReloadedFiles};
use crate::settings::TlsSettings;

/// The certificate in force. Open connections keep the previous one.
#[derive(Clone)]
pub struct Certificate(Arc<ReloadedFiles<CertifiedKey>>);

impl Certificate {
    /// Loads the certificate that the settings name, if any.
    ///
    /// # Errors
    ///
    /// Why its files cannot be loaded.
    pub fn load(settings: &TlsSettings) -> Result<Option<Self>, String> {
        let (Some(certificate), Some(key)) = (&settings.tls_certificate, &settings.tls_key) else { return Ok(None) };
        let files = vec![certificate.clone(), key.clone()];
        Ok(Some(Self(Arc::new(ReloadedFiles::load(files, Box::new(parse))?))))
    }

    /// The files, to be reloaded when they change.
    #[must_use]
    pub fn reloadable(&self) -> Arc<dyn Reload> {
        self.0.clone()
    }

    /// The server's side of TLS 1.2 and 1.3 with this certificate.
    ///
    /// # Errors
    ///
    /// A bug in this service.
    pub fn server_config(self) -> Result<ServerConfig, String> {
        let versions = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let mut config = versions.with_no_client_auth().with_cert_resolver(Arc::new(self));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.current())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate")
    }
}

fn parse(files: &[Vec<u8>]) -> Result<CertifiedKey, String> {
    let [certificate, key] = files else { return Err("two files are needed".to_owned()) };
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|_| "the certificate is not PEM".to_owned())?;
    if chain.is_empty() {
        return Err("the first file has no certificate".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| "the second file has no private key in PEM".to_owned())?;
    CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider())
        .map_err(|error| format!("certificate and key do not match: {error}"))
}
