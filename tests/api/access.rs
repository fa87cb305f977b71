//! Who may ask: everybody on loopback, those with a key, those with a token; nobody else, and they learn nothing.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use twitch_triage::server::access::api_key::new_key;

use crate::support::client::{Answer, Client, NOTHING};
use crate::support::folder::Folder;
use crate::support::keys::{Issuer, claims, key_set, now};
use crate::support::program::{Program, command, complaint, run};
use crate::support::service::Service;
use crate::support::wait::until;

/// Longer than it takes until files are looked at again.
const RELOADED: Duration = Duration::from_secs(10);

/// What is answered without a key.
const PUBLIC: &[&str] = &[
    "/health/live",
    "/health/ready",
    "/openapi.json",
    "/openapi-3.0.json",
    "/docs",
    "/",
    "/?for=clinician",
    "/page/page.js",
    "/docs/swagger-ui.css",
    "/problems/unauthorized",
];

/// What is not.
const PROTECTED: &[&str] = &[
    "/v1/questionnaire",
    "/v1/rules",
    "/v1/rules/R-B00",
    "/v1/evidence",
    "/v1/evidence/E01",
    "/v1/intended-use",
    "/metrics",
    "/nothing/here",
];

fn ask_with(client: &Client, key: &str) -> Answer {
    client.ask(&[("authorization", &format!("Bearer {key}"))])
}

/// A service that asks for a key, the key that it takes, and the folder in which that stands.
fn with_keys(name: &str, flags: &[&str]) -> (Service, String, Folder) {
    let folder = Folder::new(name);
    let (key, line) = new_key("clinic");
    let file = folder.write("keys", format!("# callers\n\n{line}\n"));
    let flags: Vec<&str> = ["--api-keys", &file].iter().chain(flags).copied().collect();
    (Service::start(&flags), key, folder)
}

/// A service that asks for a token with a scope, and who signs those that it takes.
fn with_tokens(name: &str, algorithm: Algorithm) -> (Service, Issuer, Folder) {
    let folder = Folder::new(name);
    let issuer = Issuer::new("first", algorithm);
    let file = folder.write("jwks.json", key_set(&[&issuer]));
    let flags = ["--jwks", &file, "--jwt-issuer", "clinic", "--jwt-audience", "twitch-triage", "--jwt-scope", "triage"];
    (Service::start(&flags), issuer, folder)
}

/// One who sends no key where one is asked for.
pub fn unknown_caller() -> Answer {
    with_keys("unknown_caller", &[]).0.client.ask(&[])
}

/// One whose token is right but does not hold the scope.
pub fn caller_without_scope() -> Answer {
    let (service, issuer, _folder) = with_tokens("without_scope", Algorithm::ES256);
    ask_with(&service.client, &issuer.token(&with(json!({ "scope": "read" }))))
}

