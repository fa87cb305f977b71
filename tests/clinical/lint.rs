//! The rule table, linted: no rule is dead, shadowed or a duplicate; sources, codes and names are in order.
//!
//! Each lint is also run on a rule book into which exactly that fault was planted.

use std::collections::{BTreeMap, BTreeSet};

use twitch_triage::clinical::model::derived::Derived;
use twitch_triage::clinical::model::finding::Finding;
use twitch_triage::clinical::model::rule::Rule;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::clinical::model::source::Read;
use twitch_triage::clinical::model::truth::Truth;

use crate::rule_logic::{Domains, Meaning};
use crate::support::body::book;
use crate::support::planted_fault::Planted;

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flaw {
    /// No payload can make it fire.
    Dead { rule: String },
    /// It never fires without another rule whose level and urgency are at least as high.
    Shadowed { rule: String, by: String },
    /// It fires exactly when another rule fires.
    Duplicate { rule: String, of: String },
}

/// The rules of a book with the meaning of their conditions.
pub(crate) struct Table<'b> {
    book: &'b RuleBook,
    domains: Domains<'b>,
    meanings: Vec<Option<Meaning>>,
}

impl<'b> Table<'b> {
    pub(crate) fn of(book: &'b RuleBook) -> Self {
        let domains = Domains::of(book);
        let meaning = |rule: &Rule| rule.condition.as_ref().map(|condition| domains.meaning(condition));
        let meanings = book.rules.iter().map(meaning).collect();
        Self { book, domains, meanings }
    }

    /// Every flaw of every rule.
    pub(crate) fn flaws(&self) -> BTreeSet<Flaw> {
        (0..self.book.rules.len()).flat_map(|place| self.flaws_of(place)).collect()
    }

    /// The flaws in which the rule at a place takes part.
    pub(crate) fn flaws_of(&self, place: usize) -> BTreeSet<Flaw> {
        let mut flaws = BTreeSet::new();
        let Some(meaning) = &self.meanings[place] else { return flaws };
        if self.is_dead(place) {
            // What never fires follows from anything: to compare it would only repeat that it is dead.
            flaws.insert(Flaw::Dead { rule: self.book.rules[place].id.clone() });
            return flaws;
        }
        for (other, other_meaning) in self.meanings.iter().enumerate() {
            let Some(other_meaning) = other_meaning.as_ref().filter(|_| other != place) else { continue };
            if other_meaning.is_contradictory() {
                continue;
            }
            let forth = Domains::implies(meaning, other_meaning);
            let back = Domains::implies(other_meaning, meaning);
            let (rule, of) = (&self.book.rules[place], &self.book.rules[other]);
            if forth && back {
                let (rule, of) = (rule.id.clone().max(of.id.clone()), rule.id.clone().min(of.id.clone()));
                flaws.insert(Flaw::Duplicate { rule, of });
            } else if forth && is_covered(rule, of) {
                flaws.insert(Flaw::Shadowed { rule: rule.id.clone(), by: of.id.clone() });
            } else if back && is_covered(of, rule) {
                flaws.insert(Flaw::Shadowed { rule: of.id.clone(), by: rule.id.clone() });
            }
        }
        flaws
    }

    /// Whether no payload makes the rule fire: its condition is contradictory, or no payload made from it comes out.
    fn is_dead(&self, place: usize) -> bool {
        let Some(meaning) = &self.meanings[place] else { return false };
        let fires = |findings| self.book.decide(&findings).truths[place] == Truth::True;
        meaning.is_contradictory() || !self.domains.witnesses(meaning).any(fires)
    }
}

/// Whether a rule adds nothing to the other one once that has fired.
fn is_covered(rule: &Rule, by: &Rule) -> bool {
    let says_more = !rule.in_scope && by.in_scope;
    !rule.effect.exceeds(by.effect) && !says_more
}

fn dead(rule: &str) -> Flaw {
    Flaw::Dead { rule: rule.to_owned() }
}

fn shadowed(rule: &str, by: &str) -> Flaw {
    Flaw::Shadowed { rule: rule.to_owned(), by: by.to_owned() }
}

fn duplicate(rule: &str, of: &str) -> Flaw {
    Flaw::Duplicate { rule: rule.to_owned(), of: of.to_owned() }
}

/// The flaws in which a rule takes part when it has another condition.
fn flaws_with(rule: &str, when: &str) -> Vec<Flaw> {
    let book = Planted::new().when(rule, when).compiled();
    let place = book.rules.iter().position(|other| other.id == rule).unwrap();
    Table::of(&book).flaws_of(place).into_iter().collect()
}

