//! The language of an answer: chosen by the caller's `Accept-Language` among those that the service has.

use actix_web::http::header::{
    ACCEPT_LANGUAGE, AcceptLanguage, CONTENT_LANGUAGE, Header as _, HeaderValue, Preference, Quality, VARY,
};
use actix_web::{HttpRequest, HttpResponseBuilder};
use utoipa::IntoParams;

use crate::triage_service::{Language, TriageService};

/// What decides which of its forms an answer has.
pub const FORM_AND_LANGUAGE: HeaderValue = HeaderValue::from_static("Accept, Accept-Language");

/// The languages that a service has, as tags (BCP 47); that of the rule book first.
pub struct Languages(Vec<Offered>);

struct Offered {
    language: Language,
    tag: String,
    header: HeaderValue,
}

/// The header that chooses the language, for the `OpenAPI` document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "only its description is used; the header is read from the request")]
pub struct AcceptedLanguages {
    /// Languages in which the texts are welcome (RFC 9110). The first of which there is a translation is used; without
    /// the header, or when there is none, the texts are in the language of the rule book, `en-GB`: never 406. Errors,
    /// evidence and sources are in English always.
    #[param(rename = "Accept-Language", nullable = false, example = "de-AT, de;q=0.9, en;q=0.5")]
    accept_language: Option<String>,
}

impl Languages {
    /// The languages of a service.
    ///
    /// # Errors
    ///
    /// A tag that cannot stand in a header.
    pub fn of_service(triage: &TriageService) -> Result<Self, String> {
        let offered = triage.languages().map(|language| {
            let tag = triage.book_in(language).locale.language.clone();
            let header = HeaderValue::from_str(&tag).map_err(|error| error.to_string())?;
            Ok(Offered { language, tag, header })
        });
        offered.collect::<Result<_, String>>().map(Self)
    }

    /// The language that a caller wants; that of the rule book when the service has none of those.
    #[must_use]
    pub fn wanted(&self, request: &HttpRequest) -> Language {
        if self.0.len() < 2 || !request.headers().contains_key(ACCEPT_LANGUAGE) {
            return Language::default();
        }
        // What is no list of languages says nothing.
        let accepted = AcceptLanguage::parse(request).map(|accepted| accepted.0).unwrap_or_default();
        let mut accepted: Vec<_> = accepted.iter().filter(|range| range.quality > Quality::ZERO).collect();
        accepted.sort_by_key(|range| std::cmp::Reverse(range.quality));
        let ranges = accepted.iter().filter_map(|range| match &range.item {
            // It says nothing about which.
            Preference::Any => None,
            Preference::Specific(tag) => Some(tag.as_str()),
        });
        let tags: Vec<&str> = self.0.iter().map(|offered| offered.tag.as_str()).collect();
        let found = look_up(&ranges.collect::<Vec<_>>(), &tags).and_then(|place| self.0.get(place));
        found.map(|offered| offered.language).unwrap_or_default()
    }

    /// Says in the head of an answer in which language it is, and that the caller chose form and language.
    pub fn name(&self, language: Language, answer: &mut HttpResponseBuilder) {
        answer.insert_header((VARY, FORM_AND_LANGUAGE));
        if let Some(offered) = self.0.iter().find(|offered| offered.language == language) {
            answer.insert_header((CONTENT_LANGUAGE, &offered.header));
        }
    }
}

/// Looks languages up (RFC 4647, section 3.4): for each range in turn the tag that is the same, then with the range cut
/// from its end. A range that is shorter than every tag finds the first tag that begins like it: `en` means `en-GB` too.
fn look_up(ranges: &[&str], tags: &[&str]) -> Option<usize> {
    ranges.iter().find_map(|range| {
        let mut range = *range;
        loop {
            let same = tags.iter().position(|tag| tag.eq_ignore_ascii_case(range));
            let longer = || tags.iter().position(|tag| begins_with(tag, range));
            if let Some(place) = same.or_else(longer) {
                return Some(place);
            }
            range = shortened(range)?;
        }
    })
}

/// Whether a tag is a range with more subtags after it.
fn begins_with(tag: &str, range: &str) -> bool {
    tag.split_at_checked(range.len())
        .is_some_and(|(begin, rest)| begin.eq_ignore_ascii_case(range) && rest.starts_with('-'))
}

/// A range without its last subtag, and without a single letter that would then be the last; none when it has only one.
fn shortened(range: &str) -> Option<&str> {
    let (shorter, _) = range.rsplit_once('-')?;
    match shorter.rsplit_once('-') {
        Some((without_letter, letter)) if letter.len() == 1 => Some(without_letter),
        _ => Some(shorter),
    }
}

#[cfg(test)]
mod tests {
    use super::look_up;

    #[test]
    fn a_range_finds_its_language_also_when_it_says_more_or_less() {
        let tags = ["en-GB", "de", "pt-BR"];
        for (ranges, place) in [
            (vec!["de"], Some(1)),
            (vec!["DE-at"], Some(1)),
            (vec!["de-CH-1996"], Some(1)),
            (vec!["de-x-private"], Some(1)),
            (vec!["en"], Some(0)),
            (vec!["en-US", "de"], Some(0)),
            (vec!["fr", "de"], Some(1)),
            (vec!["pt"], Some(2)),
            (vec!["pt-PT"], Some(2)),
            (vec!["fr"], None),
            (vec!["deu"], None),
            (vec!["d"], None),
            (vec![], None),
        ] {
            assert_eq!(look_up(&ranges, &tags), place, "{ranges:?}");
        }
    }
}
