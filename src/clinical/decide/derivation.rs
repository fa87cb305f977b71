//! Works the derived findings out from what is known.

use super::facts::{Fact, Facts};
use crate::clinical::model::derived::{Derived, NO, YES};
use crate::clinical::model::finding::tri;
use crate::clinical::model::finding_set::{FindingIndex, FindingSet};
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::truth::Truth;

impl Derived {
    /// "No", as a fact.
    pub const NO: Fact = Fact::Choice(NO);

    /// Works it out.
    #[must_use]
    pub fn fact(self, book: &RuleBook, facts: &Facts) -> Fact {
        let known = &book.known;
        let sites = facts.get(known.sites);
        match self {
            Self::TwitchReported => yes_no(Truth::from(sites != Fact::Several(0))),
            Self::SiteCount => count(sites, u32::count_ones),
            Self::BodyRegionCount => count(sites, |sites| regions(book, sites)),
            Self::LimbNeckOrTrunkSite => match sites {
                Fact::Several(sites) => yes_no(Truth::from(sites & known.limb_neck_or_trunk != 0)),
                _ => Fact::Unknown,
            },
            Self::AnyWeakness => any_present(facts, &known.weakness),
            Self::AnyDecline => any_present(facts, &known.decline),
            Self::AssessedAndReassured => {
                let reassuring = facts.get(known.already_assessed) == Fact::Choice(known.assessed_reassuring);
                let unchanged = facts.get(known.change_since_assessment) == Fact::Choice(tri::ABSENT);
                yes_no(Truth::from(reassuring && unchanged))
            }
        }
    }

    /// The findings that make it what it is: of "any", the present ones; of a "no", every one it read.
    #[must_use]
    pub fn grounds(self, book: &RuleBook, facts: &Facts) -> FindingSet {
        let says_yes = facts.get(book.derived_index(self)) == Fact::Choice(YES);
        match self {
            Self::TwitchReported if says_yes => {
                let present = facts.present(book.known.twitch_present) == Truth::True;
                let sited = matches!(facts.get(book.known.sites), Fact::Several(sites) if sites != 0);
                let twitch = present.then_some(book.known.twitch_present);
                twitch.into_iter().chain(sited.then_some(book.known.sites)).collect()
            }
            Self::AnyWeakness | Self::AnyDecline if says_yes => {
                self.reads(&book.known).iter().filter(|&index| facts.present(index) == Truth::True).collect()
            }
            _ => self.reads(&book.known),
        }
    }
}

fn yes_no(value: Truth) -> Fact {
    match value {
        Truth::True => Fact::Choice(YES),
        Truth::False => Fact::Choice(NO),
        Truth::Unknown => Fact::Unknown,
    }
}

fn any_present(facts: &Facts, of: &[FindingIndex]) -> Fact {
    yes_no(Truth::any(of.iter().map(|&index| facts.present(index))))
}

fn count(sites: Fact, counted: impl Fn(u32) -> u32) -> Fact {
    match sites {
        Fact::Several(sites) => Fact::Number(counted(sites).cast_signed()),
        _ => Fact::Unknown,
    }
}

/// How many body regions have one of these sites.
fn regions(book: &RuleBook, sites: u32) -> u32 {
    let masks = book.known.regions.iter().filter(|mask| *mask & sites != 0);
    u32::try_from(masks.count()).unwrap_or(u32::MAX)
}
