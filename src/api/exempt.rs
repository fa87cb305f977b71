//! Which paths are outside access control and load shedding, for the gate and for the document.

/// Whether a path is answered without a key: how the service is, and what it says about itself as an interface.
#[must_use]
pub fn is_public(path: &str) -> bool {
    let under = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ["/health", "/problems", "/docs"].into_iter().any(under) || ["/openapi.json", "/openapi-3.0.json"].contains(&path)
}

/// Whether a path is answered however great the load is, and however often one asks.
#[must_use]
pub fn is_operational(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}
