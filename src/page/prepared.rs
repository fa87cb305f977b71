//! The page prepared at start: in each language, and the files that it loads.

use std::collections::{BTreeMap, HashMap};

use actix_web::mime;

use super::asset;
use super::template;
use crate::clinical::model::rule_book::RuleBook;
use crate::http::document::Document;

/// The page and its files, prepared once: they do not change while the service runs.
pub struct Page {
    /// Language tag of the rule book.
    language: String,
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
    pub fn prepare(book: &RuleBook) -> Result<Self, String> {
        let language = book.locale.language.clone();
        let html = Document::new(mime::TEXT_HTML_UTF_8, template::filled_in(book)?);
        let assets = asset::FILES
            .iter()
            .map(|(name, text)| (*name, Document::new(asset::media_type(name), asset::without_comments(text))));
        Ok(Self { in_language: BTreeMap::from([(language.clone(), html)]), language, assets: assets.collect() })
    }

    /// The page in a language, that of the rule book when none is named, with the language; none when the language is
    /// not offered.
    pub(super) fn in_language(&self, wanted: Option<&str>) -> Option<(&str, &Document)> {
        let (language, document) = self.in_language.get_key_value(wanted.unwrap_or(&self.language))?;
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
