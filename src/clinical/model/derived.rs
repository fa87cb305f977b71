//! Findings that the program works out from others, because a condition cannot say them.

use super::finding_set::FindingSet;
use super::known_findings::KnownFindings;

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
pub(in crate::clinical) const YES: u8 = 0;
pub(in crate::clinical) const NO: u8 = 1;

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
    /// All of them, in the order of their indices.
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
    pub fn reads(self, known: &KnownFindings) -> FindingSet {
        match self {
            Self::TwitchReported => [known.twitch_present, known.sites].into_iter().collect(),
            Self::SiteCount | Self::BodyRegionCount | Self::LimbNeckOrTrunkSite => [known.sites].into_iter().collect(),
            Self::AnyWeakness => known.weakness.into_iter().collect(),
            Self::AnyDecline => known.decline.into_iter().collect(),
            Self::AssessedAndReassured => [known.already_assessed, known.change_since_assessment].into_iter().collect(),
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
}

/// The record of a derived finding.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct DerivedText {
    /// Name in a rule.
    pub name: String,
    /// The values it takes.
    pub values: Values,
    /// What it means.
    pub meaning: String,
    /// Names of the findings it is worked out from.
    pub reads: Vec<String>,
}
