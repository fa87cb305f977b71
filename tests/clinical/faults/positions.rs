//! Each kind of fault says in which file and line it is, of which record it speaks, and what to do; positions.toml lists
//! them.

use serde::Deserialize;
use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::fault::Fault;
use twitch_triage::clinical::load::files::KnowledgeFiles;

use super::{edit, plant};
use crate::support::planted_fault::{Planted, list};

#[derive(Deserialize)]
struct Rows {
    fault: Vec<Row>,
}

/// A fault to plant, and what must be said of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    plant: Vec<String>,
    file: String,
    line: String,
    record: String,
    says: String,
}

impl Row {
    fn planted(&self) -> Planted {
        let words: Vec<&str> = self.plant.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["rule", id, from, to] => plant().rule(id, from, to),
            ["finding", name, from, to] => plant().finding(name, from, to),
            ["when", id, condition] => plant().when(id, condition),
            ["append", file, more] => plant().append(file, more),
            ["edit", file, from, to] => edit(file, from, to),
            other => panic!("{other:?} plants nothing"),
        }
    }

    /// Whether a fault is what this row asks for.
    fn fits(&self, planted: &Planted, fault: &Fault) -> bool {
        let text = fault.position.and_then(|at| planted.0.get(&self.file).lines().nth(at.line - 1));
        fault.file == self.file
            && text.is_some_and(|text| text.contains(&self.line))
            && fault.record.starts_with(&self.record)
            && fault.what.contains(&self.says)
    }
}

#[test]
fn each_planted_fault_names_its_file_line_and_record_and_what_to_do() {
    let Rows { fault: rows } = toml::from_str(include_str!("positions.toml")).unwrap();
    assert!(rows.len() >= 60, "only {} kinds of faults are planted", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let planted = row.planted();
        let faults = planted.faults();
        if !faults.iter().any(|fault| row.fits(&planted, fault)) {
            let Row { file, line, record, says, .. } = row;
            wrong.push(format!("{:?}: {file}, {line}, {record}, {says}, but:\n{}", row.plant, list(&faults)));
        }
        let numbered = faults.iter().filter(|fault| fault.record.contains('/'));
        wrong.extend(numbered.map(|fault| format!("{:?}: a pointer for people: {fault}", row.plant)));
        let mut said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        said.sort();
        let all = said.len();
        said.dedup();
        assert_eq!(said.len(), all, "{:?}: said twice:\n{}", row.plant, list(&faults));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// `FILE:LINE:COLUMN` of each fault.
fn places(faults: &[Fault]) -> Vec<String> {
    let place = |fault: &Fault| fault.position.map(|at| format!("{}:{}:{}", fault.file, at.line, at.column));
    faults.iter().map(|fault| place(fault).unwrap_or_else(|| fault.file.clone())).collect()
}

#[test]
fn a_list_that_is_not_closed_is_one_fault_and_not_thousands() {
    let faults = plant().rule("R-E02", "\"E33\"]", "\"E33\"").faults();
    assert!((1..=3).contains(&faults.len()), "{} faults, of which the first are {:?}", faults.len(), &faults[..3]);
    let lines: Vec<usize> = faults.iter().filter_map(|fault| fault.position).map(|at| at.line).collect();
    assert!(lines.len() == faults.len() && lines.iter().all(|line| line - lines[0] <= 5), "{}", list(&faults));
}

#[test]
fn an_empty_file_is_faulty_at_its_first_character() {
    for file in ["rules.toml", "vectors.json"] {
        let faults = plant().file(file, "").faults();
        assert_eq!(places(&faults), [format!("{file}:1:1")], "{}", list(&faults));
    }
}

#[test]
fn a_byte_order_mark_before_the_vectors_is_named() {
    let text = format!("\u{feff}{}", KnowledgeFiles::built_in().get("vectors.json"));
    let faults = plant().file("vectors.json", &text).faults();
    assert_eq!(places(&faults), ["vectors.json:1:1"]);
    assert!(faults[0].what.contains("byte order mark"), "{}", faults[0]);
}

#[test]
fn a_key_that_is_there_twice_in_an_object_is_refused_with_its_place() {
    let twice = "\"case\": \"eyelid 3 days\",\n   \"case\": \"eyelid 3 days\",";
    let planted = edit("vectors.json", "\"case\": \"eyelid 3 days\",", twice);
    let faults = planted.faults();
    let [fault] = faults.as_slice() else { panic!("{}", list(&faults)) };
    let at = fault.position.expect("a position");
    let line = planted.0.get("vectors.json").lines().nth(at.line - 1).expect("the line");
    assert!(line[at.column - 1..].starts_with("\"case\""), "{line} at {}", at.column);
    assert!(fault.what.starts_with("the key `case` is there twice in one object"), "{fault}");
    // A vector that "expects" two levels.
    let level = "\"level\": \"benign_lifestyle\",";
    let faults = edit("vectors.json", level, &format!("{level} \"level\": \"refer_workup\",")).faults();
    assert!(faults.iter().any(|fault| fault.what.contains("`level` is there twice")), "{}", list(&faults));
}

#[test]
fn a_tab_in_a_text_is_called_a_tab_and_pointed_at() {
    for tab in ["\t", "\\t", "\\u0009"] {
        let planted = plant().rule("R-E02", "person = \"", &format!("person = \"Now{tab} "));
        let faults = planted.faults();
        let [fault] = faults.as_slice() else { panic!("{}", list(&faults)) };
        assert!(fault.what.starts_with("contains a tab: "), "{fault}");
        assert_eq!(fault.position.map(|at| at.column), Some("person = \"Now".len() + 1), "{tab:?}: {fault}");
    }
}

#[test]
fn a_translation_with_the_line_ends_of_windows_has_lines_and_columns_too() {
    let mut files = KnowledgeFiles::built_in();
    let german = files.get("translations/de.po").replacen("Atemnot", "Sie haben keine ALS", 1).replace('\n', "\r\n");
    files.set("translations/de.po", german);
    let faults = TranslatedRuleBook::load(&files, &["de"]).err().unwrap_or_default();
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault.position.is_some()), "{}", list(&faults));
}

