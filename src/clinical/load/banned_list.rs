//! Which list of what no text may say is in force: the built-in one always, whatever an operator adds.

use crate::clinical::model::banned::Banned;

/// A list that is in force: the built-in one, and what an operator's list of the same language adds.
pub(super) fn in_force(own: Banned, built_in: &str) -> Banned {
    match toml::from_str::<Banned>(built_in) {
        Ok(built_in) if built_in == own => own,
        Ok(built_in) => built_in.with(own),
        Err(_) => own,
    }
}
