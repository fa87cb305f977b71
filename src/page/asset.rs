//! The files of the page, inside the binary.

use actix_web::mime::{self, Mime};

/// The page itself, with marks for texts.
pub const TEMPLATE: &str = include_str!("page.html");

/// The figure on which places are tapped, part of the page.
pub const FIGURE: &str = include_str!("figure.svg");

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!($name))
    };
}

/// The files that the page loads: name and text.
pub const FILES: [(&str, &str); 12] = [
    file!("icon.svg"),
    file!("page.css"),
    file!("result.css"),
    file!("print.css"),
    file!("page.js"),
    file!("service.js"),
    file!("words.js"),
    file!("interview.js"),
    file!("question.js"),
    file!("result.js"),
    file!("explanation.js"),
    file!("letter.js"),
];

/// Media type of a file, by its name.
pub fn media_type(name: &str) -> Mime {
    match name.rsplit('.').next() {
        Some("css") => mime::TEXT_CSS_UTF_8,
        Some("svg") => mime::IMAGE_SVG,
        _ => mime::TEXT_JAVASCRIPT,
    }
}
