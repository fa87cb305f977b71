//! A picture of the rules: a column for each urgency, a row for each level, a mark for each rule.

use std::fmt::Write as _;

use super::html::escaped;
use crate::clinical::model::outcome::{Level, Urgency};
use crate::clinical::model::rule_book::RuleBook;

const LEVELS: [Level; 3] = [Level::ReferWorkup, Level::CrampFasciculationSyndrome, Level::BenignLifestyle];
const URGENCIES: [Urgency; 5] =
    [Urgency::SelfCare, Urgency::Routine, Urgency::Soon, Urgency::UrgentSameDay, Urgency::Emergency];

/// Measures in units of the picture, whose width is 720.
const LEFT: usize = 160;
const COLUMN: usize = 112;
const MARK_WIDTH: usize = 34;
const MARK_HEIGHT: usize = 16;
const MARKS_A_ROW: usize = 3;
const TOP: usize = 24;

/// Draws the picture.
pub(super) fn draw(page: &mut String, book: &RuleBook) {
    let words = &book.texts.clinician_words;
    let (mut marks, mut top) = (String::new(), TOP);
    for level in LEVELS {
        let mut rows = 1;
        for (column, urgency) in URGENCIES.into_iter().enumerate() {
            let rules = book.rules.iter().filter(|rule| (rule.effect.level, rule.effect.urgency) == (level, urgency));
            for (number, rule) in rules.enumerate() {
                let (row, place) = (number / MARKS_A_ROW, number % MARKS_A_ROW);
                rows = rows.max(row + 1);
                let (x, y) = (LEFT + column * COLUMN + place * (MARK_WIDTH + 2), top + row * (MARK_HEIGHT + 2));
                let _ = write!(
                    marks,
                    "<a href=\"#{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{MARK_WIDTH}\" height=\"{MARK_HEIGHT}\" \
                     class=\"{}\"/><text x=\"{}\" y=\"{}\" class=\"mark\">{}</text></a>",
                    urgency.word(),
                    x + MARK_WIDTH / 2,
                    y + 12,
                    escaped(rule.id.strip_prefix("R-").unwrap_or(&rule.id)),
                    id = escaped(&rule.id),
                );
            }
        }
        let _ = write!(marks, "<text x=\"0\" y=\"{}\">{}</text>", top + 12, escaped(words.level(level)));
        top += rows * (MARK_HEIGHT + 2) + 8;
        let _ = write!(marks, "<line x1=\"0\" x2=\"720\" y1=\"{y}\" y2=\"{y}\"/>", y = top - 5);
    }
    let heads = URGENCIES.into_iter().enumerate().map(|(column, urgency)| {
        format!("<text x=\"{}\" y=\"12\">{}</text>", LEFT + column * COLUMN, escaped(words.urgency(urgency)))
    });
    let _ = writeln!(
        page,
        "<div class=\"picture\">\n<svg viewBox=\"0 0 720 {top}\" role=\"group\" aria-label=\"Each rule by its level and its urgency; the same as in the \
         contents\">{}{marks}</svg>\n</div>",
        heads.collect::<String>()
    );
}
