//! Phrases that no text may hold.

use std::collections::BTreeSet;

use twitch_triage::clinical::load::TranslatedRuleBook;
use twitch_triage::clinical::load::banned::Search;
use twitch_triage::clinical::load::fault::Fault;
use twitch_triage::clinical::load::files::KnowledgeFiles;
use twitch_triage::clinical::load::knowledge::Knowledge;
use twitch_triage::clinical::load::reader_text::{ReaderText, reader_texts};
use twitch_triage::clinical::model::banned::Banned;

use super::{Kind, Text, banned, banned_in_german, concerns, found_in, holds, sentences, served, words};
use crate::support::body::{book, german};
use crate::support::planted_fault::{Planted, list};

/// Every banned phrase in these English texts: where, what, why.
fn offences(texts: &[Text]) -> Vec<String> {
    offences_in(banned(), texts)
}

/// The same in the language of a list.
fn offences_in(list: &Banned, texts: &[Text]) -> Vec<String> {
    let mut offences = Vec::new();
    for text in texts {
        for ban in list.banned.iter().filter(|ban| concerns(ban, text)) {
            for phrase in found_in(ban, &text.text) {
                offences.push(format!("{}: `{phrase}` in `{}`: {}", text.place, text.text, ban.why));
            }
        }
        if text.kind != Kind::Clinician {
            for sentence in sentences(&text.text).filter(|sentence| speaks_of_stopping(list, sentence)) {
                if !list.stop.allowed.iter().any(|allowed| holds(sentence, allowed)) {
                    offences.push(format!("{}: `{sentence}`: {}", text.place, list.stop.why));
                }
            }
        }
    }
    offences
}

fn speaks_of_stopping(list: &Banned, sentence: &str) -> bool {
    let begins = |word: &str| list.stop.beginnings.iter().any(|beginning| word.starts_with(beginning));
    words(sentence).split(' ').any(begins)
}

