//! Each kind of fault says in which file and line it is, of which record it speaks, and what to do.

use twitch_triage::clinical::load::fault::Fault;
use twitch_triage::clinical::load::knowledge::KnowledgeFiles;

use super::{edit, plant};
use crate::support::planted_fault::{Planted, list};

/// An edit, the file of its fault, what stands in the line of the fault, the record, and what the sentence says to do.
type Row = (Planted, &'static str, &'static str, &'static str, &'static str);

fn written() -> Vec<Row> {
    vec![
        (plant().append("screens.toml", "[[screen"), "screens.toml", "[[screen", "", "is not TOML here"),
        (edit("rules.toml", "level = \"refer", "level = refer"), "rules.toml", "level = refer", "", "is not TOML here"),
        (edit("texts.toml", "present = \"Yes\"", "present = \"Yes"), "texts.toml", "present = \"Yes", "", "is not TOML here"),
        (plant().append("locale.toml", "language = \"x\""), "locale.toml", "language = \"x\"", "placeholders", "unknown key `language`"),
        (edit("vectors.json", "\"V02\",", "\"V02\""), "vectors.json", "\"case\": \"eyelid 3 days\"", "", "is not JSON here"),
        (plant().rule("R-E02", "person =", "persn ="), "rules.toml", "persn =", "R-E02", "did you mean `person`?"),
        (plant().finding("tingling", "label =", "lable ="), "findings.toml", "lable =", "tingling", "did you mean `label`?"),
        (edit("rule_book.toml", "version =", "verion ="), "rule_book.toml", "verion =", "", "permitted keys are"),
        (edit("advice.toml", "at_emergency = true", "at_emergencies = true"), "advice.toml", "at_emergencies", "A01", "permitted keys are"),
        (plant().rule("R-E02", "when =", "#"), "rules.toml", "[[rule]]", "R-E02", "the key `when` is missing: add"),
        (plant().finding("tingling", "kind = \"tri\"\n", ""), "findings.toml", "[[finding]]", "tingling", "the key `kind` is missing: add"),
        (edit("evidence.toml", "source = ", "#"), "evidence.toml", "[[evidence]]", "E01", "the key `source` is missing: add"),
        (plant().rule("R-E02", "\"emergency\"", "\"now\""), "rules.toml", "urgency = \"now\"", "R-E02, urgency", "`urgent_same_day`, `emergency`"),
        (plant().rule("R-E02", "\"refer_workup\"", "\"refer_workpu\""), "rules.toml", "refer_workpu", "R-E02, level", "did you mean `refer_workup`?"),
        (plant().rule("R-S02", "urgency = \"soon\"", "urgency = \"self_care\""), "rules.toml", "self_care", "R-S02, urgency", "permitted: `routine`"),
        (plant().rule("R-C01", "urgency = \"routine\"", "urgency = \"soon\""), "rules.toml", "\"soon\"", "R-C01, urgency", "permitted: `routine`"),
        (plant().finding("tingling", "class = \"U2\"", "class = \"U3\""), "findings.toml", "class = \"U3\"", "tingling, class", "permitted: `U1`"),
        (edit("sources.toml", "read = \"N\"", "read = \"X\""), "sources.toml", "read = \"X\"", "S01, read", "permitted: `R`"),
        (edit("rule_book.toml", "\"2.0.0\"", "\"2.0\""), "rule_book.toml", "version = \"2.0\"", "version", "such as `1.2.0`"),
        (edit("advice.toml", "\"A01\"", "\"X01\""), "advice.toml", "id = \"X01\"", "X01, id", "such as `A01`"),
        (plant().rule("R-E02", "id = \"R-E02\"", "id = \"E02\""), "rules.toml", "id = \"E02\"", "E02, id", "such as `R-S02`"),
        (plant().append("rule_book.toml", "reviewed = \"last spring\""), "rule_book.toml", "last spring", "reviewed", "such as `2027-01-31`"),
        (edit("rules.toml", "\"Breathing trouble at rest needs help now.\"", "\" \""), "rules.toml", "person = \" \"", "R-E01, person", "must not be empty"),
        (edit("findings.toml", "label = \"Eyelid\"", "label = \"\""), "findings.toml", "label = \"\"", "sites, eyelid, label", "must not be empty"),
        (edit("intended_use.toml", "\"Making a diagnosis.\"", "\"\""), "intended_use.toml", "\"\"", "not_for, entry 1", "must not be empty"),
        (edit("locale.toml", "\"NHS 111\"", "111"), "locale.toml", "= 111", "placeholders, advice_line", "must be a text in quotes"),
        (plant().finding("age_years", "minimum = 0", "minimum = \"0\""), "findings.toml", "minimum = \"0\"", "age_years, minimum", "must be a whole number"),
        (plant().rule("R-E01", "evidence = [\"E31\", \"E33\"]", "evidence = []"), "rules.toml", "evidence = []", "R-E01, evidence", "at least 1 entry"),
        (plant().rule("R-E01", "[\"E31\", \"E33\"]", "[\"E31\", \"E31\"]"), "rules.toml", "[\"E31\", \"E31\"]", "R-E01, evidence", "twice: remove one"),
        (plant().when("R-S16", "[]"), "rules.toml", "when = []", "R-S16, when", "at least 1 entry"),
        (plant().rule("R-E03", "Call now.", "Call \\u001b now."), "rules.toml", "\\u001b", "R-E03, person", "remove it"),
    ]
}

