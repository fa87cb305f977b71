//! The hazard log, `HAZARDS.md`: which test shows what, and the tests that belong to a hazard alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use twitch_triage::clinical::decide::decision::Decision;
use twitch_triage::clinical::model::finding::{Class, Kind};
use twitch_triage::clinical::model::findings_seed::FindingsSeed;
use twitch_triage::clinical::model::outcome::{Level, Outcome, Urgency};
use twitch_triage::clinical::model::rule::computed;
use twitch_triage::clinical::model::status::Status;

use crate::specification::Citable;
use crate::support::body::{Body, Random, book};
use crate::support::given_texts;
use crate::vignettes::Expected;

// --- The log ---

/// A hazard as `HAZARDS.md` describes it: a heading, and one list entry for each part.
#[derive(Default)]
struct Row {
    id: String,
    hazard: String,
    tests: Vec<String>,
    laws: Vec<String>,
    vectors: Vec<String>,
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn rows() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/clinical/HAZARDS.md");
    parse_log(&std::fs::read_to_string(path).unwrap())
}

fn parse_log(log: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in log.lines() {
        if let Some((id, hazard)) = line.strip_prefix("## ").and_then(|heading| heading.split_once(' ')) {
            if id.starts_with('H') {
                rows.push(Row { id: id.to_owned(), hazard: hazard.to_owned(), ..Row::default() });
            }
            continue;
        }
        let Some((part, text)) = line.strip_prefix("* **").and_then(|entry| entry.split_once(":** ")) else { continue };
        let row = rows.last_mut().unwrap_or_else(|| panic!("`{part}` belongs to no hazard"));
        let list = || text.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
        match part {
            "Tests" => row.tests = list(),
            "Laws" => row.laws = list(),
            "Vectors" => row.vectors = list(),
            "Cause" | "Harm" | "Risk" | "Design" | "Protection" | "Information" | "Not shown by a test" => {}
            _ => panic!("{}: a hazard has no part `{part}`", row.id),
        }
    }
    rows
}

/// The text of every source file of the tests.
fn sources() -> String {
    fn collect(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut text = String::new();
    collect(&tests_folder(), &mut text);
    text
}

/// Whether a function of this name stands below a test attribute.
fn is_a_test(sources: &str, name: &str) -> bool {
    let lines: Vec<&str> = sources.lines().map(str::trim).collect();
    let head = format!("fn {name}()");
    let found = lines.iter().position(|line| line.starts_with(&head));
    found.is_some_and(|at| {
        lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).any(|line| *line == "#[test]")
    })
}

#[test]
fn every_hazard_names_a_test() {
    let rows = rows();
    assert!(rows.len() >= 24, "only {} hazards", rows.len());
    for row in &rows {
        assert!(!row.hazard.is_empty());
        assert!(!row.tests.is_empty(), "{} names no test", row.id);
    }
}

#[test]
fn what_a_hazard_lacks_is_noticed() {
    let log = "## H01 First\n\n* **Laws:** I-01, I-02\n* **Tests:** `one`, `two`\n\n## H02 Second\n\n* **Cause:** x.\n";
    let rows = parse_log(log);
    assert_eq!(rows[0].laws, ["I-01", "I-02"]);
    assert_eq!(rows[0].tests, ["one", "two"]);
    assert_eq!((rows[1].id.as_str(), rows[1].tests.len()), ("H02", 0));
    assert!(
        std::panic::catch_unwind(|| parse_log("## H01 First\n* **Test:** `one`")).is_err(),
        "an unknown part is read"
    );
}

#[test]
fn every_test_that_the_hazard_log_names_exists() {
    let sources = sources();
    for row in rows() {
        for name in &row.tests {
            assert!(is_a_test(&sources, name), "{}: there is no test {name}", row.id);
        }
    }
    assert!(!is_a_test(&sources, "no_such_test"));
    assert!(!is_a_test(&sources, "tests_folder"), "a function that is no test counts as one");
}

