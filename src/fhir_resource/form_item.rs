//! The items of the questionnaire as FHIR names them: what a `linkId` stands for.

use crate::clinical::model::finding_set::FindingIndex;
use crate::clinical::model::rule_book::RuleBook;

/// The end of the `linkId` of the last question of a screen.
pub const NONE_OF_THESE: &str = "none_of_these";
/// The end of the `linkId` of an introduction.
pub const INTRODUCTION: &str = "introduction";
/// The end of the `linkId` of what helps to answer a question.
pub const HELP: &str = "help";
/// What is said when the age is that of a child, or of a baby.
pub const FOR_A_CHILD: &str = "for_a_child";
/// What is said when the age is that of a baby.
pub const FOR_A_BABY: &str = "for_a_baby";
/// The group with the result, in a form that is served one screen at a time.
pub const RESULT: &str = "result";
/// The items of that group.
pub const RESULT_ITEMS: [&str; 3] = ["result.level", "result.urgency", "result.headline"];

/// A screen may come again so many times.
const MOST_ROUNDS: u16 = 99;

/// What an item stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormItem {
    /// A screen or the heading, by its place in the rule book, and which time it is shown: 1 for the first.
    Group(ScreenRound),
    /// The question for a finding.
    Question(FindingIndex),
    /// "None of these", at the end of a screen.
    NoneOfThese(ScreenRound),
    /// A text without an answer.
    Display,
    /// The result, or a part of it: what a client sends there is ignored.
    Result,
}

/// A screen, and which time it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScreenRound {
    /// The place of the screen in the rule book.
    pub screen: usize,
    /// 1 for the first time.
    pub round: u16,
}

impl ScreenRound {
    /// The `linkId` of its group.
    #[must_use]
    pub fn link_id(self, book: &RuleBook) -> String {
        let id = book.screens.get(self.screen).map_or("", |screen| &screen.id);
        if self.round == 1 { id.to_owned() } else { format!("{id}.{}", self.round) }
    }

    /// Reads the `linkId` of a group.
    fn read(book: &RuleBook, link_id: &str) -> Option<Self> {
        let (id, round) = match link_id.split_once('.') {
            None => (link_id, 1),
            Some((id, round)) if !round.starts_with('0') => {
                (id, round.parse().ok().filter(|round| (2..=MOST_ROUNDS).contains(round))?)
            }
            Some(_) => return None,
        };
        let screen = book.screens.iter().position(|screen| screen.id == id)?;
        Some(Self { screen, round })
    }
}

impl FormItem {
    /// What a `linkId` stands for; none for one that is not ours.
    #[must_use]
    pub fn read(book: &RuleBook, link_id: &str) -> Option<Self> {
        if let Some(index) = book.finding_index(link_id) {
            return Some(Self::Question(index));
        }
        if link_id == RESULT || RESULT_ITEMS.contains(&link_id) {
            return Some(Self::Result);
        }
        if [INTRODUCTION, FOR_A_CHILD, FOR_A_BABY].contains(&link_id) {
            return Some(Self::Display);
        }
        if let Some(round) = ScreenRound::read(book, link_id) {
            return Some(Self::Group(round));
        }
        let (owner, part) = link_id.rsplit_once('.')?;
        match part {
            HELP => book.finding_index(owner).map(|_| Self::Display),
            INTRODUCTION => ScreenRound::read(book, owner).map(|_| Self::Display),
            NONE_OF_THESE => {
                let round = ScreenRound::read(book, owner)?;
                let is_heading = book.screens.get(round.screen).is_none_or(|screen| screen.heading_only);
                (!is_heading).then_some(Self::NoneOfThese(round))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::{FormItem, ScreenRound};
    use crate::clinical::model::rule_book::RuleBook;

    #[test]
    fn every_link_id_stands_for_one_thing() {
        let book = RuleBook::built_in().unwrap();
        let emergency = |round| ScreenRound { screen: 0, round };
        for (link_id, item) in [
            ("emergency", FormItem::Group(emergency(1))),
            ("emergency.2", FormItem::Group(emergency(2))),
            ("emergency.none_of_these", FormItem::NoneOfThese(emergency(1))),
            ("emergency.12.none_of_these", FormItem::NoneOfThese(emergency(12))),
            ("emergency.introduction", FormItem::Display),
            ("age_years", FormItem::Question(0)),
            ("age_years.help", FormItem::Display),
            ("result.level", FormItem::Result),
        ] {
            assert_eq!(FormItem::read(&book, link_id), Some(item), "{link_id}");
        }
        for other in ["", "emergency.1", "emergency.02", "emergency.x", "about_you.none_of_these", "site_count", "help"]
        {
            assert_eq!(FormItem::read(&book, other), None, "{other}");
        }
    }
}
