//! The page for people: how it is delivered, and that it is whole.

use std::collections::BTreeSet;

use twitch_triage::clinical::model::rule_book::RuleBook;

use crate::support::client::Answer;
use crate::support::service::service;

/// What the page refers to by `src` or `href` and loads.
fn loaded(page: &str) -> BTreeSet<&str> {
    let quoted = ["href=\"page/", "src=\"page/"].map(|attribute| page.split(attribute).skip(1).collect::<Vec<_>>());
    quoted.concat().into_iter().map(|rest| rest.split('"').next().expect("a name")).collect()
}

/// The files that a script imports.
fn imported(script: &str) -> BTreeSet<&str> {
    script.split("from \"./").skip(1).map(|rest| rest.split('"').next().expect("a name")).collect()
}

fn part(name: &str) -> Answer {
    let answer = service().get(&format!("/page/{name}"));
    assert_eq!(answer.status, 200, "{name}");
    answer
}

#[test]
fn the_page_may_load_from_and_send_to_this_service_only_and_read_no_text_as_html() {
    let page = service().get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    assert_eq!(page.header("vary"), "Accept-Language");
    assert_eq!(page.header("content-language"), "en-GB");
    assert_eq!(page.header("set-cookie"), "");
}

#[test]
fn every_part_of_the_page_is_served_and_none_is_left_over() {
    let page = service().get("/");
    let loaded = loaded(page.text());
    let scripts = loaded.iter().copied().filter(|name| name.rsplit('.').next() == Some("js"));
    for name in &loaded {
        let expected = match name.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/javascript",
        };
        assert_eq!(part(name).header("content-type"), expected, "{name}");
    }
    for script in scripts.map(part) {
        assert!(imported(script.text()).is_subset(&loaded), "loaded early, or a second round trip is needed");
    }
    let in_folder = std::fs::read_dir("src/page").expect("a folder").filter_map(|file| {
        let name = file.expect("a file").file_name().into_string().expect("a name");
        [".js", ".css", "icon.svg"].iter().any(|ending| name.ends_with(ending)).then_some(name)
    });
    assert_eq!(in_folder.collect::<BTreeSet<_>>(), loaded.iter().map(|name| (*name).to_owned()).collect());
    service().get("/page/page.html").problem(404, "not_found");
}

/// What is not part of the page itself is words.
#[test]
fn the_page_is_small() {
    let page = service().get("/");
    let words = page.text().split("id=\"data\">").nth(1).expect("words").len();
    let parts: usize = loaded(page.text()).iter().map(|name| part(name).body.len()).sum();
    let size = page.body.len() - words + parts;
    assert!(size <= 80_000, "{size} bytes without the words, {words} of words");
}

#[test]
fn the_page_names_nothing_of_another_origin_and_writes_no_html() {
    let page = service().get("/");
    for name in loaded(page.text()) {
        let part = part(name);
        let elsewhere = part.text().replace("http://www.w3.org/", "");
        assert!(!elsewhere.contains("://"), "{name} names another origin");
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Storage",
            "cookie",
            "indexedDB",
        ] {
            assert!(!part.text().contains(sink), "{name} uses {sink}");
        }
    }
}

#[test]
fn a_parameter_that_the_page_does_not_know_is_refused() {
    assert_eq!(service().get("/?for=clinician&lang=en-GB").status, 200);
    let unknown = service().get("/?age_years=34").problem(400, "bad_query");
    assert_eq!(unknown["parameter"], "age_years");
    assert_eq!(service().get("/?for=patient").problem(400, "bad_query")["detail"], "`for` must be `clinician`");
    let language = service().get("/?lang=xx").problem(400, "bad_query");
    assert_eq!(
        (&language["parameter"], &language["detail"]),
        (&"lang".into(), &"`lang` must be `de` or `en-GB`".into())
    );
    service().get("/page/page.js?lang=en-GB").problem(400, "bad_query");
}

#[test]
fn the_page_holds_the_emergency_note_without_any_script_and_every_text_it_needs() {
    let page = service().get("/");
    let book = RuleBook::built_in().expect("the built-in rule book");
    assert!(page.text().contains(&book.texts.fixed.emergency_note));
    assert!(page.text().contains("<noscript>"));
    assert!(!page.text().contains("[["), "a mark is left");
}

#[test]
fn every_text_of_the_page_is_used() {
    let scripts = ["page.js", "question.js", "result.js", "explanation.js", "letter.js", "words.js"].map(part);
    let template = std::fs::read_to_string("src/page/page.html").expect("a template");
    let figure = std::fs::read_to_string("src/page/figure.svg").expect("a figure");
    let book = RuleBook::built_in().expect("the built-in rule book");
    let unused = book.texts.page.all().map(|(place, _)| place).filter(|place| {
        let name = place.trim_start_matches("page.");
        let section = name.split('.').next().expect("a section");
        // The three sections whose names are words of an answer.
        let by_word = ["urgency", "level", "since"].contains(&section);
        let in_page = [&template, &figure].iter().any(|text| text.contains(&format!("[[{name}]]")));
        !by_word && !in_page && !scripts.iter().any(|script| script.text().contains(&format!("\"{name}\"")))
    });
    assert_eq!(unused.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_page_is_in_the_language_that_is_accepted_or_named_and_says_that_a_machine_translated_it() {
    let note = "Von einer Maschine übersetzt.";
    let german = service().get("/?lang=de");
    assert_eq!(german.header("content-language"), "de");
    assert!(german.text().contains("<html lang=\"de\">") && german.text().contains(note));
    assert!(german.text().contains("href=\"?lang=en-GB\">English</a>"), "a way back");
    let accepted = service().send("GET", "/", &[("accept-language", "de-AT, en;q=0.5")], None::<&str>);
    assert_eq!(accepted.text(), german.text());
    let named = service().send("GET", "/?lang=en-GB", &[("accept-language", "de")], None::<&str>);
    let english = service().get("/");
    assert_eq!(named.text(), english.text());
    assert!(english.text().contains("<html lang=\"en-GB\">") && !english.text().contains(note));
    assert!(english.text().contains("href=\"?lang=de\">Deutsch</a>"), "a way to German");
}