#[test]
fn every_vector_that_the_hazard_log_names_exists() {
    let number = |id: &str| id.strip_prefix('V').unwrap().parse::<u32>().unwrap();
    let known: BTreeSet<u32> = book().vectors.vectors.iter().map(|vector| number(&vector.id)).collect();
    for row in rows() {
        for range in &row.vectors {
            let (first, last) = range.split_once('–').unwrap_or((range, range));
            for vector in number(first)..=number(last) {
                assert!(known.contains(&vector), "{}: there is no vector V{vector}", row.id);
            }
        }
    }
}

#[test]
fn every_law_that_the_hazard_log_names_exists() {
    let known = Citable::load().laws;
    for row in rows() {
        for law in &row.laws {
            assert!(known.contains(law), "{}: there is no law {law}", row.id);
        }
    }
}

// --- Tests of single hazards ---

fn decide(body: &Body) -> Decision<'static> {
    book().decide(&body.read(book()))
}

fn refer(urgency: Urgency) -> Outcome {
    Outcome { level: Level::ReferWorkup, urgency }
}

/// The picture of cramp-fasciculation syndrome.
fn cfs() -> Body {
    Body::baseline().with("cramps_frequent", "present").with("muscle_pain", "present").with("duration_days", 60)
}

/// H02. What the hazard log says of each missing answer: class U1, age and sites: level 3, provisional; class U2, duration
/// and course: routine, provisional; nothing: `twitch_present`, the classes M, N and O, what is not asked, and the four
/// features of cramps that nothing can fire on without cramps.
#[test]
fn an_answer_that_is_missing_from_the_baseline_is_never_read_as_no() {
    let (mut red_flags, mut contexts, mut neutral) = (0, 0, 0);
    let features = ["muscle_pain", "exercise_intolerance", "stiffness_after_use", "fatigue"];
    let asked = decide(&Body::baseline()).facts;
    for (index, finding) in book().findings.iter().enumerate() {
        let name = finding.name.as_str();
        let is_asked = asked.is_asked(book(), index) == twitch_triage::clinical::model::truth::Truth::True;
        let mut silent = vec![Body::baseline().without(name), Body::baseline().with(name, Value::Null)];
        if matches!(finding.kind, Kind::Tri | Kind::OneOf) {
            silent.push(Body::baseline().with(name, "unknown"));
        }
        for body in silent {
            let decision = decide(&body);
            let (result, status) = (decision.result, decision.status());
            let routine = Outcome { level: Level::BenignLifestyle, urgency: Urgency::Routine };
            let unchanged = !is_asked || features.contains(&name);
            match finding.class {
                Class::U1 | Class::U2 if unchanged => {
                    assert_eq!((result, status), (Outcome::LOWEST, Status::Final), "{name}");
                }
                Class::U1 if !["duration_days", "course"].contains(&name) => {
                    assert_eq!((result, status), (refer(Urgency::Routine), Status::Provisional), "{name}");
                    red_flags += 1;
                }
                Class::U1 | Class::U2 => {
                    assert_eq!((result, status), (routine, Status::Provisional), "{name}");
                    contexts += 1;
                }
                Class::M | Class::N | Class::O | Class::Scope => {
                    assert_eq!((result, status), (Outcome::LOWEST, Status::Final), "{name}");
                    neutral += 1;
                }
            }
        }
    }
    assert!(red_flags > 100 && contexts > 60 && neutral > 60, "{red_flags} {contexts} {neutral}");
}

