//! Files that are missing, unreadable or against their schema, and the digest of them all.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::fault::Fault;
use twitch_triage::clinical::load::files::{KnowledgeFiles, schema};
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::settings::file;

use super::{edit, plant};
use crate::support::body::book;

const FILES: [&str; 16] = [
    "advice.toml",
    "banned.toml",
    "evidence.toml",
    "findings.toml",
    "groups.toml",
    "intended_use.toml",
    "interview.toml",
    "locale.toml",
    "record_texts.toml",
    "records.toml",
    "rule_book.toml",
    "rules.toml",
    "screens.toml",
    "sources.toml",
    "texts.toml",
    "vectors.json",
];

/// Those that a folder of an older rule book does not have.
const MAY_BE_MISSING: [&str; 3] = ["banned.toml", "record_texts.toml", "records.toml"];

/// What must not be said in German.
const GERMAN_LIST: &str = "translations/de.banned.toml";

#[test]
fn the_built_in_files_have_no_fault() {
    assert_eq!(plant().faults(), []);
}

#[test]
fn a_file_that_is_no_toml_or_json_is_named_with_the_line() {
    for file in FILES {
        let (text, what) =
            if file.ends_with(".json") { ("{\n]", "is not JSON") } else { ("a = 1\n= 2", "is not TOML") };
        let faults = plant().file(file, text).faults();
        let at_line_2 = |fault: &Fault| fault.position.is_some_and(|at| at.line == 2) && fault.what.contains(what);
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.file == file && at_line_2(fault)), "{faults:?}");
    }
}

/// Each value is TOML by itself, and yet none that can be read: such a file was refused without a word.
#[test]
fn a_number_that_is_too_large_is_named_with_its_place() {
    for number in ["99999999999999999999", "1e400"] {
        let faults = plant().rule("R-R18", "at_least = 55", &format!("at_least = {number}")).faults();
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((fault.file.as_str(), fault.position.map(|at| at.column)), ("rules.toml", Some(39)), "{fault}");
        assert!(fault.what.starts_with("is not TOML here: "), "{fault}");
        let mut files = KnowledgeFiles::built_in();
        let text = format!("{}number = {number}\n", files.get(GERMAN_LIST));
        let line = text.lines().count();
        files.set(GERMAN_LIST, text);
        let faults = TranslatedRuleBook::load(&files, &["de"]).err().unwrap_or_default();
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((fault.file.as_str(), fault.position.map(|at| at.line)), (GERMAN_LIST, Some(line)), "{fault}");
    }
}

