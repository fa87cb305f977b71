//! What the caller asks for besides the body: media type and query.

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, Accept, Header, Quality, QualityItem};
use actix_web::mime::{self, Mime};

use super::problem::Problem;
pub use super::query::{NoParameters, query};
use crate::answer::problem::ProblemCode;

/// The best of what is offered, by the caller's `Accept`; the first of several that are equally welcome.
///
/// # Errors
///
/// `not_acceptable` when the caller excludes all of them.
pub fn acceptable(request: &HttpRequest, offered: &[&Mime]) -> Result<usize, Problem> {
    if !request.headers().contains_key(ACCEPT) {
        return Ok(0);
    }
    let accept = match Accept::parse(request) {
        Ok(accept) if !accept.0.is_empty() => accept.0,
        _ => return Ok(0),
    };
    let welcome = offered.iter().map(|mime| quality(&accept, mime)).enumerate();
    let best = welcome.reduce(|best, next| if next.1 > best.1 { next } else { best });
    if let Some((place, quality)) = best
        && quality > Quality::ZERO
    {
        return Ok(place);
    }
    let offered: Vec<&str> = offered.iter().map(|mime| mime.essence_str()).collect();
    Err(Problem::new(ProblemCode::NotAcceptable, format!("this path produces {}", offered.join(" or "))))
}

/// How welcome a media type is: the quality of the most specific range that covers it.
fn quality(accept: &[QualityItem<Mime>], offered: &Mime) -> Quality {
    let specificity = |range: &Mime| match (range.type_(), range.subtype()) {
        (mime::STAR, mime::STAR) => Some(0),
        (kind, mime::STAR) if kind == offered.type_() => Some(1),
        (kind, subtype)
            if kind == offered.type_() && subtype == offered.subtype() && range.suffix() == offered.suffix() =>
        {
            Some(2)
        }
        _ => None,
    };
    let covering = accept.iter().filter_map(|range| Some((specificity(&range.item)?, range.quality)));
    covering.max_by_key(|(specificity, _)| *specificity).map_or(Quality::ZERO, |(_, quality)| quality)
}
