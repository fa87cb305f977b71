//! Findings that the program works out from others, because a condition cannot say them.

use super::facts::{Fact, Facts};
use super::finding::{Region, tri};
use super::rule_book::RuleBook;
use super::slots::{Slot, Slots};
use super::truth::Truth;

/// A derived finding. Their names, values and meanings stand with the findings; a test and the loading of a rule
/// book keep both lists equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derived {
    /// Yes unless the person says there is no twitch and gives no site.
    TwitchReported,
    /// How many different sites.
    SiteCount,
    /// How many body regions have a site.
    BodyRegionCount,
    /// At least one site outside the face and the eyelid.
    LimbNeckOrTrunkSite,
    /// Loss of function or a feeling of weakness.
    AnyWeakness,
    /// Loss of function, a feeling of weakness, a change of speech or trouble swallowing.
    AnyDecline,
    /// Examined by a neurologist with a reassuring result, and nothing has changed since.
    AssessedAndReassured,
}

/// The place of "yes" and "no" among the values of a derived finding.
const YES: u8 = 0;
const NO: u8 = 1;

/// The values of a derived finding, in the words of the knowledge files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// Always yes or no.
    YesNo,
    /// Yes, no or unknown.
    YesNoUnknown,
    /// A number, or unknown.
    Number,
}

impl Derived {
    /// "No", as a fact.
    pub const NO: Fact = Fact::Choice(NO);

    /// All of them, in the order of their slots.
    pub const ALL: [Self; 7] = [
        Self::TwitchReported,
        Self::SiteCount,
        Self::BodyRegionCount,
        Self::LimbNeckOrTrunkSite,
        Self::AnyWeakness,
        Self::AnyDecline,
        Self::AssessedAndReassured,
    ];

    /// Those that depend on no finding with a condition, so that conditions can use them.
    pub const BEFORE_CONDITIONS: [Self; 6] = [
        Self::TwitchReported,
        Self::SiteCount,
        Self::BodyRegionCount,
        Self::LimbNeckOrTrunkSite,
        Self::AnyWeakness,
        Self::AnyDecline,
    ];

    /// Name in a rule.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TwitchReported => "twitch_reported",
            Self::SiteCount => "site_count",
            Self::BodyRegionCount => "body_region_count",
            Self::LimbNeckOrTrunkSite => "limb_neck_or_trunk_site",
            Self::AnyWeakness => "any_weakness",
            Self::AnyDecline => "any_decline",
            Self::AssessedAndReassured => "assessed_and_reassured",
        }
    }

    /// The values it takes.
    #[must_use]
    pub fn values(self) -> Values {
        match self {
            Self::TwitchReported | Self::AssessedAndReassured => Values::YesNo,
            Self::SiteCount | Self::BodyRegionCount => Values::Number,
            Self::LimbNeckOrTrunkSite | Self::AnyWeakness | Self::AnyDecline => Values::YesNoUnknown,
        }
    }

    /// The findings it is worked out from.
    #[must_use]
    pub fn reads(self, book: &RuleBook) -> Slots {
        let landmark = &book.landmark;
        match self {
            Self::TwitchReported => [landmark.twitch_present, landmark.sites].into_iter().collect(),
            Self::SiteCount | Self::BodyRegionCount | Self::LimbNeckOrTrunkSite => {
                [landmark.sites].into_iter().collect()
            }
            Self::AnyWeakness => landmark.weakness.into_iter().collect(),
            Self::AnyDecline => landmark.decline.into_iter().collect(),
            Self::AssessedAndReassured => {
                [landmark.already_assessed, landmark.change_since_assessment].into_iter().collect()
            }
        }
    }

    /// The place of a value ("yes" or "no") among the values; none for a word that it does not take.
    #[must_use]
    pub fn position(self, value: &str) -> Option<u8> {
        match (self.values(), value) {
            (Values::YesNo | Values::YesNoUnknown, "yes") => Some(YES),
            (Values::YesNo | Values::YesNoUnknown, "no") => Some(NO),
            _ => None,
        }
    }

    /// Works it out.
    #[must_use]
    pub fn fact(self, book: &RuleBook, facts: &Facts) -> Fact {
        let landmark = &book.landmark;
        let sites = facts.get(landmark.sites);
        match self {
            Self::TwitchReported => yes_no(Truth::from(sites != Fact::Several(0))),
            Self::SiteCount => count(sites, u32::count_ones),
            Self::BodyRegionCount => count(sites, |sites| regions(book, sites)),
            Self::LimbNeckOrTrunkSite => match sites {
                Fact::Several(sites) => yes_no(Truth::from(sites & landmark.limb_neck_or_trunk != 0)),
                _ => Fact::Unknown,
            },
            Self::AnyWeakness => any_present(facts, &landmark.weakness),
            Self::AnyDecline => any_present(facts, &landmark.decline),
            Self::AssessedAndReassured => {
                let reassuring = facts.get(landmark.already_assessed) == Fact::Choice(landmark.assessed_reassuring);
                let unchanged = facts.get(landmark.change_since_assessment) == Fact::Choice(tri::ABSENT);
                yes_no(Truth::from(reassuring && unchanged))
            }
        }
    }

    /// The findings that make it what it is: of "any", the present ones; of a "no", every one it read.
    #[must_use]
    pub fn grounds(self, book: &RuleBook, facts: &Facts) -> Slots {
        let says_yes = facts.get(book.derived_slot(self)) == Fact::Choice(YES);
        match self {
            Self::TwitchReported if says_yes => {
                let present = facts.present(book.landmark.twitch_present) == Truth::True;
                let sited = matches!(facts.get(book.landmark.sites), Fact::Several(sites) if sites != 0);
                let twitch = present.then_some(book.landmark.twitch_present);
                twitch.into_iter().chain(sited.then_some(book.landmark.sites)).collect()
            }
            Self::AnyWeakness | Self::AnyDecline if says_yes => {
                self.reads(book).iter().filter(|&slot| facts.present(slot) == Truth::True).collect()
            }
            _ => self.reads(book),
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

fn any_present(facts: &Facts, of: &[Slot]) -> Fact {
    yes_no(Truth::any(of.iter().map(|&slot| facts.present(slot))))
}

fn count(sites: Fact, counted: impl Fn(u32) -> u32) -> Fact {
    match sites {
        Fact::Several(sites) => Fact::Number(counted(sites).cast_signed()),
        _ => Fact::Unknown,
    }
}

/// How many body regions have one of these sites.
fn regions(book: &RuleBook, sites: u32) -> u32 {
    let masks = book.landmark.regions.iter().filter(|mask| *mask & sites != 0);
    u32::try_from(masks.count()).unwrap_or(u32::MAX)
}

/// Bit sets over the sites, one for each body region.
pub(super) fn region_masks(sites: &super::finding::Finding) -> [u32; 4] {
    [Region::Bulbar, Region::Cervical, Region::Thoracic, Region::Lumbosacral].map(|region| {
        let places = sites.answers.iter().enumerate().filter(|(_, site)| site.region == Some(region));
        places.fold(0, |mask, (place, _)| mask | 1u32 << place)
    })
}