/// H02, H06, H18. At the edge of the clinical core: what the transport reads is tested over HTTP.
#[test]
fn what_is_no_answer_of_a_finding_is_refused() {
    let read = |body: Value| serde::de::DeserializeSeed::deserialize(FindingsSeed(book()), body);
    let refused = [
        json!({ "tingling": true }),
        json!({ "tingling": false }),
        json!({ "tingling": 0 }),
        json!({ "tingling": 1.0 }),
        json!({ "tingling": "yes" }),
        json!({ "tingling": "" }),
        json!({ "tingling": "Present" }),
        json!({ "tingling": ["present"] }),
        json!({ "tingling": {} }),
        json!({ "tinglin": "present" }),
        json!({ "Tingling": "present" }),
        json!({ "": "present" }),
        json!({ "any_weakness": "present" }),
        json!({ "twitch_reported": "yes" }),
        json!({ "sex": "female" }),
        json!({ "gender": "male" }),
        json!({ "ethnicity": "any" }),
        json!({ "name": "A" }),
        json!({ "weight_kg": 70 }),
        json!({ "postcode": "x" }),
        json!({ "locale": "de-DE" }),
        json!({ "client_id": 1 }),
        json!({ "age_years": -1 }),
        json!({ "age_years": 121 }),
        json!({ "age_years": 40.5 }),
        json!({ "age_years": "40" }),
        json!({ "age_years": "unknown" }),
        json!({ "age_years": [40] }),
        json!({ "age_years": true }),
        json!({ "age_years": 1e300 }),
        json!({ "age_years": 4_294_967_336_u64 }),
        json!({ "age_years": u64::MAX }),
        json!({ "age_years": i64::MIN }),
        json!({ "duration_days": -1 }),
        json!({ "duration_days": 36501 }),
        json!({ "duration_days": 14.5 }),
        json!({ "duration_days": "2 weeks" }),
        json!({ "duration_days": 1e18 }),
        json!({ "sites": "calf" }),
        json!({ "sites": ["leg"] }),
        json!({ "sites": ["calf", "calf"] }),
        json!({ "sites": ["unknown"] }),
        json!({ "sites": [null] }),
        json!({ "sites": [["calf"]] }),
        json!({ "sites": { "calf": true } }),
        json!({ "course": "worse" }),
        json!({ "course": ["worsening"] }),
        json!({ "decline_tempo": "absent" }),
        json!([]),
        json!("present"),
        json!(null),
    ];
    for body in refused {
        assert!(read(body.clone()).is_err(), "{body} is taken");
    }
    let taken = [
        json!({ "age_years": 42.0 }),
        json!({ "age_years": 0 }),
        json!({ "age_years": 120 }),
        json!({ "age_years": null }),
        json!({ "duration_days": 36500 }),
        json!({ "sites": [] }),
        json!({ "tingling": null }),
        json!({ "course": "unknown" }),
        json!({}),
    ];
    for body in taken {
        assert!(read(body.clone()).is_ok(), "{body} is refused");
    }
    assert_eq!(read(json!({ "age_years": 42.0 })).unwrap(), read(json!({ "age_years": 42 })).unwrap());
}

/// H03. Without a definite level 3, nothing that is only missing asks for more than an ordinary appointment.
#[test]
fn open_questions_alone_are_never_more_than_a_routine_referral() {
    let mut random = Random(3);
    let mut provisional = 0;
    for _ in 0..3000 {
        let decision = decide(&random.body_with_gaps(book()));
        assert_eq!(decision.result.urgency, decision.least.urgency.max(decision.result.urgency.min(Urgency::Routine)));
        if decision.status() == Status::Provisional {
            provisional += 1;
            let open = decision.has_fired(computed::REFERRAL_OPEN) || decision.has_fired(computed::OTHER_OPEN);
            assert!(open && decision.result.urgency >= Urgency::Routine);
        }
    }
    assert!(provisional > 2000, "{provisional}");
    let nothing = Body { findings: serde_json::Map::new(), screens_completed: Vec::new() };
    assert_eq!(decide(&nothing).result, refer(Urgency::Routine));
}

