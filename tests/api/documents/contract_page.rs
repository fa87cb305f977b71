//! The page that shows the contract loads nothing from elsewhere.

use crate::support::service::service;

/// What a page refers to.
fn references(page: &str) -> Vec<String> {
    let quoted = ["href=\"", "src=\""].map(|attribute| page.split(attribute).skip(1).collect::<Vec<_>>()).concat();
    quoted.into_iter().map(|rest| rest.split('"').next().expect("a reference").to_owned()).collect()
}

#[test]
fn the_documentation_needs_nothing_from_elsewhere() {
    let page = service().get("/docs");
    assert!(page.header("content-type").starts_with("text/html"));
    let references = references(page.text()).into_iter().filter(|reference| reference != "..");
    let (base, assets): (Vec<_>, Vec<_>) = references.partition(|reference| reference.ends_with('/'));
    assert_eq!(base, ["docs/"], "relative, so that it works behind a prefix too");
    assert!(assets.len() >= 5, "{assets:?}");
    assert!(!page.text().contains("://"), "the page loads from elsewhere");
    // The page for people is one level up, behind a prefix too.
    assert!(page.text().contains("<a href=\"..\">") && service().get("/").text().contains("<a href=\"docs\">"));
    for asset in &assets {
        assert!(!asset.starts_with('/') && !asset.contains(':'), "{asset}");
        let answer = service().get(&format!("/docs/{}", asset.trim_start_matches("./")));
        assert_eq!(answer.status, 200, "{asset}");
        assert!(!answer.body.is_empty(), "{asset}");
    }
    let start = service().get("/docs/swagger-initializer.js");
    assert!(start.text().contains("\"../openapi.json\""));
    assert!(!start.text().contains("://"));
}

#[test]
fn a_script_that_the_documentation_does_not_load_takes_no_room_in_the_binary() {
    let page = service().get("/docs");
    for file in std::fs::read_dir("openapi/swagger-ui").expect("a folder") {
        let name = file.expect("a file").file_name().into_string().expect("a name");
        assert!(!references(page.text()).iter().any(|loaded| loaded.ends_with(&name)), "{name} is loaded");
        let size = service().get(&format!("/docs/{name}")).body.len();
        assert!(size < 100, "{name}: {size} bytes; after a change: cargo clean -p utoipa-swagger-ui");
    }
}

#[test]
fn styles_of_the_documentation_load_nothing_from_elsewhere() {
    for style in ["swagger-ui.css", "index.css"] {
        let answer = service().get(&format!("/docs/{style}"));
        for loaded in answer.text().split("url(").skip(1) {
            let loaded = loaded.trim_start_matches(['"', '\'']);
            assert!(
                loaded.starts_with("data:") || !loaded.split(')').next().unwrap().contains("//"),
                "{style}: {loaded:.60}"
            );
        }
        assert!(!answer.text().contains("@import"), "{style}");
    }
}
