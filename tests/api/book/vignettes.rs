//! Faults of vignettes: where they are, and what to do.

use std::fs;

use serde_json::Value;

use super::{book, printed};
use crate::support::folder::Folder;

/// A file of vignettes that is right.
const RIGHT: &str = "[[vignette]]\nid = \"one\"\nstory = \"A story.\"\n[vignette.findings]\nage_years = 30\n\
    tingling = \"present\"\n\n[[vignette]]\nid = \"two\"\nstory = \"Another one.\"\n[vignette.findings]\nage_years = 31\n";

/// What is replaced in it, with what, and what is said then: the line, the column, and a part of the sentence.
const FAULTS: [(&str, &str, &str, &str); 9] = [
    (
        "story = \"A story.\"",
        "story = \"A story.\"\nexpct = {}",
        "4:1",
        "one: unknown key `expct` – did you mean `expect`?",
    ),
    ("id = \"two\"", "id = \"one\"", "9:7", "one: duplicate entry: another vignette or a vector is called `one`; give"),
    ("id = \"two\"", "id = \"V01\"", "9:7", "V01: duplicate entry: another vignette or a vector is called `V01`; give"),
    ("tingling =", "tinglin =", "6:1", "one: `tinglin`: no such finding – did you mean `tingling`?"),
    ("\"present\"", "\"yes\"", "6:1", "one: `tingling`: "),
    ("\"present\"", "\"yes\"", "6:1", "permitted: `present`, `absent`, `unknown`"),
    ("age_years = 31", "age_years = [31", "", "is not TOML here"),
    ("[vignette.findings]\nage_years = 31", "", "", "two: the key `findings` is missing"),
    (
        "story = \"A story.\"",
        "story = \"A story.\"\nscreens_completed = [\"trigers\"]",
        "4:23",
        "one: `trigers` is not a screen – did you mean `triggers`?",
    ),
];

#[test]
fn each_fault_of_a_vignette_names_file_line_and_column_and_what_to_do() {
    let folder = Folder::new("book_check_vignettes");
    let file = folder.path().join("stories.toml");
    let check = |more: &[&str]| {
        let folder = folder.path().to_str().expect("text");
        book(&[&["check", "built-in", "--vignettes", folder], more].concat())
    };
    fs::write(&file, RIGHT).expect("written");
    assert_eq!(check(&[]).status.code(), Some(0), "{}", printed(&check(&[])));
    for (from, to, place, says) in FAULTS {
        assert!(RIGHT.contains(from), "{from}");
        fs::write(&file, RIGHT.replacen(from, to, 1)).expect("written");
        let checked = check(&[]);
        assert_eq!(checked.status.code(), Some(2), "{to}: {}", printed(&checked));
        let begins = format!("{}:{place}", file.display());
        let is_said = |line: &str| line.starts_with(&begins) && line.contains(": fault: ") && line.contains(says);
        assert!(printed(&checked).lines().any(is_said), "{to}: no {place} {says} in\n{}", printed(&checked));
        let json = check(&["--json"]);
        let lines: Vec<Value> = printed(&json).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let fault = lines.iter().find(|fault| fault["severity"] == "fault").expect("a fault");
        assert!(fault["line"].is_u64() && fault["column"].is_u64(), "{fault}");
    }
}
