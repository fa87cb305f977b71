//! What is prepared once in each language.

use crate::triage_service::{Language, TriageService};

/// Something in each language of a service.
pub struct InLanguages<T> {
    original: T,
    translations: Vec<(Language, T)>,
}

impl<T> InLanguages<T> {
    /// Prepares it in every language.
    ///
    /// # Errors
    ///
    /// The first that cannot be prepared.
    pub fn prepare(triage: &TriageService, prepare: impl Fn(Language) -> Result<T, String>) -> Result<Self, String> {
        let others = triage.languages().filter(|language| *language != Language::default());
        Ok(Self {
            original: prepare(Language::default())?,
            translations: others.map(|language| Ok((language, prepare(language)?))).collect::<Result<_, String>>()?,
        })
    }

    /// The one in a language.
    #[must_use]
    pub fn of(&self, language: Language) -> &T {
        let translated = self.translations.iter().find(|(own, _)| *own == language);
        translated.map_or(&self.original, |(_, translated)| translated)
    }
}