#[test]
fn no_rule_is_dead_or_a_duplicate_and_only_the_one_about_eyelids_is_shadowed() {
    // R-B01 gives the same result to an eyelid that twitches for over 90 days; R-B06 is there for what it says of eyelids.
    assert_eq!(Table::of(book()).flaws(), [shadowed("R-B06", "R-B01")].into());
}

#[test]
fn a_dead_rule_is_noticed_however_it_contradicts_itself() {
    let contradictions = [
        // a derived finding against the findings behind it
        r#"[{ finding = "twitch_reported", is = ["no"] }, { finding = "sites", is = ["calf"] }]"#,
        r#"[{ finding = "twitch_reported", is = ["no"] }, "limb_neck_or_trunk_site"]"#,
        r#"[{ finding = "body_region_count", at_least = 2 }, { finding = "site_count", less_than = 2 }]"#,
        r#"["assessed_and_reassured", { finding = "already_assessed", is = ["gp_exam_normal"] }]"#,
        // each choice of "any of" fails
        r#"[{ any = ["jerks_only_falling_asleep", { finding = "age_years", more_than = 119 }] }, { finding = "jerks_only_falling_asleep", is = ["absent", "unknown"] }, { finding = "age_years", less_than = 40 }]"#,
    ];
    for when in contradictions {
        assert_eq!(flaws_with("R-S16", when), [dead("R-S16")], "{when}");
    }
}

