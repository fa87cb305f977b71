//! A version means something: no other content may bear the id and version of the built-in rule book.

use serde::Deserialize;

use super::fault::Fault;
use super::files::KnowledgeFiles;

#[derive(Deserialize, PartialEq)]
struct Named {
    id: String,
    version: String,
}

impl KnowledgeFiles {
    /// The fault of files that bear the id and version of the built-in rule book and have other content.
    #[must_use]
    pub fn borrowed_version(&self) -> Vec<Fault> {
        let built_in = Self::built_in();
        let named = |files: &Self| toml::from_str::<Named>(files.get("rule_book.toml")).ok();
        let Some(own) = named(self).filter(|own| Some(own) == named(&built_in).as_ref()) else { return Vec::new() };
        if self.digest() == built_in.digest() {
            return Vec::new();
        }
        let what = format!(
            "`{}` is the version of the built-in rule book, but the content is another: give this rule book a version of its \
             own, such as `{}`, or another `id`; `twitch-triage book accept` writes it into vectors.json too. Where only \
             locale.toml differs, use `--locale` with the built-in rule book",
            own.version,
            next(&own.version)
        );
        self.located(vec![Fault::at("rule_book.toml", "/version", what)])
    }
}

/// The version after this one, with a change that is compatible.
fn next(version: &str) -> String {
    let mut parts: Vec<u64> = version.split('.').filter_map(|part| part.parse().ok()).collect();
    if let Some(minor) = parts.get_mut(1) {
        *minor += 1;
    }
    parts.truncate(2);
    parts.push(0);
    parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}