/// H04.
#[test]
fn the_vectors_that_guard_against_over_referral_stay_where_they_are() {
    let expect = |id: &str| &book().vectors.vectors.iter().find(|vector| vector.id == id).unwrap().expect;
    for id in ["V02", "V20", "V33", "V36", "V37", "V62", "V64", "V119", "V156", "V158", "V161", "V179"] {
        assert_eq!(expect(id).level, Level::BenignLifestyle, "{id}");
    }
    for id in ["V93", "V94"] {
        assert_eq!(expect(id).urgency, Urgency::Routine, "{id}");
    }
    assert_eq!(book().vectors.run(book()), []);
}

/// H06. At the lower number of a pair the rule does not fire, at the higher one it does, or the other way round below
/// an age.
#[test]
fn each_threshold_falls_between_the_number_before_and_the_number_itself() {
    let present = |name: &str| Body::baseline().with(name, "present");
    let worsening = Body::baseline().with("course", "worsening");
    let regions = Body::baseline().with("sites", json!(["hand", "calf"]));
    let cramps = present("cramps_frequent").with("muscle_pain", "present");
    let days = "duration_days";
    let age = "age_years";
    let above = [
        (Body::baseline(), days, 14, "R-B01"),
        (present("known_cancer"), days, 14, "R-R14"),
        (present("known_cancer").with("course", "worsening"), days, 14, "R-S20"),
        (present("med_diuretic_ppi_or_laxative"), days, 14, "R-R11"),
        (present("family_history_neuromuscular"), days, 14, "R-R12"),
        (present("history_polio"), days, 14, "R-R13"),
        (present("thyroid_disease_or_neck_surgery"), days, 14, "R-R20"),
        (present("known_neurological_disease"), days, 14, "R-R23"),
        (Body::baseline().with("sites", json!(["face_other"])), days, 14, "R-R06"),
        (Body::baseline().with("sites", json!(["eyelid"])), days, 90, "R-R05"),
        (worsening.clone().with(age, 50), days, 27, "R-R17"),
        (regions.clone().with(age, 60), days, 83, "R-R18"),
        (cramps.clone(), days, 27, "R-C01"),
        (present("cramps_frequent"), days, 83, "R-C02"),
        (cramps.with("pregnant_or_postpartum", "present"), days, 27, "R-R21"),
        (present("cramps_frequent").with("pregnant_or_postpartum", "present"), days, 83, "R-R21"),
        (worsening.with(days, 60), age, 39, "R-R17"),
        (regions.with(days, 90), age, 54, "R-R18"),
    ];
    for (body, name, number, rule) in above {
        assert!(!decide(&body.clone().with(name, number)).has_fired(rule), "{rule} fires at {number}");
        assert!(decide(&body.with(name, number + 1)).has_fired(rule), "{rule} does not fire at {}", number + 1);
    }
    let below = [
        (Body::baseline(), 15, "R-R02"),
        (present("unsteady_or_falls"), 15, "R-U09"),
        (present("rhythmic_shaking"), 0, "R-U12"),
    ];
    for (body, number, rule) in below {
        assert!(decide(&body.clone().with(age, number)).has_fired(rule), "{rule} does not fire at {number}");
        assert!(!decide(&body.with(age, number + 1)).has_fired(rule), "{rule} fires at {}", number + 1);
    }
    // Under two years one more emergency question is asked: its missing answer keeps the result open.
    let baby = Body::baseline().without("infant_spells_or_poor_feeding");
    let most = |age: i32| decide(&baby.clone().with("age_years", age)).most.urgency;
    assert_eq!((most(1), most(2)), (Urgency::Emergency, Urgency::Routine));
}

/// H07.
#[test]
fn a_child_is_always_referred_and_an_unknown_age_is_never_reassured() {
    let mut random = Random(7);
    for _ in 0..3000 {
        let body = if random.below(2) == 0 { random.body(book()) } else { random.body_near_baseline(book()) };
        let age = i32::try_from(random.below(16)).unwrap();
        assert_eq!(decide(&body.clone().with("age_years", age)).result.level, Level::ReferWorkup);
        let unknown = decide(&body.with("age_years", Value::Null));
        assert_eq!(unknown.result.level, Level::ReferWorkup);
    }
}

