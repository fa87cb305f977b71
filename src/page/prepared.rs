//! The page prepared at start: in each language, and the files that it loads.

use std::collections::{BTreeMap, HashMap};

use actix_web::mime;

use super::asset;
use super::template;
use crate::http::document::Document;
use crate::triage_service::TriageService;

/// The page and its files, prepared once: they do not change while the service runs.
pub struct Page {
    /// The page, by language tag.
    in_language: BTreeMap<String, Document>,
    /// The files that it loads, by name.
    assets: HashMap<&'static str, Document>,
}

impl Page {
    /// Prepares the page.
    ///
    /// # Errors
    ///
    /// Every text that the page needs and the rule book does not have.
    pub fn prepare(triage: &TriageService) -> Result<Self, String> {
        let books: Vec<_> = triage.languages().map(|language| triage.book_in(language)).collect();
        let documents = books.iter().map(|book| {
            let html = Document::new(mime::TEXT_HTML_UTF_8, template::filled_in(book, &books)?);
            Ok((book.locale.language.clone(), html))
        });
        let in_language = documents.collect::<Result<_, String>>()?;
        let assets = asset::FILES
            .iter()
            .map(|(name, text)| (*name, Document::new(asset::media_type(name), asset::without_comments(text))));
        Ok(Self { in_language, assets: assets.collect() })
    }

    /// The page in a language, with the language; none when the language is not offered.
    pub(super) fn in_language(&self, wanted: &str) -> Option<(&str, &Document)> {
        let (language, document) = self.in_language.get_key_value(wanted)?;
        Some((language, document))
    }

    /// The languages that are offered.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.in_language.keys().map(String::as_str)
    }

    /// A file of the page.
    pub(super) fn asset(&self, name: &str) -> Option<&Document> {
        self.assets.get(name)
    }
}
