//! Level and urgency: the two parts of a result, and how results combine.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the pattern looks like; ordered from the least to the most that has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Usually harmless; habits and time.
    BenignLifestyle,
    /// The pattern of cramp-fasciculation syndrome.
    CrampFasciculationSyndrome,
    /// A doctor should look into it.
    ReferWorkup,
}

impl Level {
    /// Every one, in their order.
    pub const ALL: [Self; 3] = [Self::BenignLifestyle, Self::CrampFasciculationSyndrome, Self::ReferWorkup];

    /// The word for it in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::BenignLifestyle => "benign_lifestyle",
            Self::CrampFasciculationSyndrome => "cramp_fasciculation_syndrome",
            Self::ReferWorkup => "refer_workup",
        }
    }
}

/// How soon a person should be seen, in the order of haste. Words of NICE: evidence E131.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Nobody needs to be seen; come back if anything of the safety net appears.
    SelfCare,
    /// An ordinary appointment.
    Routine,
    /// Within two weeks.
    Soon,
    /// A clinician today.
    UrgentSameDay,
    /// The emergency number or the emergency department now.
    Emergency,
}

impl Urgency {
    /// Every one, in their order.
    pub const ALL: [Self; 5] = [Self::SelfCare, Self::Routine, Self::Soon, Self::UrgentSameDay, Self::Emergency];

    /// The word for it in files and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SelfCare => "self_care",
            Self::Routine => "routine",
            Self::Soon => "soon",
            Self::UrgentSameDay => "urgent_same_day",
            Self::Emergency => "emergency",
        }
    }
}

/// A level with an urgency: the effect of a rule, or the result of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// What the pattern looks like.
    pub level: Level,
    /// How soon to act.
    pub urgency: Urgency,
}

impl Outcome {
    /// The lowest outcome there is: where every join begins.
    pub const LOWEST: Self = Self { level: Level::BenignLifestyle, urgency: Urgency::SelfCare };

    /// The higher level and the higher urgency of both. Nothing can lower a join.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { level: self.level.max(other.level), urgency: self.urgency.max(other.urgency) }
    }

    /// Whether this outcome is above the other in level or in urgency.
    #[must_use]
    pub fn exceeds(self, other: Self) -> bool {
        self.level > other.level || self.urgency > other.urgency
    }

    /// Whether no part is higher and at least one is lower than in the other.
    #[must_use]
    pub fn is_below(self, other: Self) -> bool {
        other.exceeds(self) && !self.exceeds(other)
    }

    /// The order of reasons and questions: the highest urgency first, then the highest level.
    #[must_use]
    pub fn by_urgency(self) -> (Urgency, Level) {
        (self.urgency, self.level)
    }

    /// Level 1 goes with self-care or routine, level 2 with routine, level 3 with routine or higher.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        match self.level {
            Level::BenignLifestyle => self.urgency <= Urgency::Routine,
            Level::CrampFasciculationSyndrome => self.urgency == Urgency::Routine,
            Level::ReferWorkup => self.urgency >= Urgency::Routine,
        }
    }
}