#[test]
fn a_file_that_is_missing_is_named_and_so_is_every_other_one() {
    let folder = std::env::temp_dir().join(format!("twitch-triage-knowledge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let missing = |folder: &PathBuf| -> Vec<String> {
        let faults =
            KnowledgeFiles::read(|name| file::read_text_if_there(&folder.join(name))).err().unwrap_or_default();
        assert!(faults.iter().all(|fault| fault.place.is_empty() && fault.what.starts_with("cannot be read: ")));
        faults.into_iter().map(|fault| fault.file).collect()
    };
    let mut named = missing(&folder);
    named.sort();
    assert_eq!(named, FILES.into_iter().filter(|file| !MAY_BE_MISSING.contains(file)).collect::<Vec<_>>());
    let built_in = KnowledgeFiles::built_in();
    for file in FILES {
        std::fs::write(folder.join(file), built_in.get(file)).unwrap();
    }
    let read = KnowledgeFiles::read(|name| file::read_text_if_there(&folder.join(name))).unwrap();
    assert!(FILES.iter().all(|file| read.get(file) == built_in.get(file)));
    // A folder has the translations that are in it; what must not be said in a language is there without a word of it.
    assert_eq!(read.languages().count(), 0);
    assert_eq!(read.get(GERMAN_LIST), built_in.get(GERMAN_LIST));
    std::fs::remove_file(folder.join("rules.toml")).unwrap();
    std::fs::write(folder.join("texts.toml"), [0xff]).unwrap();
    assert_eq!(missing(&folder), ["rules.toml", "texts.toml"]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_file_has_a_schema_and_refuses_a_key_that_the_schema_does_not_know() {
    for file in FILES {
        assert!(schema(file).is_some(), "{file} has no schema");
        let text = KnowledgeFiles::built_in().get(file).to_owned();
        let with_a_key = match text.strip_prefix('{') {
            Some(rest) => format!("{{\"no_such_key\": 1,{rest}"),
            None => format!("no_such_key = 1\n{text}"),
        };
        plant().file(file, &with_a_key).is_refused_for(&[(file, "", "no_such_key")]);
    }
    assert_eq!(schema("other.toml"), None);
}

#[test]
fn a_record_without_a_field_that_it_needs_is_refused_at_its_place() {
    let cases = [
        (plant().finding("age_years", "class = \"U1\"\n", ""), "findings.toml", "/finding/0", "class"),
        (plant().finding("tingling", "kind = \"tri\"\n", ""), "findings.toml", "/finding/33", "kind"),
        (plant().finding("age_years", "unit = \"years\"\n", ""), "findings.toml", "/finding/0", "unit"),
        (plant().rule("R-E01", "when = [", "#"), "rules.toml", "/rule/0", "when"),
        (plant().rule("R-E01", "level = ", "#"), "rules.toml", "/rule/0", "level"),
        (edit("advice.toml", "evidence = [", "#"), "advice.toml", "/advice/0", "evidence"),
        (edit("sources.toml", "read = \"N\"\n", ""), "sources.toml", "/source/0", "read"),
        (edit("sources.toml", "kind = ", "#"), "sources.toml", "/source/0", "kind"),
        (edit("sources.toml", "\ntitle = ", "\n#"), "sources.toml", "/source/0", "title"),
        (edit("evidence.toml", "source = ", "#"), "evidence.toml", "/evidence/0", "source"),
        (edit("locale.toml", "advice_line = ", "#"), "locale.toml", "/placeholders", "advice_line"),
        (edit("groups.toml", "workup = ", "#"), "groups.toml", "/group/0", "workup"),
    ];
    for (planted, file, place, what) in cases {
        planted.is_refused_for(&[(file, place, what)]);
    }
}

#[test]
fn a_value_outside_its_vocabulary_is_refused_at_its_place() {
    let cases = [
        (plant().finding("tingling", "class = \"U2\"", "class = \"U3\""), "findings.toml", "class", "U3"),
        (plant().finding("tingling", "kind = \"tri\"", "kind = \"bool\""), "findings.toml", "kind", "bool"),
        (plant().rule("R-E01", "\"emergency\"", "\"now\""), "rules.toml", "/rule/0/urgency", "now"),
        (plant().rule("R-E01", "\"refer_workup\"", "\"4\""), "rules.toml", "/rule/0/level", "4"),
        (edit("sources.toml", "read = \"N\"", "read = \"X\""), "sources.toml", "/source/0/read", "X"),
        (edit("rule_book.toml", "\"2.0.0\"", "\"2.0\""), "rule_book.toml", "/version", "2.0"),
        (edit("advice.toml", "\"A01\"", "\"X01\""), "advice.toml", "/advice/0/id", "X01"),
    ];
    for (planted, file, place, what) in cases {
        let faults = planted.faults();
        let at = |fault: &&Fault| fault.file == file && fault.place.ends_with(place) && fault.what.contains(what);
        // An urgency is held against its vocabulary and against its level: both refuse it.
        assert!(!faults.is_empty() && faults.iter().all(|fault| at(&fault)), "{file} {place} {what}: {faults:?}");
    }
}

#[test]
fn level_and_urgency_that_do_not_go_together_are_refused() {
    let pairs = [
        ("R-E01", "emergency", "self_care", "/rule/0/urgency", "`self_care` is not permitted"),
        ("R-C01", "routine", "soon", "/rule/84/urgency", "permitted: `routine`"),
        ("R-C01", "routine", "self_care", "/rule/84/urgency", "permitted: `routine`"),
        ("R-B00", "self_care", "soon", "/rule/86/urgency", "`soon` is not permitted"),
        ("R-B01", "routine", "emergency", "/rule/87/urgency", "`emergency` is not permitted"),
    ];
    for (rule, from, to, place, what) in pairs {
        let planted = plant().rule(rule, &format!("urgency = \"{from}\""), &format!("urgency = \"{to}\""));
        planted.is_refused_for(&[("rules.toml", place, what)]);
    }
}

#[test]
fn several_faults_at_once_are_all_listed() {
    plant()
        .file("locale.toml", "language = ")
        .rule("R-E01", "person = \"Breathing trouble at rest needs help now.\"", "person = \"\"")
        .rule("R-E02", "level = \"refer_workup\"", "level = \"high\"")
        .finding("age_years", "class = \"U1\"\n", "")
        .edit("sources.toml", "", "read = \"N\"", "read = \"X\"")
        .is_refused_for(&[
            ("findings.toml", "/finding/0", "class"),
            ("locale.toml", "", "is not TOML"),
            ("rules.toml", "/rule/0/person", "must not be empty"),
            ("rules.toml", "/rule/1/level", "high"),
            ("sources.toml", "/source/0/read", "X"),
        ]);
    plant()
        .when("R-S16", r#"["no_such_finding", { finding = "tingling", is = ["absent"] }]"#)
        .rule("R-E01", "[\"E31\", ", "[\"E999\", ")
        .rule("R-E02", "[\"E33\", ", "[\"E65\", ")
        .rule("R-E03", "Call now.", "Call {number}.")
        .rule("R-E04", "[\"systemic\", ", "[\"sistemic\", ")
        .finding("tingling", "screen = \"strength_and_nerves\"\n", "")
        .edit("interview.toml", "", "  \"fatigue\",\n", "")
        .edit("advice.toml", "", "id = \"A07\"", "id = \"A06\"")
        .edit("vectors.json", "", "\"version\": \"2.0.0\"", "\"version\": \"3.0.0\"")
        .is_refused_for(&[
            ("advice.toml", "A06", "duplicate entry"),
            ("findings.toml", "other_feeling_or_stiffness", "is on another screen"),
            ("findings.toml", "tingling", "needs a screen"),
            ("interview.toml", "fatigue", "is missing from `ask_order`"),
            ("rules.toml", "R-E01", "`E999`"),
            ("rules.toml", "R-E02", "`E65`"),
            ("rules.toml", "R-E03", "`number`"),
            ("rules.toml", "R-E04", "`sistemic`"),
            ("rules.toml", "R-S16", "`no_such_finding`: is not a finding"),
            ("rules.toml", "R-S16", "`tingling`: only a mitigating finding"),
            ("vectors.json", "", "make them the same"),
        ]);
    // One rule with another effect: every vector in which it decides is listed.
    let faults = plant().rule("R-S02", "urgency = \"soon\"", "urgency = \"routine\"").faults();
    let places: std::collections::BTreeSet<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert!(places.is_superset(&["V24", "V25"].into()), "{places:?}");
}

#[test]
fn a_fault_says_its_file_its_place_and_what_is_wrong() {
    let faults = plant().rule("R-E01", "[\"E31\", ", "[\"E999\", ").faults();
    assert_eq!(
        faults[0].to_string(),
        "rules.toml:38:14: R-E01: cites `E999`, which does not exist – did you mean `E99`?; add it to evidence.toml, or cite one that is there"
    );
    let faults = edit("vectors.json", "\"version\": \"2.0.0\"", "\"version\": \"3.0.0\"").faults();
    assert!(faults[0].to_string().starts_with("vectors.json:3:3: the `version`"), "{}", faults[0]);
}

#[test]
fn the_digest_is_the_hash_of_names_lengths_and_bytes_in_the_order_of_the_names() {
    let files = KnowledgeFiles::built_in();
    let mut names = FILES;
    names.sort_unstable();
    let mut bytes = Vec::new();
    for name in names {
        // The files in the repository, not those of the program: they must be the same.
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/clinical/knowledge").join(name);
        let text = std::fs::read(path).unwrap();
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(text.len().to_string().as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&text);
    }
    let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(files.digest(), format!("sha256:{hex}"));
    assert_eq!(book().digest, files.digest());
}

#[test]
fn there_is_no_knowledge_file_that_the_digest_leaves_out() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/clinical/knowledge");
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    // Translations are texts: what is decided does not hang on them.
    names.retain(|name| name != "translations");
    assert_eq!(names, FILES);
}

#[test]
fn one_changed_byte_in_any_file_changes_the_digest() {
    let built_in = KnowledgeFiles::built_in();
    let threshold = plant().rule("R-R17", "at_least = 40", "at_least = 41");
    assert_ne!(threshold.0.digest(), built_in.digest());
    assert_ne!(RuleBook::compile(&threshold.0).unwrap().digest, book().digest);
    for file in FILES {
        let changed = plant().append(file, " ");
        assert_ne!(changed.0.digest(), built_in.digest(), "{file}");
    }
    // A text that moves from the end of one file to the beginning of the next is another rule book.
    let (first, second) = (built_in.get("advice.toml"), built_in.get("evidence.toml"));
    let moved = plant().file("advice.toml", &format!("{first}#")).file("evidence.toml", second);
    let other = plant().file("advice.toml", first).file("evidence.toml", &format!("#{second}"));
    assert_ne!(moved.0.digest(), other.0.digest());
}

#[test]
fn a_date_of_review_can_be_written_as_the_file_says() {
    let files = KnowledgeFiles::built_in();
    let (_, example) = files.get("rule_book.toml").split_once("as in: ").unwrap();
    let dated = plant().append("rule_book.toml", example.lines().next().unwrap());
    assert_eq!(dated.faults(), []);
    assert_eq!(dated.compiled().identity.reviewed.as_deref(), Some("2027-01-31"));
    for no_day in ["2026-13-41", "2026-02-30"] {
        let planted = plant().append("rule_book.toml", &format!("reviewed = \"{no_day}\""));
        planted.is_refused_for(&[("rule_book.toml", "/reviewed", "must be a date of the calendar")]);
    }
    let no_date = plant().append("rule_book.toml", "reviewed = \"last spring\"");
    assert!(no_date.faults().iter().all(|fault| fault.place == "/reviewed") && no_date.faults().len() == 1);
}
