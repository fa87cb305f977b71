//! A copy of the knowledge files that a test may change.

use std::fs;
use std::path::Path;

use super::folder::Folder;

/// The committed knowledge files.
pub const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/clinical/knowledge");

/// A folder of its own for each name; made anew, removed when it is dropped.
pub struct RuleBookFolder(Folder);

impl RuleBookFolder {
    pub fn copy(name: &str) -> Self {
        let folder = Folder::new(name);
        for file in fs::read_dir(COMMITTED).expect("the knowledge files") {
            let file = file.expect("a file");
            if file.path().is_dir() {
                // The translations: one of another text would be refused.
                continue;
            }
            fs::copy(file.path(), folder.path().join(file.file_name())).expect("a copy");
        }
        Self(folder)
    }

    /// The same with the translations.
    pub fn with_translations(name: &str) -> Self {
        let folder = Self::copy(name);
        fs::create_dir(folder.path().join("translations")).expect("a folder");
        for file in fs::read_dir(format!("{COMMITTED}/translations")).expect("the translations") {
            let file = file.expect("a file");
            fs::copy(file.path(), folder.path().join("translations").join(file.file_name())).expect("a copy");
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Replaces a text that must stand in the file.
    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let path = self.0.path().join(file);
        let text = fs::read_to_string(&path).expect("a knowledge file");
        assert!(text.contains(from), "{file} does not hold `{from}`");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    }

    /// Replaces the first text of some kind after a line that must stand in the file.
    pub fn replace_in(&self, file: &str, line: &str, from: &str, to: &str) {
        let path = self.0.path().join(file);
        let text = fs::read_to_string(&path).expect("a knowledge file");
        let (before, after) = text.split_once(&format!("{line}\n")).expect("the line");
        assert!(after.contains(from), "{file} does not hold `{from}` after `{line}`");
        fs::write(path, format!("{before}{line}\n{}", after.replacen(from, to, 1))).expect("written");
    }

    /// Gives the copy a version of its own, without which other content is refused.
    pub fn set_version(&self, version: &str) {
        self.replace("rule_book.toml", "version = \"2.0.0\"", &format!("version = \"{version}\""));
        self.replace("vectors.json", "\"version\": \"2.0.0\"", &format!("\"version\": \"{version}\""));
    }

    pub fn remove(&self, file: &str) {
        fs::remove_file(self.0.path().join(file)).expect("removed");
    }
}