/// H08.
#[test]
fn level_2_is_never_given_in_pregnancy_and_pregnancy_is_asked_about() {
    assert_eq!(decide(&cfs()).result.level, Level::CrampFasciculationSyndrome);
    let mut random = Random(8);
    for _ in 0..3000 {
        let mut body = random.body_near_baseline(book()).with("pregnant_or_postpartum", "present");
        for (name, answer) in cfs().findings {
            if ["cramps_frequent", "muscle_pain", "duration_days"].contains(&name.as_str()) {
                body = body.with(&name, answer);
            }
        }
        assert_ne!(decide(&body).result.level, Level::CrampFasciculationSyndrome, "{body:?}");
    }
    let unknown = decide(&cfs().without("pregnant_or_postpartum"));
    assert_eq!((unknown.status(), unknown.most), (Status::Provisional, refer(Urgency::Routine)));
}

/// H09.
#[test]
fn the_first_reason_of_an_emergency_is_an_emergency_rule() {
    let mut random = Random(9);
    let mut emergencies = 0;
    for _ in 0..5000 {
        let body = if random.below(2) == 0 { random.body(book()) } else { random.body_near_baseline(book()) };
        let decision = decide(&body);
        let first = decision.fired().next().expect("every answer has a reason");
        let is_emergency = decision.result.urgency == Urgency::Emergency;
        assert_eq!(first.id.starts_with("R-E"), is_emergency, "{} comes first: {body:?}", first.id);
        assert_eq!(first.effect.urgency, decision.result.urgency, "{body:?}");
        if is_emergency {
            emergencies += 1;
            assert_eq!(decision.status(), Status::Final);
            assert_eq!(
                decision.headline(),
                book().texts.headline.result.iter().find(|row| row.outcome == decision.result).unwrap().text
            );
        }
    }
    assert!((500..4500).contains(&emergencies), "{emergencies}");
}

/// H09. No rule hides another: what fires in a vector fires too when an emergency is added to it.
#[test]
fn a_rule_fires_whatever_other_rules_fire() {
    for vector in &book().vectors.vectors {
        let body =
            Body { findings: book().vectors.findings_of(vector), screens_completed: vector.screens_completed.clone() };
        let with = decide(&body.clone().with("dark_urine_with_muscle_symptoms", "present"));
        assert_eq!(with.result, refer(Urgency::Emergency), "{}", vector.id);
        for rule in vector.expect.rules.iter().filter(|rule| !rule.starts_with("R-K")) {
            assert!(with.has_fired(rule), "{}: {rule} is lost", vector.id);
        }
    }
}

/// H10. The red flags are the class U1 findings of the screens. Two only count together with another answer: the jerks
/// with nothing that explains them, and the new jerks with a cause.
#[test]
fn the_cfs_picture_with_any_red_flag_is_referred_and_still_named() {
    let flags = book().findings.iter().filter(|finding| finding.class == Class::U1 && finding.screen.is_some());
    let mut count = 0;
    for flag in flags {
        let body = cfs().with(&flag.name, "present");
        let body = if flag.name == "jerks_new_4_weeks" { body.with("med_other_suspect", "present") } else { body };
        let decision = decide(&body);
        assert_eq!(decision.result.level, Level::ReferWorkup, "{}", flag.name);
        assert!(decision.has_fired("R-C01"), "{}", flag.name);
        count += 1;
    }
    assert_eq!(count, 39);
    let mut random = Random(10);
    let mut named = 0;
    for _ in 0..3000 {
        let body = random.body_near_baseline(book()).with("cramps_frequent", "present").with("duration_days", 90);
        let decision = decide(&body);
        let refers = decision.fired().any(|rule| rule.effect.level == Level::ReferWorkup);
        if refers && (decision.has_fired("R-C01") || decision.has_fired("R-C02")) {
            assert_eq!(decision.result.level, Level::ReferWorkup);
            named += 1;
        }
    }
    assert!(named > 500, "{named}");
}

