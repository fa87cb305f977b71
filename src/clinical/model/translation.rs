//! That texts are a translation, and who has read it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// That the texts are a translation, and who has read it: show it with them. Texts in the language of the rule book have
/// no such member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Translation {
    /// Language tag (BCP 47) of the texts.
    #[schema(example = "de")]
    pub language: String,
    /// Language tag of the texts that were translated: in doubt they count.
    #[schema(example = "en-GB")]
    pub of: String,
    /// Whether a clinician has read the translation.
    pub reviewed_by_clinician: bool,
    /// Whether a native speaker has read the translation.
    pub reviewed_by_native_speaker: bool,
    /// Whether a machine made it.
    #[serde(skip)]
    pub by_machine: bool,
}

impl Translation {
    /// The same in words of the translation.
    #[must_use]
    pub fn in_words(&self, words: &TranslationWords) -> String {
        let said = [
            (self.by_machine, &words.by_machine),
            (!self.reviewed_by_clinician, &words.no_clinician),
            (!self.reviewed_by_native_speaker, &words.no_native_speaker),
            (true, &words.original_counts),
        ];
        let said = said.iter().filter(|(holds, _)| *holds).map(|(_, words)| words.as_str());
        said.collect::<Vec<_>>().join(" ")
    }
}

/// What is said of a translation wherever its texts are shown as text. In the language of the rule book it is not said.
#[derive(Clone, Debug, Deserialize)]
pub struct TranslationWords {
    /// What those who speak the language call it.
    pub language_name: String,
    /// A machine made it.
    pub by_machine: String,
    /// No clinician has read it.
    pub no_clinician: String,
    /// No native speaker has read it.
    pub no_native_speaker: String,
    /// Which text counts.
    pub original_counts: String,
}

impl TranslationWords {
    pub(super) fn all_mut(&mut self) -> [&mut String; 5] {
        let Self { language_name, by_machine, no_clinician, no_native_speaker, original_counts } = self;
        [language_name, by_machine, no_clinician, no_native_speaker, original_counts]
    }
}
