//! The settings themselves, each with its flag, variable, default and range.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;

use super::bind_address::BindAddress;
use super::config_file;

/// What an operator can set. Each flag has an environment variable of the same name with `TWITCH_TRIAGE_` before it.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// File of settings in TOML, each by the name of its flag; a variable or a flag wins over it
    #[arg(long, env = config_file::VARIABLE, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Address and port to listen on; a name stands for every address that it has
    #[arg(long, env = "TWITCH_TRIAGE_BIND", default_value = "127.0.0.1:8080")]
    pub bind: BindAddress,

    /// Address and port on which `/metrics` and `/health` are served without a key, by a worker of their own. Left out, `/metrics` is on the main address, and only when that is loopback
    #[arg(long, env = "TWITCH_TRIAGE_METRICS_BIND", value_name = "ADDRESS")]
    pub metrics_bind: Option<BindAddress>,

    /// URL under which callers reach the service, for links and the audience of tokens; never taken from a request
    #[arg(long, env = "TWITCH_TRIAGE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// Show no card in a record system when the record was sent in full and says nothing of a twitch
    #[arg(long, env = "TWITCH_TRIAGE_CDS_QUIET")]
    pub cds_quiet: bool,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub knowledge: KnowledgeSettings,

    /// Folder of a second rule book, or `built-in`, with which `/v1/compare` compares the one in force; it decides nothing else
    #[arg(long, env = "TWITCH_TRIAGE_COMPARE_WITH", value_name = "DIR")]
    pub compare_with: Option<PathBuf>,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub access: AccessSettings,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub tls: TlsSettings,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub limits: LimitSettings,

    /// Languages in which to answer besides the one of the rule book, separated by commas; all of which there is a
    /// translation when left out, `en-GB` for none. No clinician and no native speaker has read a translation
    #[arg(long, env = "TWITCH_TRIAGE_LANGUAGES", value_delimiter = ',', value_name = "LANGUAGES")]
    pub languages: Option<Vec<String>>,

    /// Number of worker threads; 0 means one for each core
    #[arg(long, env = "TWITCH_TRIAGE_WORKERS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=512))]
    pub workers: u16,

    /// Seconds after SIGTERM in which requests are still served while `/health/ready` answers 503, so that a proxy notices
    #[arg(long, env = "TWITCH_TRIAGE_DRAIN_S", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub drain_s: u64,

    /// Seconds that requests in flight have to finish after that
    #[arg(long, env = "TWITCH_TRIAGE_SHUTDOWN_S", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub shutdown_s: u64,

    /// Send traces through the proxy of `HTTP_PROXY`; without this it is ignored
    #[arg(long, env = "TWITCH_TRIAGE_OTLP_USE_PROXY")]
    pub otlp_use_proxy: bool,

    /// Collector to which traces are sent (OTLP over HTTP), such as `http://collector:4318`
    #[arg(long, env = "TWITCH_TRIAGE_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,

    /// Share of traces that are recorded, of those that no caller began
    #[arg(long, env = "TWITCH_TRIAGE_TRACE_RATIO", default_value_t = 1.0, value_parser = ratio)]
    pub trace_ratio: f64,

    /// What is logged: a level, or filters such as `twitch_triage=debug`
    #[arg(long, env = "TWITCH_TRIAGE_LOG", default_value = "info,actix_http=off")]
    pub log: String,
}

/// Which rule book is in force.
#[derive(Args, Clone, Debug, Default)]
pub struct KnowledgeSettings {
    /// Folder of another rule book of the same form; the built-in one when left out, or `built-in`
    #[arg(long, env = "TWITCH_TRIAGE_RULE_BOOK", value_name = "DIR")]
    pub rule_book: Option<PathBuf>,

    /// File of the same form as locale.toml, with the numbers and services of the place
    #[arg(long, env = "TWITCH_TRIAGE_LOCALE", value_name = "FILE")]
    pub locale: Option<PathBuf>,
}

/// Who may call. Files are reloaded when they change.
#[derive(Args, Clone, Debug, Default)]
pub struct AccessSettings {
    /// File with the keys of callers, one `NAME sha256:HEX` a line; `twitch-triage key NAME` makes one
    #[arg(long, env = "TWITCH_TRIAGE_API_KEYS", value_name = "FILE")]
    pub api_keys: Option<PathBuf>,