/// Bodies that contradict themselves, with the two answers that do, and the answer each has when it gives way.
fn contradictions(random: &mut Random) -> Vec<(Body, Vec<Body>)> {
    let four = ["weakness_functional", "weakness_perceived", "speech_change", "swallowing_difficulty"];
    let tempi = ["stable_or_improving", "months", "weeks", "days", "sudden"];
    let base = random.body_near_baseline(book());
    let quiet = four.iter().fold(base.clone(), |body, name| body.with(name, "absent")).with("decline_tempo", "none");
    let symptom = *random.pick(&four);
    let tempo = *random.pick(&tempi);
    let sites = json!([random.pick(&["calf", "tongue", "eyelid", "hand"])]);
    let adult = base.clone().with("age_years", 30);
    let still = base.clone().with("jerks_move_body", "absent");
    let mut cases = vec![
        // The site against the answer that there is no twitch.
        (
            base.clone().with("twitch_present", "absent").with("sites", sites.clone()),
            vec![
                base.clone().with("twitch_present", "present").with("sites", sites),
                base.clone().with("twitch_present", "absent").with("sites", json!([])),
            ],
        ),
        // A symptom against the tempo "none".
        (
            quiet.clone().with(symptom, "present"),
            vec![quiet.clone(), quiet.clone().with(symptom, "present").with("decline_tempo", "unknown")],
        ),
        // A tempo against four symptoms that are absent.
        (quiet.clone().with("decline_tempo", tempo), vec![quiet]),
    ];
    // A red flag against the answer for which it is not asked.
    for (body, name) in [
        (adult.clone(), "infant_spells_or_poor_feeding"),
        (adult, "lost_motor_skills"),
        (still.clone(), "continuous_jerking_1h"),
        (still.clone().with("vomiting_diarrhoea_48h", "present"), "jerks_new_4_weeks"),
        (still.with("jerks_are_hiccups", "absent"), "hiccups_over_48h"),
        (base.with("pregnant_or_postpartum", "absent"), "preeclampsia_symptoms"),
    ] {
        cases.push((body.clone().with(name, "present"), vec![body.clone().with(name, "absent"), body.without(name)]));
    }
    cases
}

/// H15.
#[test]
fn a_contradiction_never_scores_below_either_of_its_answers() {
    let mut random = Random(15);
    for _ in 0..500 {
        for (body, singles) in contradictions(&mut random) {
            let both = decide(&body);
            for single in singles {
                let one = decide(&single);
                assert!(
                    !one.least.exceeds(both.least),
                    "{:?} is above {:?}\n{single:?}\n{body:?}",
                    one.least,
                    both.least
                );
                assert!(
                    !one.result.exceeds(both.result),
                    "{:?} is above {:?}\n{single:?}\n{body:?}",
                    one.result,
                    both.result
                );
            }
        }
    }
}

/// H15, H21.
#[test]
fn every_contradiction_is_warned_of() {
    let mut random = Random(16);
    for _ in 0..100 {
        for (body, _) in contradictions(&mut random) {
            assert!(decide(&body).warning().is_some(), "{body:?}");
        }
    }
    assert!(decide(&Body::baseline()).warning().is_none());
}

/// H16.
#[test]
fn ten_thousand_random_bodies_are_decided_alike_twice() {
    let mut random = Random(16);
    let mut levels = BTreeSet::new();
    for number in 0..10_000 {
        let body = match number % 4 {
            0 => random.body(book()),
            1 => random.body_near_baseline(book()),
            2 => random.body_with_gaps(book()),
            _ => cfs_with_one_other_answer(&mut random),
        };
        let findings = body.read(book());
        let (first, second) = (book().decide(&findings), book().decide(&findings.clone()));
        assert_eq!(said(&first), said(&second), "{body:?}");
        assert!(first.result.is_allowed() && first.least.is_allowed() && first.most.is_allowed(), "{body:?}");
        levels.insert(first.result.level);
    }
    assert_eq!(levels.len(), 3);
}