/// The claims of a good token, some of them others; null leaves one out.
fn with(changes: Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().expect("claims") {
        match value {
            Value::Null => drop(claims.as_object_mut().expect("claims").remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

// --- keys ---

#[test]
fn a_key_opens_and_nothing_else_does() {
    let (service, key, _folder) = with_keys("keys", &[]);
    let client = &service.client;
    assert_eq!(ask_with(client, &key).status, 200);
    assert_eq!(client.ask(&[("authorization", &format!("bEARER  {key}"))]).status, 200);
    let shorter = &key[..key.len() - 1];
    let longer = format!("{key}0");
    let doubled = format!("Bearer {key}");
    let digest = new_key("x").1.split("sha256:").nth(1).expect("a digest").to_owned();
    for wrong in ["", " ", "x", shorter, &longer, &key.to_uppercase(), "clinic", &digest] {
        let answer = ask_with(client, wrong);
        let challenge = answer.header("www-authenticate");
        answer.problem(401, "unauthorized");
        assert!(challenge.starts_with("Bearer realm="), "{challenge}");
    }
    for headers in [
        vec![("authorization", key.as_str())],
        vec![("authorization", "Basic Y2xpbmljOng=")],
        vec![("authorization", doubled.as_str()), ("authorization", doubled.as_str())],
        vec![("x-api-key", key.as_str())],
    ] {
        client.ask(&headers).problem(401, "unauthorized");
    }
    let target = format!("/v1/triage?key={key}");
    client.send("POST", &target, &[("content-type", "application/json")], Some(NOTHING)).problem(401, "unauthorized");
}

/// What is said is always ours: the word KEY, never the key.
#[test]
fn a_key_that_is_not_sent_as_it_should_be_is_told_how() {
    let (service, key, _folder) = with_keys("forms", &[]);
    let how = "`Authorization: Bearer KEY`";
    let basic = format!("Basic {key}");
    for headers in [
        vec![],
        vec![("authorization", key.as_str())],
        vec![("authorization", basic.as_str())],
        vec![("x-api-key", key.as_str())],
        vec![("api-key", key.as_str())],
    ] {
        let answer = service.client.ask(&headers);
        assert!(!answer.header("www-authenticate").contains("error="));
        let shown = answer.text().to_owned();
        let problem = answer.problem(401, "unauthorized");
        assert!(problem["detail"].as_str().expect("a detail").contains(how), "{problem}");
        assert!(!shown.contains(&key), "{shown}");
    }
    let wrong = ask_with(&service.client, "x").problem(401, "unauthorized");
    assert_eq!(wrong["detail"], "the bearer key or token is not accepted");
}

#[test]
fn a_key_and_a_token_that_are_mixed_up_are_told_apart() {
    let (by_key, key, _keys) = with_keys("mixed_up_keys", &[]);
    let (by_token, issuer, _tokens) = with_tokens("mixed_up_tokens", Algorithm::ES256);
    let token = issuer.token(&with(json!({})));
    let detail = |client: &Client, sent: &str| ask_with(client, sent).problem(401, "unauthorized")["detail"].clone();
    assert_eq!(detail(&by_key.client, &token), "this service accepts keys, not tokens (JWT)");
    assert_eq!(detail(&by_token.client, &key), "this service accepts signed tokens (JWT), not keys");
}

#[test]
fn a_missing_key_and_a_wrong_one_are_told_apart_in_the_challenge_only() {
    let (service, _, _folder) = with_keys("challenge", &[]);
    let missing = service.client.ask(&[]).header("www-authenticate");
    let wrong = ask_with(&service.client, "x").header("www-authenticate");
    assert!(!missing.contains("error="), "{missing}");
    assert!(wrong.contains("error=\"invalid_token\""), "{wrong}");
}

#[test]
fn every_path_but_those_about_the_interface_needs_the_key() {
    let (service, key, _folder) = with_keys("paths", &[]);
    let bearer = format!("Bearer {key}");
    for path in PUBLIC {
        assert_eq!(service.client.get(path).status, 200, "{path}");
    }
    for path in PROTECTED {
        service.client.get(path).problem(401, "unauthorized");
        let known = service.client.send("GET", path, &[("authorization", &bearer)], None::<&str>);
        assert_ne!(known.status, 401, "{path}");
    }
    for near in ["/healthy", "/docsx", "/openapi.json/x", "/problemsx", "/v1/../health/live", "//health/live"] {
        assert_eq!(service.client.raw(format!("GET {near} HTTP/1.1\r\nHost: x\r\n\r\n")).status, 401, "{near}");
    }
}

#[test]
fn a_key_is_changed_without_a_stop() {
    let (service, old, folder) = with_keys("rotated", &["--reload-s", "1"]);
    let (new, line) = new_key("clinic");
    let both = format!("{}\n{line}\n", std::fs::read_to_string(folder.path().join("keys")).expect("a file"));
    folder.write("keys", &both);
    until(RELOADED, "the file is not read again", || ask_with(&service.client, &new).status == 200);
    assert_eq!(ask_with(&service.client, &old).status, 200, "both are taken for a while");
    folder.write("keys", &line);
    until(RELOADED, "the file is not read again", || ask_with(&service.client, &old).status == 401);
    // An invalid file leaves the previous keys in force for a while.
    for broken in ["clinic", "clinic sha256:12", "clinic md5:00"] {
        folder.write("keys", broken);
        std::thread::sleep(Duration::from_millis(1200));
        assert_eq!(ask_with(&service.client, &new).status, 200, "{broken}");
    }
}

#[test]
fn the_key_command_makes_a_key_that_opens() {
    let output = run(&["key", "an-app"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = String::from_utf8(output.stdout).expect("text");
    let [key, line] = printed.lines().collect::<Vec<_>>()[..] else { panic!("{printed}") };
    assert!(!line.contains(key), "the line does not hold the key");
    assert_ne!(run(&["key", "two words"]).status.code(), Some(0));
    let folder = Folder::new("made_key");
    let service = Service::start(&["--api-keys", &folder.write("keys", line)]);
    assert_eq!(ask_with(&service.client, key).status, 200);
}

// --- tokens ---

#[test]
fn a_token_of_each_asymmetric_algorithm_opens() {
    let algorithms =
        [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256, Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA];
    for algorithm in algorithms {
        let (service, issuer, _folder) = with_tokens(&format!("token_{algorithm:?}"), algorithm);
        assert_eq!(ask_with(&service.client, &issuer.token(&claims())).status, 200, "{algorithm:?}");
    }
}

#[test]
fn a_token_that_is_not_as_it_should_be_does_not_open() {
    let (service, issuer, _folder) = with_tokens("wrong_tokens", Algorithm::ES256);
    let client = &service.client;
    let wrong = [
        json!({ "iss": "another" }),
        json!({ "iss": null }),
        json!({ "aud": "another" }),
        json!({ "aud": null }),
        json!({ "exp": now() - 3600 }),
        json!({ "exp": null }),
        json!({ "exp": "tomorrow" }),
        json!({ "nbf": now() + 3600 }),
    ];
    for change in wrong {
        ask_with(client, &issuer.token(&with(change.clone()))).problem(401, "unauthorized");
    }
    assert_eq!(ask_with(client, &issuer.token(&with(json!({ "exp": now() - 10 })))).status, 200, "the leeway is 30 s");
    assert_eq!(ask_with(client, &issuer.token(&with(json!({ "aud": ["x", "twitch-triage"] })))).status, 200);

    let good = issuer.token(&claims());
    let [head, body, sign] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    let other = issuer.token(&with(json!({ "sub": "other" })));
    let swapped = format!("{head}.{}.{sign}", other.split('.').nth(1).expect("claims"));
    for broken in ["", "a.b.c", head, &format!("{head}.{body}."), &format!("{head}.{body}"), &swapped] {
        ask_with(client, broken).problem(401, "unauthorized");
    }
}

#[test]
fn nobody_signs_with_a_public_key_a_known_name_or_nothing() {
    let (service, issuer, _folder) = with_tokens("forged", Algorithm::RS256);
    let client = &service.client;
    let unsigned = "eyJhbGciOiJub25lIn0";
    let claims_part = issuer.token(&claims()).split('.').nth(1).expect("claims").to_owned();
    ask_with(client, &format!("{unsigned}.{claims_part}.")).problem(401, "unauthorized");
    let public = issuer.public();
    let header = Header { kid: Some("first".to_owned()), ..Header::new(Algorithm::HS256) };
    for secret in [public["n"].as_str().expect("a modulus").as_bytes(), public.to_string().as_bytes()] {
        let token = encode(&header, &claims(), &EncodingKey::from_secret(secret)).expect("a token");
        ask_with(client, &token).problem(401, "unauthorized");
    }
    let stranger = Issuer::new("first", Algorithm::RS256);
    ask_with(client, &stranger.token(&claims())).problem(401, "unauthorized");
    let unnamed = Issuer { id: "second", ..stranger };
    ask_with(client, &unnamed.token(&claims())).problem(401, "unauthorized");
}

#[test]
fn a_token_without_the_scope_is_known_but_not_allowed() {
    let (service, issuer, _folder) = with_tokens("scope", Algorithm::EdDSA);
    for scope in [json!("read"), json!("triage2"), json!(""), Value::Null] {
        let answer = ask_with(&service.client, &issuer.token(&with(json!({ "scope": scope }))));
        assert!(answer.header("www-authenticate").contains("insufficient_scope"));
        answer.problem(403, "forbidden");
    }
}

#[test]
fn the_keys_of_issuers_are_changed_without_a_stop() {
    let folder = Folder::new("rotated_tokens");
    let (old, new) = (Issuer::new("old", Algorithm::ES256), Issuer::new("new", Algorithm::EdDSA));
    let file = folder.write("jwks.json", key_set(&[&old]));
    let service = Service::start(&[
        "--jwks",
        &file,
        "--jwt-issuer",
        "clinic",
        "--jwt-audience",
        "twitch-triage",
        "--reload-s",
        "1",
    ]);
    assert_eq!(ask_with(&service.client, &new.token(&claims())).status, 401);
    folder.write("jwks.json", key_set(&[&old, &new]));
    until(RELOADED, "the file is not read again", || ask_with(&service.client, &new.token(&claims())).status == 200);
    assert_eq!(ask_with(&service.client, &old.token(&claims())).status, 200);
    folder.write("jwks.json", key_set(&[&new]));
    until(RELOADED, "the file is not read again", || ask_with(&service.client, &old.token(&claims())).status == 401);
}

#[test]
fn a_key_that_is_not_understood_is_ignored_and_the_others_open() {
    let folder = Folder::new("not_understood");
    let issuer = Issuer::new("first", Algorithm::EdDSA);
    let keys = json!({ "keys": [
        { "kty": "EC", "crv": "secp256k1", "x": "AAAA", "y": "AAAA" },
        { "kty": "RSA", "e": "AQAB" },
        { "kty": "LATTICE", "kid": "later" },
        { "kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "alg": "ES999" },
        { "no": "type" },
        issuer.public(),
    ] });
    let file = folder.write("jwks.json", keys.to_string());
    let flags = ["--jwks", &file, "--jwt-issuer", "clinic", "--jwt-audience", "twitch-triage"];
    assert_eq!(ask_with(&Service::start(&flags).client, &issuer.token(&claims())).status, 200);
}

/// RFC 7515, `crit`: who does not understand what is critical must refuse it.
#[test]
fn a_token_with_a_critical_extension_does_not_open() {
    let (service, issuer, _folder) = with_tokens("critical", Algorithm::EdDSA);
    let token = |extensions: Option<Vec<String>>| {
        let header = Header { kid: Some(issuer.id.to_owned()), crit: extensions, ..Header::new(issuer.algorithm) };
        encode(&header, &claims(), &issuer.key).expect("a token")
    };
    assert_eq!(ask_with(&service.client, &token(None)).status, 200);
    for extensions in [vec!["b64".to_owned()], vec!["exp".to_owned()], Vec::new()] {
        ask_with(&service.client, &token(Some(extensions))).problem(401, "unauthorized");
    }
}

// --- the start ---

#[test]
fn a_public_address_without_access_control_is_refused() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let output = run(&["serve", "--bind", address]);
        assert_eq!(output.status.code(), Some(2));
        assert!(complaint(&output).contains("--allow-public-without-auth"), "{}", complaint(&output));
    }
    let mut open = command(&["serve", "--bind", "0.0.0.0:0"]);
    let program = Program::start_where_told(open.env("TWITCH_TRIAGE_ALLOW_PUBLIC_WITHOUT_AUTH", "true"));
    assert!(program.stopped().contains("\"listening\",\"url\":\"http://0.0.0.0:"));
}

#[test]
fn every_fault_of_files_and_settings_is_told_at_once_without_what_they_hold() {
    let folder = Folder::new("faulty_access");
    let keys = folder.write("keys", "clinic sha256:secret-of-the-clinic\n\nx\n");
    let output = run(&[
        "--bind",
        "127.0.0.1:0",
        "--api-keys",
        &keys,
        "--jwt-scope",
        "x",
        "--tls-key",
        "/nowhere",
        "--cors-origins",
        "*,https://good.example,https://bad.example/path",
    ]);
    let complaint = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    for fault in ["line 1", "line 3", "--jwks", "--tls-certificate", "--cors-origins"] {
        assert!(complaint.contains(fault), "{fault} is not among:\n{complaint}");
    }
    assert!(!complaint.contains("secret-of-the-clinic"), "{complaint}");
}

#[test]
fn a_file_of_public_keys_that_could_let_others_sign_is_refused() {
    let folder = Folder::new("faulty_keys");
    let secret = json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" }] }).to_string();
    let mut symmetric = Issuer::new("first", Algorithm::RS256).public();
    symmetric["alg"] = json!("HS256");
    for (text, fault) in [
        (secret.as_str(), "symmetric"),
        (&json!({ "keys": [symmetric] }).to_string(), "algorithm"),
        (r#"{"keys":[]}"#, "no key"),
        ("nonsense", "not a JSON Web Key Set"),
    ] {
        let file = folder.write("jwks.json", text);
        let output = run(&["--bind", "127.0.0.1:0", "--jwks", &file, "--jwt-issuer", "a", "--jwt-audience", "b"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(complaint(&output).contains(fault), "{fault}: {}", complaint(&output));
        assert!(!complaint(&output).contains("c2VjcmV0"));
    }
}