    /// File with the public keys (JWKS) that verify bearer tokens
    #[arg(long, env = "TWITCH_TRIAGE_JWKS", value_name = "FILE")]
    pub jwks: Option<PathBuf>,

    /// Required issuer of a token
    #[arg(long, env = "TWITCH_TRIAGE_JWT_ISSUER", value_name = "ISSUER")]
    pub jwt_issuer: Option<String>,

    /// Required audience of a token
    #[arg(long, env = "TWITCH_TRIAGE_JWT_AUDIENCE", value_name = "AUDIENCE")]
    pub jwt_audience: Option<String>,

    /// Required scope of a token, if any
    #[arg(long, env = "TWITCH_TRIAGE_JWT_SCOPE", value_name = "SCOPE")]
    pub jwt_scope: Option<String>,

    /// File with the record systems whose tokens are accepted under `/cds-services`, in TOML
    #[arg(long, env = "TWITCH_TRIAGE_CDS_CLIENTS", value_name = "FILE")]
    pub cds_clients: Option<PathBuf>,

    /// Seconds by which the clock of the issuer may differ
    #[arg(long, env = "TWITCH_TRIAGE_JWT_LEEWAY_S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub jwt_leeway_s: u64,

    /// Seconds for which the previous keys stay valid when their file is missing or invalid; after that nobody is let in. 0 keeps them until the file is valid again
    #[arg(long, env = "TWITCH_TRIAGE_KEY_GRACE_S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=86_400))]
    pub key_grace_s: u64,

    /// Listen on an address that is not loopback without any access control
    #[arg(long, env = "TWITCH_TRIAGE_ALLOW_PUBLIC_WITHOUT_AUTH")]
    pub allow_public_without_auth: bool,

    /// Allowed CORS origins, each exactly as a browser sends it, separated by commas
    #[arg(long, env = "TWITCH_TRIAGE_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS")]
    pub cors_origins: Vec<String>,
}

/// Encryption. Files are reloaded when they change.
#[derive(Args, Clone, Debug, Default)]
pub struct TlsSettings {
    /// File with the certificate and its chain, in PEM
    #[arg(long, env = "TWITCH_TRIAGE_TLS_CERTIFICATE", value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,

    /// File with the private key of the certificate, in PEM
    #[arg(long, env = "TWITCH_TRIAGE_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Seconds between checks whether files of keys and certificates changed
    #[arg(long, env = "TWITCH_TRIAGE_RELOAD_S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub reload_s: u64,
}

/// How much, and how slowly.
#[derive(Args, Clone, Debug)]
pub struct LimitSettings {
    /// Requests a minute that one key, token subject or address may send; 0 sets no limit
    #[arg(long, env = "TWITCH_TRIAGE_RATE_LIMIT_PER_MINUTE", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    pub rate_limit_per_minute: u32,

    /// Networks of proxies whose `X-Forwarded-For` is trusted, separated by commas
    #[arg(long, env = "TWITCH_TRIAGE_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS")]
    pub trusted_proxies: Vec<IpNet>,

    /// Requests in flight, beyond which others are refused with 503
    #[arg(long, env = "TWITCH_TRIAGE_MAX_IN_FLIGHT", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_in_flight: u32,

    /// Open connections, beyond which others wait
    #[arg(long, env = "TWITCH_TRIAGE_MAX_CONNECTIONS", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,

    /// Milliseconds within which the head of a request must arrive
    #[arg(long, env = "TWITCH_TRIAGE_HEAD_TIMEOUT_MS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub head_timeout_ms: u64,

    /// Milliseconds within which the body of a request must arrive
    #[arg(long, env = "TWITCH_TRIAGE_BODY_TIMEOUT_MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub body_timeout_ms: u64,

    /// Milliseconds within which an answer must begin
    #[arg(long, env = "TWITCH_TRIAGE_HANDLER_TIMEOUT_MS", default_value_t = 15_000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub handler_timeout_ms: u64,

    /// Seconds for which a caller may leave an answer unread
    #[arg(long, env = "TWITCH_TRIAGE_SEND_TIMEOUT_S", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub send_timeout_s: u64,

    /// Bytes of one batch, beyond which it ends
    #[arg(long, env = "TWITCH_TRIAGE_BATCH_MAX_BYTES", default_value_t = 64 * 1024 * 1024, value_parser = clap::value_parser!(u64).range(1024..))]
    pub batch_max_bytes: u64,

