//! Plants a fault into the knowledge files, as an edit of their text.

use twitch_triage::clinical::load::fault::Fault;
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::model::rule_book::RuleBook;

/// The built-in knowledge files with edits.
pub(crate) struct Planted(pub(crate) KnowledgeFiles);

impl Planted {
    pub(crate) fn new() -> Self {
        Self(KnowledgeFiles::built_in())
    }

    /// Replaces the first occurrence of a text after the only line that is the anchor; an empty anchor stands for the
    /// beginning of the file. Panics when there is nothing to replace, so that a plant can't silently do nothing.
    pub(crate) fn edit(mut self, file: &str, anchor: &str, from: &str, to: &str) -> Self {
        let text = self.0.get(file);
        let start = if anchor.is_empty() { 0 } else { only_line(file, text, anchor) };
        let (before, after) = text.split_at(start);
        assert!(after.contains(from), "{file} has no `{from}` after `{anchor}`");
        let edited = format!("{before}{}", after.replacen(from, to, 1));
        self.0.set(file, edited);
        self
    }

    /// Edits a rule.
    pub(crate) fn rule(self, id: &str, from: &str, to: &str) -> Self {
        self.edit("rules.toml", &format!("id = \"{id}\""), from, to)
    }

    /// Replaces the condition of a rule.
    pub(crate) fn when(mut self, id: &str, when: &str) -> Self {
        let text = self.0.get("rules.toml");
        let start = only_line("rules.toml", text, &format!("id = \"{id}\""));
        let from = start + text[start..].find("\nwhen = ").unwrap() + 1;
        let to = from + text[from..].find("\nperson = ").unwrap();
        let edited = format!("{}when = {when}{}", &text[..from], &text[to..]);
        self.0.set("rules.toml", edited);
        self
    }

    /// Edits a finding.
    pub(crate) fn finding(self, name: &str, from: &str, to: &str) -> Self {
        self.edit("findings.toml", &format!("name = \"{name}\""), from, to)
    }

    /// Replaces the condition under which a question is asked, or leaves it out.
    pub(crate) fn asked_when(self, name: &str, when: Option<&str>) -> Self {
        let condition = when.map(|when| format!("asked_when = {when}\n")).unwrap_or_default();
        self.replace_field(name, "asked_when", "\n", &condition)
    }

    /// Replaces the members of a group question.
    pub(crate) fn members(self, name: &str, members: &str) -> Self {
        self.replace_field(name, "members", "]", &format!("members = {members}"))
    }

    /// Replaces a field of a finding, up to the first of some end.
    fn replace_field(mut self, name: &str, field: &str, end: &str, with: &str) -> Self {
        let text = self.0.get("findings.toml");
        let start = only_line("findings.toml", text, &format!("name = \"{name}\""));
        let from = start + text[start..].find(&format!("\n{field} = ")).unwrap() + 1;
        let to = from + text[from..].find(end).unwrap() + end.len();
        let edited = format!("{}{with}{}", &text[..from], &text[to..]);
        self.0.set("findings.toml", edited);
        self
    }

    /// Adds a text at the end of a file.
    pub(crate) fn append(mut self, file: &str, more: &str) -> Self {
        let text = format!("{}\n{more}\n", self.0.get(file));
        self.0.set(file, text);
        self
    }

    /// Replaces a file.
    pub(crate) fn file(mut self, file: &str, text: &str) -> Self {
        self.0.set(file, text.to_owned());
        self
    }

    /// The rule book; panics when the edits are refused.
    pub(crate) fn compiled(&self) -> RuleBook {
        RuleBook::compile(&self.0).unwrap_or_else(|faults| panic!("{}", list(&faults)))
    }

    /// What loading finds.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        RuleBook::load(&self.0).err().unwrap_or_default()
    }

    /// Loading must find exactly these faults: file, place, and a part of what is said.
    pub(crate) fn is_refused_for(&self, expected: &[(&str, &str, &str)]) {
        let faults = self.faults();
        let mut left: Vec<&Fault> = faults.iter().collect();
        for (file, place, what) in expected {
            let found =
                left.iter().position(|fault| fault.file == *file && fault.place == *place && fault.what.contains(what));
            let found = found.unwrap_or_else(|| panic!("not found: {file}: {place}: {what}\nin\n{}", list(&faults)));
            left.remove(found);
        }
        assert!(left.is_empty(), "more than was planted:\n{}", list(&faults));
    }
}

fn only_line(file: &str, text: &str, anchor: &str) -> usize {
    let mut lines = text.match_indices(anchor).filter(|(at, _)| {
        let begins = *at == 0 || text[..*at].ends_with('\n');
        begins && text[at + anchor.len()..].starts_with('\n')
    });
    let (start, _) = lines.next().unwrap_or_else(|| panic!("{file} has no line `{anchor}`"));
    assert!(lines.next().is_none(), "{file} has more than one line `{anchor}`");
    start
}

pub(crate) fn list(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
