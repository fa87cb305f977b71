//! Each kind of fault says in which file and line it is, of which record it speaks, and what to do; positions.toml lists
//! them.

use serde::Deserialize;
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

#[test]
fn every_place_at_which_a_file_is_no_toml_is_listed() {
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
