//! The rule book as a page.

use super::{VIGNETTES, book, printed};
use crate::support::program::complaint;
use crate::support::service::{BOOK, service};

#[test]
fn every_rule_stands_on_the_page_with_condition_wording_sources_and_cases() {
    let page = book(&["page", "built-in", "--vignettes", VIGNETTES]);
    assert_eq!((page.status.code(), complaint(&page)), (Some(0), String::new()));
    let html = printed(&page);
    for rule in &BOOK.rules {
        assert!(html.contains(&format!("<article id=\"{}\">", rule.id)), "{}", rule.id);
    }
    for words in [
        "A thinning muscle needs an examination.",
        "lasts more than 90 days",
        "No clinician has reviewed this rule book yet.",
        "https://",
        "class=\"initials\"",
        "href=\"#R-S02\"",
        "<code>V24</code> wasting only",
        // Of several conditions of which one is enough each is an entry of its own.
        "one of these:<ul class=\"any\"><li>",
    ] {
        assert!(html.contains(words), "no `{words}`");
    }
    assert!(!html.contains("<script"), "it needs no script");
    // Where there are vignettes some are shown, however many vectors there are; and a warning has cases too.
    let article = |id: &str| {
        let (_, after) = html.split_once(&format!("<article id=\"{id}\">")).expect("an article");
        after.split_once("</article>").expect("its end").0
    };
    let every_fires = article("R-B00").split_once("Cases that show it").expect("cases").1;
    let shown: Vec<&str> = every_fires.split("<code>").skip(1).filter_map(|case| case.split('<').next()).collect();
    let vectors = shown.iter().filter(|id| BOOK.vectors.vectors.iter().any(|vector| vector.id == **id)).count();
    assert_eq!((shown.len(), vectors), (6, 3), "{shown:?}");
    assert!(
        article("R-K03").contains("Cases that show it</dt><dd><ul class=\"cases\"><li><code>V"),
        "{}",
        article("R-K03")
    );
}

#[test]
fn a_browser_gets_the_page_and_a_program_the_rules_as_json() {
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let page = service().send("GET", "/v1/rules", &[("Accept", browser)], None::<&str>);
    assert_eq!(page.status, 200);
    assert!(page.header("Content-Type").starts_with("text/html"));
    assert_eq!(page.header("Vary"), "Accept, Accept-Language");
    assert_eq!(page.header("Content-Language"), "en-GB");
    assert!(page.header("Content-Security-Policy").starts_with("default-src 'none'; style-src"));
    assert!(String::from_utf8_lossy(&page.body).contains("<article id=\"R-S02\">"));
    let json = service().get("/v1/rules");
    assert!(json.expect(200)["rules"].is_array());
    let one = service().send("GET", "/v1/rules?finding=tingling", &[("Accept", "text/html")], None::<&str>);
    one.problem(406, "not_acceptable");
}