#[test]
fn a_shadowed_rule_is_noticed_through_sets_thresholds_and_derived_findings() {
    let shadows = [
        // a stricter copy of a rule that is as high
        ("R-S16", r#"["muscle_wasting", "fatigue"]"#, "R-S02"),
        // one of the "any of" of the other
        ("R-R04", r#"["exam_sensory_loss"]"#, "R-R19"),
        // a subset of its answers
        ("R-U08", r#"[{ finding = "decline_tempo", is = ["days"] }]"#, "R-E12"),
        // a higher threshold, written in another way
        ("R-R04", r#"["history_polio", { finding = "duration_days", at_least = 16 }]"#, "R-R13"),
        ("R-R04", r#"[{ finding = "age_years", less_than = 1 }, "palpitations"]"#, "R-R02"),
        // a finding behind a derived one
        ("R-U07", r#"["vomiting_diarrhoea_48h", "weakness_perceived"]"#, "R-U14"),
        ("R-U07", r#"["vomiting_diarrhoea_48h", "any_weakness", "any_decline", "fatigue"]"#, "R-U14"),
        // a site for its count
        ("R-B02", r#"[{ finding = "body_region_count", at_least = 2 }]"#, "R-B01"),
        // a claimed mitigation for its absence in the other
        (
            "R-R04",
            r#"["weakness_perceived", "cramps_frequent", { finding = "already_assessed", is = ["none", "unknown"] }]"#,
            "R-R01",
        ),
    ];
    for (rule, when, by) in shadows {
        let flaws = flaws_with(rule, when);
        assert!(flaws.contains(&shadowed(rule, by)), "{when}: {flaws:?}");
    }
}

#[test]
fn a_rule_that_only_overlaps_another_or_is_higher_is_not_shadowed() {
    let overlaps = [
        ("R-R04", r#"["history_polio", { finding = "duration_days", less_than = 16 }]"#),
        ("R-U08", r#"[{ finding = "decline_tempo", is = ["days", "weeks"] }, "fatigue"]"#),
        ("R-U07", r#"["vomiting_diarrhoea_48h", { any = ["weakness_functional", "fatigue"] }]"#),
        ("R-E16", r#"["muscle_wasting", "fatigue"]"#),
        ("R-B02", r#"[{ finding = "site_count", at_least = 1 }, "fatigue"]"#),
    ];
    for (rule, when) in overlaps {
        assert_eq!(flaws_with(rule, when), [], "{when}");
    }
}

#[test]
fn a_duplicate_rule_is_noticed_also_in_another_order_and_in_other_words() {
    let duplicates = [
        ("R-S16", r#"["muscle_wasting"]"#, duplicate("R-S16", "R-S02")),
        (
            "R-S16",
            r#"[{ any = ["muscle_pain", "weakness_perceived", "cramps_frequent"] }, "med_statin"]"#,
            duplicate("R-S18", "R-S16"),
        ),
        ("R-R04", r#"[{ finding = "duration_days", at_least = 15 }, "history_polio"]"#, duplicate("R-R13", "R-R04")),
        (
            "R-U07",
            r#"[{ any = ["weakness_perceived", "weakness_functional"] }, "vomiting_diarrhoea_48h"]"#,
            duplicate("R-U14", "R-U07"),
        ),
        // with another effect it is a duplicate all the same
        ("R-R04", r#"["hallucinations"]"#, duplicate("R-U07", "R-R04")),
    ];
    for (rule, when, flaw) in duplicates {
        assert_eq!(flaws_with(rule, when), [flaw], "{when}");
    }
}

/// H14: a name in a negative sense invites an inverted answer.
fn in_a_negative_sense<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.filter(|name| name.starts_with("no_") || name.contains("normal")).collect()
}

#[test]
fn no_name_of_a_finding_is_in_a_negative_sense() {
    let findings = book().findings.iter().map(|finding| finding.name.as_str());
    let names = findings.chain(Derived::ALL.iter().map(|derived| derived.name()));
    let negative = in_a_negative_sense(names);
    // A blood test that a doctor called abnormal is a finding in the positive sense: "yes" is the red flag.
    assert_eq!(negative, ["told_abnormal_blood_test"]);
}

#[test]
fn a_name_in_a_negative_sense_is_noticed() {
    assert_eq!(
        in_a_negative_sense(["no_weakness", "speech_normal", "tingling"].into_iter()),
        ["no_weakness", "speech_normal"]
    );
}

/// H19: what of the evidence does not say where it comes from and what of it was read.
fn unsourced(book: &RuleBook) -> Vec<String> {
    let mut lacking = Vec::new();
    for statement in &book.evidence {
        if statement.statement.trim().len() < 10 {
            lacking.push(format!("{} has no statement", statement.id));
        }
    }
    for source in &book.sources {
        let mut lacks = |what: &str| lacking.push(format!("{} {what}", source.id));
        if source.title.trim().len() < 5 {
            lacks("has no title");
        }
        if source.kind.trim().is_empty() {
            lacks("has no kind");
        }
        // What was read has an address; the seed article and background knowledge have none.
        if matches!(source.read, Read::R | Read::S) && source.urls.is_empty() {
            lacks("was read, but has no address");
        }
        if source.year.is_some_and(|year| !(1900..=2026).contains(&year)) {
            lacks("has a year that cannot be");
        }
    }
    lacking
}

#[test]
fn every_source_has_a_title_and_a_kind_and_says_what_was_read() {
    assert_eq!(unsourced(book()), [""; 0]);
    let kinds: BTreeSet<&str> = book().sources.iter().map(|source| source.kind.as_str()).collect();
    assert!(kinds.len() < book().sources.len() / 2, "kinds are words of a small vocabulary: {kinds:?}");
    for read in [Read::R, Read::S, Read::N, Read::B] {
        assert!(book().sources.iter().any(|source| source.read == read), "no source is marked {read:?}");
    }
}

#[test]
fn each_publication_is_one_source() {
    let titles: BTreeSet<(&str, &[String])> =
        book().sources.iter().map(|source| (source.title.as_str(), source.urls.as_slice())).collect();
    assert_eq!(titles.len(), book().sources.len());
}

#[test]
fn evidence_without_a_statement_and_a_source_without_title_or_address_are_noticed() {
    let mut book = book().clone();
    let read = book.sources.iter().rposition(|source| source.read == Read::R).unwrap();
    book.evidence[0].statement = " ".to_owned();
    book.sources[read].urls.clear();
    book.sources[0].title = " ".to_owned();
    book.sources[1].kind = String::new();
    let expected = [
        format!("{} has no statement", book.evidence[0].id),
        format!("{} has no title", book.sources[0].id),
        format!("{} has no kind", book.sources[1].id),
        format!("{} was read, but has no address", book.sources[read].id),
    ];
    assert_eq!(unsourced(&book), expected);
}

/// Codes that several findings share on purpose: the same thing asked of the person and of the clinician, or one
/// concept in two grades that only the name of the finding tells apart. A caller that maps by code alone cannot tell
/// them apart, which is why decisions use names.
const SHARED_CODES: [(&str, &[&str]); 13] = [
    ("HPO HP:0001308", &["sites: tongue", "exam_tongue_fasciculation"]),
    ("SNOMED CT 249878001", &["sites: tongue", "exam_tongue_fasciculation"]),
    ("HPO HP:0002094", &["breathless_at_rest_or_lying_flat", "breathless_on_exertion_or_morning_headache"]),
    ("HPO HP:0002015", &["choking_or_cannot_swallow", "swallowing_difficulty"]),
    ("HPO HP:0001250", &["seizure_now_or_not_recovered", "possible_seizure_recent"]),
    ("HPO HP:0001281", &["throat_spasm_lockjaw_or_body_spasm", "hands_feet_spasm_or_mouth_tingling"]),
    ("SNOMED CT 10629009", &["throat_spasm_lockjaw_or_body_spasm", "hands_feet_spasm_or_mouth_tingling"]),
    ("HPO HP:0001324", &["weakness_functional", "weakness_perceived", "exam_weakness"]),
    ("SNOMED CT 26544005", &["weakness_functional", "exam_weakness"]),
    ("HPO HP:0003202", &["muscle_wasting", "exam_wasting"]),
    ("SNOMED CT 74035001", &["muscle_wasting", "exam_wasting"]),
    ("HPO HP:0003552", &["persistent_stiffness", "stiffness_after_use"]),
    ("HPO HP:0003474", &["persistent_numbness", "exam_sensory_loss"]),
];

/// The findings of each code, for codes that more than one has. A part of a finding stands for itself.
fn shared_codes(findings: &[Finding]) -> BTreeMap<String, Vec<String>> {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings {
        for code in &finding.codes {
            let owner = match (&code.of, finding.answers.is_empty()) {
                (Some(part), false) => format!("{}: {part}", finding.name),
                _ => finding.name.clone(),
            };
            owners.entry(format!("{} {}", code.system, code.code)).or_default().push(owner);
        }
    }
    owners.retain(|_, owners| owners.len() > 1);
    owners
}

#[test]
fn a_code_leads_back_to_one_finding_unless_it_is_known_to_be_shared() {
    let known: BTreeMap<String, Vec<String>> = SHARED_CODES
        .iter()
        .map(|(code, owners)| ((*code).to_owned(), owners.iter().map(|&owner| owner.to_owned()).collect()))
        .collect();
    assert_eq!(shared_codes(&book().findings), known);
}

#[test]
fn a_code_on_a_second_finding_is_noticed() {
    let mut findings = book().findings.clone();
    let code = findings.iter().find(|finding| finding.name == "tingling").unwrap().codes[0].clone();
    let numbness = findings.iter_mut().find(|finding| finding.name == "persistent_numbness").unwrap();
    numbness.codes.push(code);
    let shared = shared_codes(&findings);
    assert_eq!(shared.len(), SHARED_CODES.len() + 1);
    assert_eq!(shared["HPO HP:0003401"], ["persistent_numbness", "tingling"]);
}

#[test]
fn every_code_has_the_form_of_its_terminology() {
    for finding in &book().findings {
        for code in &finding.codes {
            assert!(has_form(&code.system, &code.code), "{}: {} {}", finding.name, code.system, code.code);
        }
    }
    assert!(!has_form("HPO", "HP:123"));
    assert!(!has_form("SNOMED CT", "26544006"), "a wrong check digit");
    assert!(!has_form("LOINC", "30525-1"), "a wrong check digit");
}

/// Seven digits for HPO; a right check digit for SNOMED CT (Verhoeff) and LOINC (Luhn).
fn has_form(system: &str, code: &str) -> bool {
    let digits = |text: &str| text.chars().map(|digit| digit.to_digit(10)).collect::<Option<Vec<u32>>>();
    match system {
        // Answers of LOINC (LA...) have another check digit.
        "LOINC" if code.starts_with("LA") => true,
        "HPO" => code.strip_prefix("HP:").and_then(digits).is_some_and(|digits| digits.len() == 7),
        "SNOMED CT" => digits(code).is_some_and(|digits| (6..=18).contains(&digits.len()) && verhoeff(&digits) == 0),
        "LOINC" => code.split_once('-').is_some_and(|(number, check)| {
            let (number, check) = (digits(number).unwrap_or_default(), digits(check).unwrap_or_default());
            check.len() == 1 && luhn(&number) == check[0]
        }),
        _ => false,
    }
}

fn luhn(digits: &[u32]) -> u32 {
    let doubled = |(place, digit): (usize, &u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    (10 - digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10) % 10
}

/// Zero for a number with a right check digit: multiplication in the dihedral group of order ten.
fn verhoeff(digits: &[u32]) -> u32 {
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let times = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits.iter().rev().enumerate().fold(0, |check, (place, &digit)| {
        let permuted = (0..place % 8).fold(digit, |digit, _| PERMUTATION[digit as usize]);
        times(check, permuted)
    })
}

#[test]
fn the_records_of_derived_findings_name_what_the_program_reads() {
    for (record, derived) in book().derived.iter().zip(Derived::ALL) {
        let read: BTreeSet<&str> = derived.reads(&book().known).iter().map(|index| book().name(index)).collect();
        assert_eq!(record.reads.iter().map(String::as_str).collect::<BTreeSet<_>>(), read, "{}", record.name);
    }
}
