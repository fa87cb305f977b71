//! The template of a translation: every text with its key, for `msginit` and `msgmerge`.

use std::fmt::Write as _;

use super::check::{BY_CLINICIAN, BY_NATIVE_SPEAKER, MADE_BY, is_for_person};

/// The template, as a POT file. It has no date: the same rule book gives the same bytes.
pub(super) fn template<'t>(version: &str, texts: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut template = format!(
        "# The texts of twitch-triage, to be translated. A text in braces is a placeholder: keep it as it is.\n\
         # Ids such as E99 or R-C01, and blanks at both ends, have to be kept too.\n\
         #, fuzzy\n\
         msgid \"\"\n\
         msgstr \"\"\n\
         \"Project-Id-Version: twitch-triage {version}\\n\"\n\
         \"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n\"\n\
         \"Last-Translator: \\n\"\n\
         \"Language-Team: \\n\"\n\
         \"Language: \\n\"\n\
         \"MIME-Version: 1.0\\n\"\n\
         \"Content-Type: text/plain; charset=UTF-8\\n\"\n\
         \"Content-Transfer-Encoding: 8bit\\n\"\n\
         \"{BY_CLINICIAN}: no\\n\"\n\
         \"{BY_NATIVE_SPEAKER}: no\\n\"\n\
         \"{MADE_BY}: \\n\"\n"
    );
    for (key, text) in texts {
        let reader = if is_for_person(key) { "a person" } else { "a clinician" };
        let (key, text) = (escaped(key), escaped(text));
        let _ = write!(template, "\n#. for {reader}\nmsgctxt \"{key}\"\nmsgid \"{text}\"\nmsgstr \"\"\n");
    }
    template
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