fn cfs_with_one_other_answer(random: &mut Random) -> Body {
    let finding = random.pick(&book().findings);
    let answer = random.answer(finding);
    cfs().with(&finding.name, answer)
}

/// All that is decided and said.
fn said(decision: &Decision) -> (Expected, String, String) {
    let headline = format!("{} / {}", decision.headline(), decision.clinician_headline());
    let workup: Vec<&str> = given_texts::workup(decision);
    (Expected::of(decision), headline, workup.join("\n"))
}

/// H20.
#[test]
fn without_a_twitch_nothing_is_assessed_and_red_flags_still_count() {
    let none = Body::baseline().with("twitch_present", "absent").with("sites", json!([]));
    let decision = decide(&none);
    assert!(!decision.in_scope && decision.result == Outcome::LOWEST);
    assert!(decision.headline().starts_with("No twitching was reported"));
    let mut random = Random(20);
    for _ in 0..1000 {
        let body = random.body_near_baseline(book());
        let without = body.clone().with("twitch_present", "absent").without("sites");
        let decision = decide(&without);
        assert!(!decision.in_scope && decision.has_fired("R-X01") && !decision.has_fired("R-B00"));
        // Every emergency of the same person with a twitch that is not about where it is.
        for rule in decide(&body).fired().filter(|rule| rule.id.starts_with("R-E") && rule.id != "R-E18") {
            assert!(decision.has_fired(&rule.id), "{}: {body:?}", rule.id);
        }
    }
}

/// H22.
#[test]
fn a_completed_screen_never_answers_for_an_explicit_unknown_or_for_the_questions_without_a_screen() {
    let all: Vec<String> =
        book().screens.iter().filter(|screen| !screen.heading_only).map(|screen| screen.id.clone()).collect();
    assert_eq!(all.len(), 8);
    let completed = |body: Body| Body { screens_completed: all.clone(), ..body };
    let nothing = completed(Body { findings: serde_json::Map::new(), screens_completed: Vec::new() });
    let facts = decide(&nothing).facts;
    for (index, finding) in book().findings.iter().enumerate() {
        let filled_in = !facts.is_unknown(index);
        // Filled in, or settled because the question is not asked; of those without a screen only the tempo, for
        // which the completed screens have just said that nothing declines.
        let conditional = book().asked_when(index).is_some();
        if finding.screen.is_some() && !conditional {
            assert!(filled_in, "{} is not filled in", finding.name);
            for silent in [json!("unknown"), Value::Null] {
                let body = nothing.clone().with(&finding.name, silent);
                assert!(
                    decide(&body).facts.is_unknown(index),
                    "{} is filled in over an explicit unknown",
                    finding.name
                );
            }
        } else if finding.screen.is_none() && !conditional {
            assert!(!filled_in, "{} is filled in", finding.name);
        }
    }
}

/// H23.
#[test]
fn a_normal_examination_lowers_nothing() {
    let exam: Vec<&str> = book()
        .findings
        .iter()
        .filter(|finding| finding.class == Class::O)
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(exam.len(), 6);
    let mut random = Random(23);
    for _ in 0..1000 {
        let body = random.body(book());
        let without = exam.iter().fold(body.clone(), |body, name| body.without(name));
        let normal = exam.iter().fold(body, |body, name| body.with(name, "absent"));
        assert_eq!(Expected::of(&decide(&normal)), Expected::of(&decide(&without)));
        let sign = *random.pick(&exam);
        let found = decide(&without.clone().with(sign, "present"));
        assert!(!decide(&without).least.exceeds(found.least) && found.least.urgency >= Urgency::Routine, "{sign}");
    }
}
