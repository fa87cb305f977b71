//! Record systems with tokens of their own.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{SERVICE, call};
use crate::support::client::Answer;
use crate::support::folder::Folder;
use crate::support::keys::{Issuer, key_set, now};
use crate::support::service::{Service, settings};

const URL: &str = "https://triage.clinic.test";
const TENANT: &str = "2ddd6c3a-8e9a-44c6-a305-52111ad302a2";

/// A service that knows two record systems: the first with one tenant, the second with any.
fn with_clients(name: &str) -> (Service, Issuer, Issuer, Folder) {
    let folder = Folder::new(name);
    let (north, south) = (Issuer::new("n1", Algorithm::ES384), Issuer::new("s1", Algorithm::RS384));
    folder.write("north.json", key_set(&[&north]));
    folder.write("south.json", key_set(&[&south]));
    let list = folder.write(
        "clients.toml",
        format!(
            "[[client]]\nname = \"north\"\nissuer = \"https://north.test/\"\njwks = \"north.json\"\ntenants = [\"{TENANT}\"]\n\n\
             [[client]]\nname = \"south\"\nissuer = \"https://south.test/\"\njwks = \"south.json\"\n"
        ),
    );
    (Service::start(&["--cds-clients", &list, "--public-url", URL]), north, south, folder)
}

fn claims() -> Value {
    json!({ "iss": "https://north.test/", "aud": format!("{URL}{SERVICE}"), "iat": now(), "exp": now() + 300, "jti": "1", "tenant": TENANT })
}

fn send(service: &Service, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
    service.client.send("POST", SERVICE, &headers, Some(call(&json!({})).to_string()))
}

#[test]
fn a_token_of_a_known_record_system_is_taken() {
    let (service, north, south, _folder) = with_clients("cds_clients");
    assert_eq!(send(&service, &north.token(&claims())).status, 200);
    let mut other = claims();
    other["iss"] = json!("https://south.test/");
    other["aud"] = json!([format!("{URL}{SERVICE}"), "https://other.test/"]);
    other.as_object_mut().expect("an object").remove("tenant");
    assert_eq!(send(&service, &south.token(&other)).status, 200);
    // The rest of the service is as open or as closed as before.
    assert_eq!(service.client.ask(&[]).status, 200);
    assert_eq!(service.client.get("/cds-services").status, 200);
}

#[test]
fn every_other_token_is_refused() {
    let (service, north, south, _folder) = with_clients("cds_clients_refused");
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        north.token(&claims)
    };
    let without = |name: &str| {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(name);
        north.token(&claims)
    };
    for token in [
        with("iss", json!("https://south.test/")),
        with("aud", json!(format!("{URL}/cds-services"))),
        with("aud", json!(format!("{URL}{SERVICE}/feedback"))),
        with("exp", json!(now() - 100)),
        with("exp", json!(now() + 400)),
        with("iat", json!(now() + 100)),
        with("jti", json!("")),
        with("jti", json!("x".repeat(129))),
        with("tenant", json!("another")),
        without("tenant"),
        without("iat"),
        without("exp"),
        without("jti"),
        south.token(&claims()),
        Issuer::new("n1", Algorithm::ES384).token(&claims()),
        Issuer::new("n1", Algorithm::HS256).token(&claims()),
        north.token_with(&claims(), |header| header.kid = None),
        north.token_with(&claims(), |header| header.typ = None),
        north.token_with(&claims(), |header| header.kid = Some("s1".to_owned())),
        "canary".to_owned(),
        String::new(),
    ] {
        let answer = send(&service, &token);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{token}");
        assert_eq!(answer.expect(401)["issue"][0]["code"], "login");
    }
}

#[test]
fn a_token_is_ignored_where_nobody_needs_one() {
    let service = Service::start(&[]);
    assert_eq!(send(&service, "whatever").status, 200);
}

#[test]
fn record_systems_need_a_public_url_and_files_that_can_be_read() {
    let folder = Folder::new("cds_clients_faults");
    let list = folder.write("clients.toml", "[[client]]\nname = \"north\"\nissuer = \"i\"\njwks = \"missing.json\"\n");
    let faults = settings(&["--cds-clients", &list]).faults();
    assert!(faults.iter().any(|fault| fault.contains("`--cds-clients` needs `--public-url`")), "{faults:?}");
    for bad in ["https://triage.test/", "triage.test", "https://", "https://a b", "https://x/?q"] {
        let faults = settings(&["--public-url", bad]).faults();
        assert!(faults.iter().any(|fault| fault.starts_with("`--public-url`")), "{bad}");
    }
    assert!(settings(&["--public-url", "https://triage.test:8443/base"]).faults().is_empty());
    assert!(
        twitch_triage::server::access::cds_clients::CdsClients::load(list.as_ref(), URL, &settings(&[]).access)
            .is_err()
    );
}
