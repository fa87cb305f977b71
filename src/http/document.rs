//! Documents that do not change while the service runs: served from memory, with an entity tag.

use std::collections::BTreeMap;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, EntityTag, Header, HeaderValue, IfNoneMatch,
    VARY,
};
use actix_web::mime::{self, Mime};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoResponses;
use utoipa::openapi::{HeaderBuilder, Object, RefOr, Response, ResponseBuilder, Type};

use super::language::FORM_AND_LANGUAGE;
use super::negotiation::{NoParameters, acceptable, query};
use super::problem::{AcceptErrors, Problem, QueryErrors};

/// A client may store a document, but must ask each time whether it changed.
const REVALIDATE: &str = "no-cache";

/// The other answers to a request for a document, as the OpenAPI document lists them.
pub struct DocumentErrors;

impl IntoResponses for DocumentErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let tag =
            HeaderBuilder::new().schema(Some(Object::with_type(Type::String))).description(Some("Entity tag")).build();
        let unchanged = ResponseBuilder::new().description("Not changed").header(ETAG.as_str(), tag).build();
        let mut responses = QueryErrors::responses();
        responses.append(&mut AcceptErrors::responses());
        responses.insert(StatusCode::NOT_MODIFIED.as_str().to_owned(), unchanged.into());
        responses
    }
}

/// A document and its entity tag.
pub struct Document {
    mime: Mime,
    language: Option<HeaderValue>,
    body: Bytes,
    tag: EntityTag,
}

impl Document {
    /// A JSON document.
    ///
    /// # Errors
    ///
    /// The message of serde when the value cannot be written as JSON: a bug in this service.
    pub fn json(value: &impl Serialize) -> Result<Self, String> {
        let body = serde_json::to_vec(value).map_err(|error| error.to_string())?;
        // It is kept for as long as the service runs: without the room that its writer left.
        Ok(Self::new(mime::APPLICATION_JSON, body.into_boxed_slice()))
    }

    /// A document of any media type.
    #[must_use]
    pub fn new(mime: Mime, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = base16ct::lower::encode_string(&Sha256::digest(&body));
        Self { mime, language: None, body, tag: EntityTag::new_strong(tag) }
    }

    /// The same, which is there in several languages, of which this is one.
    #[must_use]
    pub fn in_language(self, language: &str) -> Self {
        Self { language: HeaderValue::from_str(language).ok(), ..self }
    }

    /// Answers a request for the document; 304 when the caller has it already.
    ///
    /// # Errors
    ///
    /// `bad_query` for any parameter, `not_acceptable` when the caller does not accept its media type.
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse<BoxBody>, Problem> {
        query::<NoParameters>(request)?;
        self.answer_any_query(request)
    }

    /// As [`Document::answer`], for a path that reads its own parameters.
    ///
    /// # Errors
    ///
    /// `not_acceptable` when the caller does not accept its media type.
    pub fn answer_any_query(&self, request: &HttpRequest) -> Result<HttpResponse<BoxBody>, Problem> {
        self.answer_as_one_of(request, &[&self.mime])
    }

    /// As [`Document::answer_any_query`], under the media type that the caller likes best of those that fit the document.
    ///
    /// # Errors
    ///
    /// `not_acceptable` when the caller accepts none of them.
    pub fn answer_as_one_of(&self, request: &HttpRequest, fitting: &[&Mime]) -> Result<HttpResponse<BoxBody>, Problem> {
        let mime = fitting.get(acceptable(request, fitting)?).map_or(&self.mime, |mime| *mime);
        Ok(self.answer_as(request, mime, fitting.len() > 1))
    }

    /// As [`Document::answer_any_query`], under a media type that was chosen before, by `Accept` or otherwise.
    #[must_use]
    pub fn answer_as(&self, request: &HttpRequest, mime: &Mime, by_accept: bool) -> HttpResponse<BoxBody> {
        let known = match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        };
        let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        response.insert_header((ETAG, self.tag.to_string())).insert_header((CACHE_CONTROL, REVALIDATE));
        if let Some(language) = &self.language {
            let varies = if by_accept { FORM_AND_LANGUAGE } else { HeaderValue::from(ACCEPT_LANGUAGE) };
            response.insert_header((CONTENT_LANGUAGE, language)).insert_header((VARY, varies));
        }
        if known {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, mime.to_string())).body(self.body.clone())
    }
}