fn contradicting() -> Vec<Row> {
    vec![
        (plant().rule("R-E01", "\"E31\"", "\"E999\""), "rules.toml", "\"E999\"", "R-E01", "add it to evidence.toml"),
        (plant().rule("R-E01", "\"E31\"", "\"E65\""), "rules.toml", "\"E65\"", "R-E01", "cite a statement whose source was read"),
        (edit("advice.toml", "\"E102\"", "\"E998\""), "advice.toml", "\"E998\"", "A", "add it to evidence.toml"),
        (edit("evidence.toml", "source = \"S02\"", "source = \"S999\""), "evidence.toml", "\"S999\"", "E26", "add it to sources.toml"),
        (edit("evidence.toml", "source = \"S16\"", "source = \"S02\""), "sources.toml", "[[source]]", "S16", "remove it, or name it"),
        (plant().rule("R-E01", "\"cardiac_or", "\"cardiak_or"), "rules.toml", "cardiak", "R-E01", "correct the name, or add it"),
        (edit("groups.toml", "fired = [\"R-B01\"]", "fired = [\"R-B77\"]"), "groups.toml", "R-B77", "baseline_bloods", "correct the name"),
        (edit("groups.toml", "[\"systemic\", ", "[\"sistemic\", "), "groups.toml", "sistemic", "baseline_bloods", "correct the name"),
        (edit("advice.toml", "\"R-E20\"", "\"R-E99\""), "advice.toml", "R-E99", "A02", "correct the name"),
        (edit("advice.toml", "\"low_mood\"", "\"low_mod\""), "advice.toml", "low_mod", "A", "correct the name"),
        (edit("advice.toml", "unless_given = [\"A01\"]", "unless_given = [\"A09\"]"), "advice.toml", "A09", "A", "correct the name"),
        (plant().rule("R-S03", "id = \"R-S03\"", "id = \"R-S02\""), "rules.toml", "id = \"R-S02\"", "R-S02", "give this one another id"),
        (edit("evidence.toml", "id = \"E02\"", "id = \"E01\""), "evidence.toml", "E01", "E01", "give this one another id"),
        (edit("vectors.json", "\"V02\"", "\"V01\""), "vectors.json", "\"V01\"", "V01", "give this one another id"),
        (edit("interview.toml", "  \"tingling\",\n", ""), "interview.toml", "ask_order", "tingling", "put it where it should be asked"),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"tinglin\","), "interview.toml", "tinglin", "tinglin", "did you mean `tingling`?"),
        (edit("interview.toml", "\"tingling\",", "\"tingling\", \"poor_sleep\","), "interview.toml", "ask_order", "poor_sleep", "remove it"),
        (edit("interview.toml", "answer = \"neurologist_exam_and_emg_reassuring\"", "answer = \"yes\""), "interview.toml", "answer = \"yes\"", "already_assessed", "permitted: "),
        (plant().finding("muscle_wasting", "screen = \"strength_and_nerves\"", "screen = \"strength\""), "findings.toml", "screen = \"strength\"", "muscle_wasting", "screens.toml lists them"),
        (plant().finding("muscle_wasting", "screen = \"strength_and_nerves\"\n", ""), "findings.toml", "[[finding]]", "muscle_wasting", "name one of screens.toml"),
        (plant().finding("age_years", "minimum = 0", "minimum = 121"), "findings.toml", "minimum = 121", "age_years", "exchange them"),
        (plant().finding("muscle_wasting", "\"wasting\"", "\"tingling\""), "findings.toml", "\"tingling\"", "muscle_wasting", "remove it from `synonyms`"),
        (plant().finding("course", "value = \"stable\"", "value = \"steady\""), "findings.toml", "answers = [", "course", "put it back"),
        (edit("screens.toml", "heading_only = true\n", ""), "screens.toml", "", "", "exactly one `heading_only = true`"),
        (plant().when("R-S16", "[\"muscle_wastin\"]"), "rules.toml", "muscle_wastin", "R-S16", "did you mean `muscle_wasting`?"),
        (plant().when("R-S16", "[\"course\"]"), "rules.toml", "\"course\"", "R-S16", "is = […]"),
        (plant().when("R-S16", "[{ finding = \"course\", is = [\"worse\"] }]"), "rules.toml", "course", "R-S16", "permitted: `improving`, `stable`, `worsening`"),
        (plant().when("R-S16", "[\"poor_sleep\"]"), "rules.toml", "poor_sleep", "R-S16", "class N"),
        (plant().when("R-S16", "[{ finding = \"muscle_wasting\", is = [\"absent\"] }]"), "rules.toml", "muscle_wasting", "R-S16", "class M"),
        (plant().when("R-S16", "[{ finding = \"jerks_are_hiccups\", is = [\"absent\"] }]"), "rules.toml", "jerks_are_hiccups", "R-S16", "both `absent` and `unknown`"),
        (plant().when("R-S16", "[{ finding = \"tingling\", at_least = 1 }]"), "rules.toml", "tingling", "R-S16", "write `is = […]`"),
        (plant().when("R-S16", "[\"site_count\"]"), "rules.toml", "site_count", "R-S16", "at_least = …"),
        (plant().rule("R-K02", "id = \"R-K02\"", "id = \"R-K05\""), "rules.toml", "", "", "the program works them out"),
        (edit("vectors.json", "\"version\": \"2.0.0\"", "\"version\": \"3.0.0\""), "vectors.json", "\"version\"", "", "book accept"),
        (edit("texts.toml", "{emergency_number}", "{emergency_numbr}"), "texts.toml", "emergency_numbr", "", "did you mean `emergency_number`?"),
        (plant().rule("R-E03", "Call now.", "Call {emergency_numbr}."), "rules.toml", "emergency_numbr", "R-E03", "locale.toml lists them"),
        (plant().rule("R-B00", "Small twitches", "Small 999 twitches"), "rules.toml", "999", "R-B00", "use a placeholder"),
    ]
}

