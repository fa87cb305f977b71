//! Traces over OTLP, where a collector is set: one span a request, as part of the caller's trace (W3C Trace Context).

use std::time::{Duration, SystemTime};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use async_trait::async_trait;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::{Span as _, SpanKind, Status, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};

/// Returns the span of the request to the caller (W3C Trace Context, level 2).
pub const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// The path of a collector that accepts spans (OTLP over HTTP).
const PATH: &str = "/v1/traces";

/// The header with what tracing systems add to a trace (W3C Trace Context).
const TRACE_STATE: &str = "tracestate";

/// The longest trace state that is passed on; W3C Trace Context asks for no more.
const MAX_TRACE_STATE: usize = 512;

/// How long shutdown waits for a collector.
const COLLECTOR_TIMEOUT: Duration = Duration::from_secs(5);

/// Exports spans to a collector.
pub struct Traces {
    tracer: SdkTracer,
    provider: SdkTracerProvider,
}

/// The span of a request: nothing of what was sent.
pub struct RequestSpan<'r> {
    /// When it began.
    pub start: SystemTime,
    /// The trace to which it belongs, if any.
    pub parent: Context,
    /// Its method, of a bounded number.
    pub method: &'r str,
    /// The pattern of its path.
    pub route: &'r str,
    /// The status of the answer.
    pub status: u16,
}

impl Traces {
    /// Exports to a collector, for a share of new traces. For a trace that a caller began, the caller decides.
    ///
    /// # Errors
    ///
    /// An invalid address.
    pub fn new(collector: &str, ratio: f64, use_proxy: bool) -> Result<Self, String> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new(use_proxy))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}{PATH}", collector.trim_end_matches('/')))
            .build()
            .map_err(|error| error.to_string())?;
        let service = Resource::builder()
            .with_service_name(env!("CARGO_PKG_NAME"))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(sampler(ratio))
            .with_resource(service.build())
            .build();
        Ok(Self { tracer: provider.tracer(env!("CARGO_PKG_NAME")), provider })
    }

    /// Sends the spans that were not sent yet.
    pub fn finish(&self) {
        if let Err(error) = self.provider.shutdown_with_timeout(COLLECTOR_TIMEOUT) {
            tracing::warn!(%error, "traces were lost");
        }
    }

    /// The trace that the caller names.
    #[must_use]
    pub fn parent_context(headers: &HeaderMap) -> Context {
        TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers))
    }

    /// Records an answered request; the value of `traceresponse`.
    #[must_use]
    pub fn record(&self, request: &RequestSpan) -> Option<HeaderValue> {
        let named = self.tracer.span_builder(format!("{} {}", request.method, request.route));
        let attributes = vec![
            KeyValue::new("http.request.method", request.method.to_owned()),
            KeyValue::new("http.route", request.route.to_owned()),
            KeyValue::new("http.response.status_code", i64::from(request.status)),
        ];
        let built = named.with_kind(SpanKind::Server).with_start_time(request.start).with_attributes(attributes);
        let mut span = self.tracer.build_with_context(built, &request.parent);
        if request.status >= 500 {
            span.set_status(Status::error(""));
        }
        let context = span.span_context();
        let trace_response = format!("00-{}-{}-{:02x}", context.trace_id(), context.span_id(), context.trace_flags());
        span.end();
        HeaderValue::from_str(&trace_response).ok()
    }
}

/// For a share of new traces; a trace that a caller began follows the caller, unless the operator wants no traces.
fn sampler(ratio: f64) -> Sampler {
    if ratio > 0.0 { Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(ratio))) } else { Sampler::AlwaysOff }
}

/// The HTTP client of the exporter; it runs in a thread of its own, so that no request waits for it.
#[derive(Debug)]
struct Collector(ureq::Agent);

impl Collector {
    /// `HTTP_PROXY` is meant for other programs, unless the operator says that it is meant for this one.
    fn new(use_proxy: bool) -> Self {
        let proxy = if use_proxy { ureq::Proxy::try_from_env() } else { None };
        Self(
            ureq::Agent::config_builder()
                .proxy(proxy)
                .timeout_global(Some(COLLECTOR_TIMEOUT))
                .http_status_as_error(false)
                .build()
                .new_agent(),
        )
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, mut body) = self.0.run(request.map(|bytes| bytes.to_vec()))?.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}

/// The headers of a request, for the library.
struct Headers<'r>(&'r HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let value = self.0.get(key)?.to_str().ok()?;
        (key != TRACE_STATE || value.len() <= MAX_TRACE_STATE).then_some(value)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}
