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

/// A script or style without its comments and indentation, which nobody needs who only runs it. A comment has lines of
/// its own.
pub fn without_comments(text: &str) -> String {
    let mut in_comment = false;
    let lines = text.lines().map(str::trim).filter(|line| {
        let begins = line.starts_with("/*");
        let is_comment =
            in_comment || line.starts_with("//") || (begins && (line.ends_with("*/") || !line.contains("*/")));
        in_comment = (in_comment || begins) && !line.contains("*/");
        !is_comment && !line.is_empty()
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Media type of a file, by its name.
pub fn media_type(name: &str) -> Mime {
    match name.rsplit('.').next() {
        Some("css") => mime::TEXT_CSS_UTF_8,
        Some("svg") => mime::IMAGE_SVG,
        _ => mime::TEXT_JAVASCRIPT,
    }
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn only_comments_and_indentation_are_left_out() {
        let script = "// What it does.\n/** Of a. @type {A} */\n  const a = /** @type {any} */ (b); // c\n\n/**\n * more\n */\n\
                      /** @type {any} */ (d).e();\n";
        assert_eq!(without_comments(script), "const a = /** @type {any} */ (b); // c\n/** @type {any} */ (d).e();\n");
    }
}