#[test]
fn places_near_the_first_at_which_a_file_is_no_toml_are_listed() {
    let faults = plant().append("screens.toml", "= 1\nx = [1, \n\n[[y\n").faults();
    let lines: std::collections::BTreeSet<_> =
        faults.iter().filter_map(|fault| fault.position).map(|at| at.line).collect();
    assert!(lines.len() > 1, "{}", list(&faults));
}

#[test]
fn no_other_content_may_bear_the_version_of_the_built_in_rule_book() {
    assert_eq!(KnowledgeFiles::built_in().borrowed_version(), []);
    let changed = plant().rule("R-R17", "at_least = 40", "at_least = 41");
    let faults = changed.0.borrowed_version();
    let [fault] = faults.as_slice() else { panic!("{}", list(&faults)) };
    assert!(fault.to_string().starts_with("rule_book.toml:9:1: version: "), "{fault}");
    assert!(fault.what.contains("such as `2.1.0`"), "{fault}");
    for (from, to) in [("2.0.0", "2.1.0"), ("\"twitch-triage\"", "\"clinic\"")] {
        assert_eq!(changed.0.clone().borrowed_version().len(), 1);
        let named = Planted(changed.0.clone()).edit("rule_book.toml", "", from, to);
        assert_eq!(named.0.borrowed_version(), []);
    }
}

#[test]
fn a_folder_without_a_list_of_banned_phrases_has_the_built_in_one() {
    let built_in = KnowledgeFiles::built_in();
    let without = KnowledgeFiles::read(|name| Ok((name != "banned.toml").then(|| built_in.get(name).to_owned())));
    assert_eq!(without.map(|files| files.digest()), Ok(built_in.digest()));
}
