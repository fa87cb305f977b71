//! A translation as a PO file (gettext). `polib` reads it, but trusts its lines and drops headers of one's own: so every
//! line is looked at first, and the header is read here.

use std::collections::BTreeSet;

use polib::po_file::parse_from_reader;

/// What a PO file says.
pub(super) struct PoFile {
    header: Vec<(String, String)>,
    /// The entries in the order of the file.
    pub(super) entries: Vec<PoEntry>,
}

/// One text and its translation.
pub(super) struct PoEntry {
    /// The key of the text (`msgctxt`).
    pub(super) key: String,
    /// The text that was translated (`msgid`).
    pub(super) original: String,
    /// The translation (`msgstr`).
    pub(super) translation: String,
    /// Whether the translation is marked as one that somebody has to look at.
    pub(super) is_fuzzy: bool,
}

impl PoFile {
    /// Reads a file; or lists what is wrong with its lines.
    pub(super) fn read(text: &str) -> Result<Self, Vec<String>> {
        let faults = malformed(text);
        if !faults.is_empty() {
            return Err(faults);
        }
        let catalog = parse_from_reader(text.as_bytes()).map_err(|error| vec![error.to_string()])?;
        let entries = catalog.messages().map(|message| PoEntry {
            key: message.msgctxt().unwrap_or_default().to_owned(),
            original: message.msgid().to_owned(),
            translation: message.msgstr().unwrap_or_default().to_owned(),
            is_fuzzy: message.is_fuzzy(),
        });
        Ok(Self { entries: entries.collect(), header: header(text) })
    }

    /// A line of the header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.header.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The lines that are none of a PO file, the keys that are used twice, and a header that is missing.
fn malformed(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    let mut has_begun = false;
    for (line, number) in text.lines().zip(1..) {
        let mut fault = |what: &str| faults.push(format!("line {number} {what}"));
        let keyword = ["msgctxt ", "msgid ", "msgstr "].into_iter().find(|keyword| line.starts_with(keyword));
        let quoted = keyword.map_or(line, |keyword| line.get(keyword.len()..).unwrap_or_default());
        if keyword.is_none() && (line.is_empty() || line.starts_with('#')) {
            if !has_begun && line == "#" {
                fault("is an empty comment before any other");
            }
            has_begun |= line.starts_with("# ");
            continue;
        }
        if !is_quoted(quoted) {
            fault("must be empty, a comment, or `msgctxt`, `msgid` or `msgstr` with a text in quotation marks");
        } else if keyword.is_none() && keys.is_empty() && !has_begun {
            fault("continues nothing");
        }
        has_begun = true;
        if keyword == Some("msgctxt ") && !keys.insert(line) {
            fault("uses a key that was used before");
        }
    }
    if header(text).is_empty() {
        faults.push("has no header".to_owned());
    }
    faults
}

/// Whether a text begins and ends with a quotation mark, and holds no other that is not escaped.
fn is_quoted(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return false };
    let mut is_escaped = false;
    for character in inner.chars() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return false,
            _ => {}
        }
    }
    !is_escaped
}

/// The header: the lines of the first entry, whose text is empty.
fn header(text: &str) -> Vec<(String, String)> {
    let entry = text.lines().skip_while(|line| *line != "msgid \"\"").skip(1).take_while(|line| !line.is_empty());
    let lines = entry.filter_map(|line| line.trim_start_matches("msgstr ").strip_prefix('"')?.strip_suffix("\\n\""));
    let lines = lines.filter_map(|line| line.split_once(':'));
    lines.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{PoFile, is_quoted};

    const HEADER: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"X-Made-By: a test\\n\"\n";

    #[test]
    fn header_and_entries_are_read_whatever_the_comments() {
        let text = format!(
            "# Of a test.\n#\n{HEADER}\n#. said\n#, fuzzy\nmsgctxt \"a.b\"\nmsgid \"\"\n\"One \"\n\"\\\"two\\\"\"\nmsgstr \"Eins\"\n"
        );
        let file = PoFile::read(&text).unwrap_or_else(|_| PoFile { header: Vec::new(), entries: Vec::new() });
        assert_eq!((file.header("Language"), file.header("X-Made-By")), (Some("de"), Some("a test")));
        let entries: Vec<_> =
            file.entries.iter().map(|entry| (&*entry.key, &*entry.original, &*entry.translation)).collect();
        assert_eq!(entries, [("a.b", "One \"two\"", "Eins")]);
        assert!(file.entries.iter().all(|entry| entry.is_fuzzy));
    }

    #[test]
    fn lines_that_would_make_the_reader_stumble_are_refused_with_their_numbers() {
        for (lines, what) in [
            ("msgid\n", "line 6 must be empty"),
            ("msgid \"\n", "line 6 must be empty"),
            ("msgid \"a\" b\"\n", "line 6 must be empty"),
            ("msgid_plural \"a\"\n", "line 6 must be empty"),
            ("\"a\\\"\n", "line 6 must be empty"),
            ("msgctxt \"a\"\nmsgid \"b\"\nmsgstr \"c\"\n\nmsgctxt \"a\"\n", "line 10 uses a key"),
        ] {
            let faults = PoFile::read(&format!("{HEADER}\n{lines}")).err().unwrap_or_default();
            assert!(faults.iter().any(|fault| fault.starts_with(what)), "{lines}: {faults:?}");
        }
        for (text, what) in
            [("", "has no header"), ("#\n", "line 1 is an empty comment"), ("\"a\"\n", "line 1 continues")]
        {
            let faults = PoFile::read(text).err().unwrap_or_default();
            assert!(faults.iter().any(|fault| fault.starts_with(what)), "{text}: {faults:?}");
        }
    }

    #[test]
    fn a_quotation_mark_inside_must_be_escaped() {
        assert!(is_quoted(r#""""#) && is_quoted(r#""a \"b\" \\""#));
        assert!(!is_quoted("\"") && !is_quoted(r#""a" b""#) && !is_quoted(r#""a\""#) && !is_quoted("a"));
    }
}
