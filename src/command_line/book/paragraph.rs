//! Text for a terminal of 80 columns.

use textwrap::{Options, WordSplitter, fill};

/// Width of everything that is printed for people.
pub(super) const WIDTH: usize = 80;

/// A number of things: `1 vector`, `2 vectors`.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A text in lines, the first one and the others after blanks or signs of their own, with the end of the line.
pub(super) fn paragraph(first: &str, rest: &str, text: &str) -> String {
    let options = Options::new(WIDTH).initial_indent(first).subsequent_indent(rest).break_words(false);
    // Ids such as R-S02 stay whole.
    let options = options.word_splitter(WordSplitter::NoHyphenation);
    fill(text, options) + "\n"
}
