//! What is said in record systems.

use serde::Deserialize;

use super::outcome::{Level, Urgency};

/// What is said in record systems.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordTexts {
    /// In what is served as FHIR.
    pub fhir: FhirTexts,
    /// On a card of CDS Hooks.
    pub cds_hooks: CdsHooksTexts,
}

/// What the program puts into these texts.
pub const FILLED_IN_LATER: [&str; 3] = ["count", "date", "version"];

macro_rules! texts {
    ($(#[$doc:meta])* $name:ident: $($(#[$field_doc:meta])* $field:ident),+; $($inner:ident: $kind:ty),*) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[allow(missing_docs, reason = "each field is the text of that name in record_texts.toml")]
        pub struct $name {
            $($(#[$field_doc])* pub $field: String,)+
            $(pub $inner: $kind,)*
        }

        impl $name {
            fn all_mut(&mut self) -> Vec<(&'static str, &mut String)> {
                #[allow(unused_mut, reason = "not every section has another one in it")]
                let mut all = vec![$((stringify!($field), &mut self.$field)),+];
                $(all.extend(self.$inner.all_mut());)*
                all
            }
        }
    };
}

texts! {
    /// In what is served as FHIR.
    FhirTexts: title, description, none_of_these, result, result_level, result_urgency, result_headline, referral,
    not_asked, not_assessed;
    code_system: CodeSystemTexts,
    level: LevelTexts
}

texts! {
    /// Titles of the code systems, and of the value sets that hold them.
    CodeSystemTexts: levels, urgencies, findings, answers, rules, advice;
}

texts! {
    /// On a card of CDS Hooks.
    CdsHooksTexts: title, description, usage, not_asked, not_assessed, open_one, open_many, why, not_asked_yet, and_more,
    seek_help, from, answers, record, answers_of, age_unchecked, too_old, doubtful, unreadable, other_version, other_patient,
    not_sent, first_page_only, differ, age_differs, rule_book, no_diagnosis, ask;
    referral: ReferralTexts,
    level: LevelTexts
}

texts! {
    /// The suggestion on a card.
    ReferralTexts: routine, soon, urgent_same_day;
}

texts! {
    /// The levels: what each means, or inside the summary of a card.
    LevelTexts: benign_lifestyle, cramp_fasciculation_syndrome, refer_workup;
}

impl RecordTexts {
    /// Every text with its name, to fill placeholders in.
    pub fn all_mut(&mut self) -> Vec<(&'static str, &mut String)> {
        let mut all = self.fhir.all_mut();
        all.extend(self.cds_hooks.all_mut());
        all
    }
}

impl LevelTexts {
    /// The words of a level.
    #[must_use]
    pub fn of(&self, level: Level) -> &str {
        match level {
            Level::BenignLifestyle => &self.benign_lifestyle,
            Level::CrampFasciculationSyndrome => &self.cramp_fasciculation_syndrome,
            Level::ReferWorkup => &self.refer_workup,
        }
    }
}

impl ReferralTexts {
    /// The suggestion for how soon a person should be seen; none where nobody is referred, or nobody may wait for it.
    #[must_use]
    pub fn for_urgency(&self, urgency: Urgency) -> Option<&str> {
        match urgency {
            Urgency::Routine => Some(&self.routine),
            Urgency::Soon => Some(&self.soon),
            Urgency::UrgentSameDay => Some(&self.urgent_same_day),
            Urgency::SelfCare | Urgency::Emergency => None,
        }
    }
}