    /// Bytes of the answers of one batch, beyond which it ends
    #[arg(long, env = "TWITCH_TRIAGE_BATCH_MAX_ANSWER_BYTES", default_value_t = 1024 * 1024 * 1024, value_parser = clap::value_parser!(u64).range(1024..))]
    pub batch_max_answer_bytes: u64,

    /// Seconds after which a batch ends
    #[arg(long, env = "TWITCH_TRIAGE_BATCH_MAX_S", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub batch_max_s: u64,

    /// Seconds for which an idle connection is kept
    #[arg(long, env = "TWITCH_TRIAGE_KEEP_ALIVE_S", default_value_t = 75, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub keep_alive_s: u64,

    /// Close each connection after its answer, so that every head has its time-out
    #[arg(long, env = "TWITCH_TRIAGE_NO_KEEP_ALIVE")]
    pub no_keep_alive: bool,
}

impl AccessSettings {
    /// How long the previous keys stay valid when their file is invalid; without end when there is none.
    #[must_use]
    pub fn key_grace(&self) -> Option<Duration> {
        (self.key_grace_s > 0).then(|| Duration::from_secs(self.key_grace_s))
    }
}

impl Settings {
    /// Time within which the body of a request must arrive.
    #[must_use]
    pub fn body_timeout(&self) -> Duration {
        Duration::from_millis(self.limits.body_timeout_ms)
    }

    /// Whether the main address serves `/metrics`.
    #[must_use]
    pub fn main_address_serves_metrics(&self) -> bool {
        self.metrics_bind.is_none() && self.bind.is_loopback()
    }

    /// Every contradiction among the settings, each as a sentence.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let access = &self.access;
        let controlled = access.api_keys.is_some() || access.jwks.is_some();
        let tokens = access.jwt_issuer.is_some() && access.jwt_audience.is_some();
        let claims = access.jwt_issuer.is_some() || access.jwt_audience.is_some() || access.jwt_scope.is_some();
        let checks = [
            (
                !self.bind.is_loopback() && !controlled && !access.allow_public_without_auth,
                "`--bind` is not a loopback address and there is no access control: set `--api-keys` or `--jwks`, or \
                 `--allow-public-without-auth` where something else protects the service",
            ),
            (access.api_keys.is_some() && access.jwks.is_some(), "`--api-keys` and `--jwks` are mutually exclusive"),
            (access.jwks.is_some() && !tokens, "`--jwks` needs `--jwt-issuer` and `--jwt-audience`"),
            (
                access.jwks.is_none() && claims,
                "`--jwt-issuer`, `--jwt-audience` and `--jwt-scope` have no effect without `--jwks`",
            ),
            (
                self.tls.tls_certificate.is_some() != self.tls.tls_key.is_some(),
                "`--tls-certificate` and `--tls-key` must be set together",
            ),
            (
                !access.cors_origins.iter().all(|origin| is_origin(origin)),
                "each of `--cors-origins` must be `http://` or `https://` with a host, perhaps a port, and nothing more",
            ),
            (
                access.cds_clients.is_some() && self.public_url.is_none(),
                "`--cds-clients` needs `--public-url`: a token names the URL for which it is",
            ),
            (
                self.public_url.as_deref().is_some_and(|url| !is_base_url(url)),
                "`--public-url` must be `http://` or `https://` with a host, perhaps a port and a path, without a slash at \
                 the end",
            ),
            (
                self.otlp_endpoint.as_deref().is_some_and(|url| !url.starts_with("http://")),
                "`--otlp-endpoint` must begin with `http://`: a collector beside the service encrypts what leaves the host",
            ),
        ];
        checks.iter().filter(|(holds, _)| *holds).map(|(_, fault)| (*fault).to_owned()).collect()
    }
}

/// Reads a share between none and all.
fn ratio(text: &str) -> Result<f64, String> {
    let ratio: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&ratio) { Ok(ratio) } else { Err("must be between 0 and 1".to_owned()) }
}

/// Whether a text is an absolute URL to which a path can be added.
fn is_base_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.split('/').all(|part| !part.is_empty())
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:[]/".contains(&byte))
    })
}

/// Whether a text is an origin as a browser sends it: never `*`, never a path.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte))
    })
}