fn saying_what_is_banned() -> Vec<Row> {
    vec![
        (plant().rule("R-B00", "usually harmless.", "harmless. You do not have ALS."), "rules.toml", "You do not have ALS", "R-B00", "Word it otherwise"),
        (plant().rule("R-S18", "need a blood test.", "need a blood test. Stop the statin."), "rules.toml", "Stop the statin", "R-S18", "under [stop] in banned.toml"),
        (edit("advice.toml", "moderate exercise.", "moderate exercise, and magnesium."), "advice.toml", "magnesium", "A", "Word it otherwise"),
        (edit("texts.toml", "This looks like a common, usually harmless twitch.", "This is rarely ALS."), "texts.toml", "ALS", "", "add the text to `except`"),
        (edit("screens.toml", "Advice that fits", "Nothing to worry about"), "screens.toml", "Nothing to worry about", "triggers", "Word it otherwise"),
        (edit("intended_use.toml", "Making a diagnosis.", "It rules out ALS."), "intended_use.toml", "rules out", "", "Word it otherwise"),
    ]
}

fn not_coming_out() -> Vec<Row> {
    vec![
        (plant().rule("R-S02", "urgency = \"soon\"", "urgency = \"routine\""), "vectors.json", "\"urgency\"", "V24", "book accept"),
        (plant().edit("vectors.json", "", "\"eyelid\"\n", "\"eyelash\"\n"), "vectors.json", "", "V", ""),
    ]
}

#[test]
fn each_planted_fault_names_its_file_line_and_record_and_what_to_do() {
    let stages = [written(), contradicting(), saying_what_is_banned(), not_coming_out()];
    let rows: Vec<Row> = stages.into_iter().flatten().collect();
    assert!(rows.len() >= 60, "only {} kinds of faults are planted", rows.len());
    let mut wrong = Vec::new();
    for (number, (planted, file, line, record, what)) in rows.iter().enumerate() {
        let faults = planted.faults();
        let fits = |fault: &Fault| {
            let text = fault.position.and_then(|at| planted.0.get(file).lines().nth(at.line - 1));
            fault.file == *file
                && text.is_some_and(|text| text.contains(line))
                && fault.record.starts_with(record)
                && fault.what.contains(what)
        };
        if !faults.iter().any(fits) {
            wrong.push(format!("{number}: {file}, {line}, {record}, {what}, but:\n{}", list(&faults)));
        }
        let numbered = faults.iter().filter(|fault| fault.record.contains('/'));
        wrong.extend(numbered.map(|fault| format!("{number}: a pointer for people: {fault}")));
        let mut said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        said.sort();
        let all = said.len();
        said.dedup();
        assert_eq!(said.len(), all, "{number}: said twice:\n{}", list(&faults));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_place_at_which_a_file_is_no_toml_is_listed() {
    let faults = plant().append("screens.toml", "= 1\nx = [1, \n\n[[y\n").faults();
    let lines: std::collections::BTreeSet<_> = faults.iter().filter_map(|fault| fault.position).map(|at| at.line).collect();
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
    assert_eq!(without, Ok(built_in));
}
