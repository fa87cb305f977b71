//! What a decision gives, as records of the rule book instead of places in it.

use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::decide::explanation::Workup;
use twitch_triage::clinical::model::advice::AdviceText;
use twitch_triage::clinical::model::group::Group;

/// The advice that is given.
pub fn advice<'b>(decision: &Decision<'b>) -> Vec<&'b AdviceText> {
    let book = decision.book;
    decision.advice().into_iter().map(|place| &book.advice[place].text).collect()
}

/// The groups that are suspected.
pub fn groups<'b>(decision: &Decision<'b>) -> Vec<&'b Group> {
    let book = decision.book;
    decision.suspected_groups().into_iter().map(|place| &book.groups[place]).collect()
}

/// The texts of the workup that is suggested.
pub fn workup<'b>(decision: &Decision<'b>) -> Vec<&'b str> {
    let book = decision.book;
    let text = |workup| match workup {
        Workup::Group(place) => book.groups[place].workup.as_str(),
        Workup::Extra(place) => book.extra_workup[place].text.text.as_str(),
    };
    decision.workup(&decision.suspected_groups()).into_iter().map(text).collect()
}