/// I-20.
#[test]
fn no_text_holds_a_banned_phrase() {
    let offences = offences(&served(book()));
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// I-20 in German.
#[test]
fn no_german_text_holds_a_banned_phrase() {
    let offences = offences_in(banned_in_german(), &served(german()));
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn every_list_of_banned_phrases_catches_what_is_planted_in_each_kind_of_text_it_concerns() {
    catches_what_is_planted(banned(), &served(book()));
}

#[test]
fn so_does_every_german_list() {
    catches_what_is_planted(banned_in_german(), &served(german()));
}

#[test]
fn what_is_banned_in_english_is_banned_in_german_for_the_same_reasons() {
    let reasons =
        |list: &'static Banned| list.banned.iter().map(|ban| (ban.why.split([':', '(']).next().unwrap(), &ban.among));
    assert!(reasons(banned()).eq(reasons(banned_in_german())));
}

fn catches_what_is_planted(list: &Banned, texts: &[Text]) {
    let plant = |place: usize, sentence: &str| {
        let text = &texts[place];
        offences_in(list, &[Text { text: format!("{} {sentence}", text.text), ..text.clone() }])
    };
    for ban in &list.banned {
        let mut kinds = BTreeSet::new();
        for (place, text) in texts.iter().enumerate().filter(|(_, text)| concerns(ban, text)) {
            if kinds.insert(text.kind) {
                let caught = plant(place, &ban.planted);
                assert!(caught.iter().any(|offence| offence.ends_with(&ban.why)), "`{}` is not caught", ban.planted);
                assert!(caught.iter().all(|offence| offence.starts_with(&texts[place].place)), "{caught:?}");
            }
        }
        assert!(!kinds.is_empty(), "concerns no text: {}", ban.why);
        // In every other text each phrase of the list is caught by itself, in capitals and before a full stop.
        for phrase in &ban.phrases {
            let shouted = format!("Well: {}.", phrase.to_uppercase());
            assert!(found_in(ban, &shouted).contains(&phrase.as_str()), "`{phrase}` is never found");
        }
        for except in &ban.except {
            assert!(texts.iter().any(|text| text.text.contains(&except.text)), "no text says `{}`", except.text);
            assert!(!except.why.is_empty());
        }
    }
    let place = texts.iter().position(|text| text.place == "A08").unwrap();
    assert_eq!(plant(place, &list.stop.planted).iter().filter(|offence| offence.ends_with(&list.stop.why)).count(), 1);
}

#[test]
fn a_banned_phrase_in_a_knowledge_file_is_caught() {
    let planted = [
        Planted::new().rule("R-B00", "usually harmless.", "harmless. You do not have ALS."),
        Planted::new().rule("R-C01", "It is usually not dangerous.", "It cannot become ALS."),
        Planted::new().rule("R-S18", "need a blood test.", "need a blood test. Stop the statin."),
        Planted::new().edit("advice.toml", "", "moderate exercise.", "moderate exercise, and magnesium."),
        Planted::new().edit(
            "texts.toml",
            "",
            "This looks like a common, usually harmless twitch.",
            "This is rarely ALS.",
        ),
        Planted::new().edit("screens.toml", "", "Advice that fits", "Nothing to worry about"),
        Planted::new().edit("intended_use.toml", "", "Making a diagnosis.", "It rules out ALS."),
    ];
    for planted in planted {
        let faults = planted.faults();
        let caught = |fault: &Fault| fault.what.contains("Word it otherwise") && fault.position.is_some();
        assert!(!faults.is_empty() && faults.iter().all(caught), "{}", list(&faults));
    }
}

/// Loading has a search of its own: what it finds is what these tests find.
#[test]
fn loading_catches_every_phrase_in_each_kind_of_text() {
    let knowledge = Knowledge::read(&KnowledgeFiles::built_in()).unwrap();
    let search = Search::new(&knowledge.banned);
    for text in reader_texts(&knowledge) {
        assert_eq!(search.offences(&text), Vec::<String>::new(), "{} {}", text.file, text.place);
    }
    for ban in &knowledge.banned.banned {
        let mut caught = 0;
        for text in reader_texts(&knowledge) {
            let said = format!("{} {}", text.text, ban.planted);
            let offences = search.offences(&ReaderText { text: &said, ..text.clone() });
            caught += usize::from(offences.iter().any(|offence| offence.contains(&ban.why)));
        }
        assert!(caught > 0, "loading never catches `{}`", ban.planted);
    }
    let text = reader_texts(&knowledge).into_iter().find(|text| text.place == "A08").unwrap();
    let said = format!("{} {}", text.text, knowledge.banned.stop.planted);
    assert_eq!(search.offences(&ReaderText { text: &said, ..text }).len(), 1);
}

#[test]
fn no_other_apostrophe_and_nothing_unseen_hides_a_phrase() {
    let said = [
        "You don\u{2019}t have ALS.",
        "Don\u{2bc}t take your tablets.",
        "You can\u{2018}t have it.",
        "You haven\u{ff07}t got it.",
        "You do not ha\u{ad}ve ALS.",
        "Stop\u{200b}\u{2060} your statin.",
        "No\u{feff}t AL\u{200d}S.",
        "It isn\u{2019}t ALS.",
        "There is no sign of disease.",
        "It is not motor neuron disease.",
        "You are free of MND.",
        "Cease your tablets.",
        "Pause the statin.",
    ];
    for said in said {
        let planted = Planted::new().rule("R-B00", "usually harmless.", &format!("common. {said}"));
        let faults = planted.faults();
        assert!(faults.iter().any(|fault| fault.what.contains("Word it otherwise")), "{said}: {}", list(&faults));
    }
}

/// The list of an operator, in English or German: it bans one word of its own, and nothing else.
const OWN_LIST: &str = "[[banned]]\nwhy = \"house style\"\nin = [\"everyone\"]\nphrases = [\"twitchiness\"]\n\
    planted = \"Twitchiness.\"\n[stop]\nwhy = \"w\"\nplanted = \"p\"\nbeginnings = [\"xyz\"]\nallowed = [\"xyz\"]\n";

#[test]
fn a_list_of_ones_own_adds_to_the_built_in_one_and_takes_nothing_out() {
    let faults_of = |list: &str, said: &str| {
        let planted = Planted::new().file("banned.toml", list).rule("R-B00", "usually harmless.", said);
        planted.faults().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(Planted::new().file("banned.toml", OWN_LIST).faults(), []);
    for (said, phrase) in [
        ("common. You do not have ALS.", "says `you do not have`"),
        ("common. Stop the statin.", "says `Stop the statin.`"),
        ("mere twitchiness.", "says `twitchiness`"),
    ] {
        let found = faults_of(OWN_LIST, said);
        assert!(found.contains(phrase), "{said}: {found}");
    }
    // An entry with the same reason excuses a text of its own, and a single letter excuses nothing.
    let why = &banned().banned[0].why;
    let excuse = |text: &str| {
        let entry = OWN_LIST.replace("house style", &why.replace('"', "\\\""));
        let except = format!("except = [{{ text = \"{text}\", why = \"a test\" }}]\n[stop]");
        faults_of(&entry.replacen("[stop]", &except, 1), "common. You do not have ALS.")
    };
    let excused = excuse("You do not have ALS.");
    assert!(!excused.contains("`you do not have`"), "{excused}");
    assert!(excuse("e").contains("says `you do not have`"));
    // In German too.
    let mut files = KnowledgeFiles::built_in();
    files.set("translations/de.banned.toml", OWN_LIST.to_owned());
    let german = files.get("translations/de.po").replacen("ist meist harmlos", "Sie haben keine ALS", 1);
    files.set("translations/de.po", german);
    let faults = TranslatedRuleBook::load(&files, &["de"]).err().unwrap_or_default();
    assert!(faults.iter().any(|fault| fault.what.contains("says `sie haben keine`")), "{}", list(&faults));
}

#[test]
fn words_that_only_contain_a_banned_word_are_not_caught() {
    assert!(!holds("You need also signals of muscles.", "als"));
    assert!(holds("(ALS)", "als") && holds("It is 5% of cases", "%") && holds("Rules  out", "rules out"));
}
