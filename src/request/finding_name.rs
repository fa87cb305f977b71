//! The finding that a caller meant by another name: a synonym, a code of a terminology, another spelling.

use rustc_hash::FxHashMap;

use super::similar_word::{KnownWords, SIMILAR, SIMILAR_SYNONYM, snake_case};
use crate::clinical::model::rule_book::RuleBook;

/// What callers put before the name of a finding.
const PREFIXES: [&str; 6] = ["findings_", "finding_", "symptom_", "symptoms_", "has_", "is_"];

/// How a code of HPO begins.
const HPO: &str = "HP:";

/// The names, synonyms and codes of all findings, prepared once.
pub struct FindingNames {
    findings: Vec<NamedFinding>,
    /// By name and by synonym.
    by_word: FxHashMap<String, usize>,
    /// By code; several findings may list the same.
    by_code: FxHashMap<String, Vec<usize>>,
    similar: KnownWords<usize>,
}

struct NamedFinding {
    name: String,
    how_to_send: Option<String>,
}

/// What a caller meant by a name that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<'n> {
    /// One finding, certainly: its name in another form, a synonym or a code.
    Certainly {
        /// Its name.
        name: &'n str,
        /// How its answer is sent, where that needs to be said.
        how_to_send: Option<&'n str>,
    },
    /// One of the findings that list the same code.
    OneOf(Vec<&'n str>),
    /// Probably this one: its name or a synonym is similar.
    Probably(&'n str),
}

impl Meant<'_> {
    /// The one name to suggest.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Certainly { name, .. } | Self::Probably(name) => Some(name),
            Self::OneOf(_) => None,
        }
    }
}

impl FindingNames {
    /// The names of the findings of a rule book.
    #[must_use]
    pub fn for_book(book: &RuleBook) -> Self {
        let (mut by_word, mut by_code) = (FxHashMap::default(), FxHashMap::<String, Vec<usize>>::default());
        let mut similar = KnownWords::default();
        let mut findings = Vec::new();
        for (place, finding) in book.findings.iter().enumerate() {
            let synonyms = finding.synonyms.iter().map(|synonym| (synonym, SIMILAR_SYNONYM));
            for (word, least) in std::iter::once((&finding.name, SIMILAR)).chain(synonyms) {
                by_word.insert(word.clone(), place);
                similar.add(word, least, place);
            }
            for code in &finding.codes {
                by_code.entry(code.code.clone()).or_default().push(place);
            }
            findings.push(NamedFinding { name: finding.name.clone(), how_to_send: finding.how_to_send.clone() });
        }
        by_code.values_mut().for_each(Vec::dedup);
        Self { findings, by_word, by_code, similar }
    }

    /// What a caller meant; none when nothing is close. It takes as long for each key: one look at all known words.
    #[must_use]
    pub fn meant(&self, key: &str) -> Option<Meant<'_>> {
        let word = snake_case(key)?;
        if let Some(place) = self.by_word(&word) {
            return self.certainly(place);
        }
        if let Some(places) = self.by_code(key) {
            let names = places.iter().filter_map(|place| self.name(*place));
            return match places {
                [only] => self.certainly(*only),
                _ => Some(Meant::OneOf(names.collect())),
            };
        }
        self.similar.closest(&word).and_then(|place| self.name(place)).map(Meant::Probably)
    }

    fn by_word(&self, word: &str) -> Option<usize> {
        let bare = || PREFIXES.iter().find_map(|prefix| self.by_word.get(word.strip_prefix(prefix)?));
        self.by_word.get(word).or_else(bare).copied()
    }

    /// The findings with a code: bare, or after the name or the address of its terminology.
    fn by_code(&self, key: &str) -> Option<&[usize]> {
        let last = key.trim().rsplit(['|', '/', '#', ' ']).next().unwrap_or_default().to_uppercase().replace('_', ":");
        let bare = last.rsplit(':').next().unwrap_or_default();
        let with_prefix = || self.by_code.get(&format!("{HPO}{bare}")).filter(|_| last.starts_with("HP"));
        self.by_code.get(bare).or_else(with_prefix).map(Vec::as_slice)
    }

    fn certainly(&self, place: usize) -> Option<Meant<'_>> {
        let finding = self.findings.get(place)?;
        Some(Meant::Certainly { name: &finding.name, how_to_send: finding.how_to_send.as_deref() })
    }

    fn name(&self, place: usize) -> Option<&str> {
        self.findings.get(place).map(|finding| finding.name.as_str())
    }
}
