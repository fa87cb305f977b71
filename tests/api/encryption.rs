//! TLS, with a certificate that is changed without a stop.

use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use reqwest::blocking::Client;
use reqwest::{Certificate, Version};

use crate::support::client::{Answer, PATIENCE, check};
use crate::support::folder::Folder;
use crate::support::program::{Program, command, complaint, run};
use crate::support::service::{Service, service as plain_service};
use crate::support::wait::until;

fn certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate")
}

/// Writes certificate and key; the flags that name them.
fn write(folder: &Folder, made: &CertifiedKey<KeyPair>) -> [String; 4] {
    [
        "--tls-certificate".to_owned(),
        folder.write("certificate.pem", made.cert.pem()),
        "--tls-key".to_owned(),
        folder.write("key.pem", made.signing_key.serialize_pem()),
    ]
}

fn start(folder: &Folder, made: &CertifiedKey<KeyPair>, flags: &[&str]) -> Service {
    let files = write(folder, made);
    let flags: Vec<&str> = files.iter().map(String::as_str).chain(flags.iter().copied()).collect();
    Service::start(&flags)
}

/// A client that believes this certificate only, and makes a connection of its own.
fn client(service: &Service, made: &CertifiedKey<KeyPair>) -> Client {
    let believed = Certificate::from_pem(made.cert.pem().as_bytes()).expect("a certificate");
    let builder = Client::builder().no_proxy().timeout(PATIENCE).resolve("localhost", service.client.address);
    builder.tls_certs_only([believed]).build().expect("a client")
}

fn get(service: &Service, made: &CertifiedKey<KeyPair>, path: &str) -> reqwest::Result<(Version, Answer)> {
    let url = format!("https://localhost:{}{path}", service.client.address.port());
    let response = client(service, made).get(url).send()?;
    let (version, status, headers) = (response.version(), response.status().as_u16(), response.headers().clone());
    let answer = Answer { status, headers, body: response.bytes()?.to_vec() };
    check("GET", path, &answer);
    Ok((version, answer))
}

#[test]
fn an_encrypted_connection_speaks_http_1_and_makes_browsers_stay_encrypted() {
    let (folder, made) = (Folder::new("tls"), certificate());
    let service = start(&folder, &made, &[]);
    let (version, answer) = get(&service, &made, "/v1/intended-use").expect("an answer");
    assert_eq!(version, Version::HTTP_11);
    assert_eq!(answer.status, 200);
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    let plain = plain_service().get("/v1/intended-use");
    assert!(plain.header("strict-transport-security").is_empty());
    assert_eq!(plain.body, answer.body);
}

#[test]
fn a_request_over_tls_is_triaged_as_in_plain_text() {
    let (folder, made) = (Folder::new("tls_triage"), certificate());
    let service = start(&folder, &made, &[]);
    let url = format!("https://localhost:{}/v1/triage", service.client.address.port());
    let body = r#"{"findings":{"muscle_wasting":"present"}}"#;
    let request = client(&service, &made).post(url).header("content-type", "application/json").body(body);
    let response = request.send().expect("an answer");
    assert_eq!(response.version(), Version::HTTP_11);
    let plain = plain_service().post("/v1/triage", body);
    assert_eq!(response.bytes().expect("a body"), plain.body);
}

#[test]
fn who_speaks_plainly_to_an_encrypted_port_gets_nothing() {
    let (folder, made) = (Folder::new("tls_plain"), certificate());
    let service = start(&folder, &made, &[]);
    let mut wire = service.client.wire();
    wire.send("GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n");
    let came = wire.rest();
    assert!(!String::from_utf8_lossy(&came).contains("HTTP/1.1"), "{came:?}");
}

#[test]
fn the_certificate_is_changed_without_a_stop() {
    let (folder, old, new) = (Folder::new("tls_rotated"), certificate(), certificate());
    let service = start(&folder, &old, &["--reload-s", "1"]);
    assert!(get(&service, &old, "/health/live").is_ok());
    assert!(get(&service, &new, "/health/live").is_err(), "another certificate is not believed");
    // Half of a change, a certificate without its key, leaves all as it was.
    folder.write("certificate.pem", new.cert.pem());
    std::thread::sleep(Duration::from_millis(1500));
    assert!(get(&service, &old, "/health/live").is_ok());
    write(&folder, &new);
    let is_taken = || get(&service, &new, "/health/live").is_ok();
    until(Duration::from_secs(10), "the new certificate is not taken", is_taken);
    assert!(get(&service, &old, "/health/live").is_err());
}

#[test]
fn files_that_do_not_fit_stop_the_start_and_are_not_printed() {
    let (folder, one, two) = (Folder::new("tls_faulty"), certificate(), certificate());
    let certificate = folder.write("certificate.pem", one.cert.pem());
    let key = folder.write("key.pem", two.signing_key.serialize_pem());
    let nonsense = folder.write("nonsense.pem", "secret-of-the-operator");
    for (certificate, key) in [(&certificate, &key), (&certificate, &nonsense), (&nonsense, &key), (&key, &certificate)]
    {
        let output = run(&["--bind", "127.0.0.1:0", "--tls-certificate", certificate, "--tls-key", key]);
        assert_eq!(output.status.code(), Some(2), "{}", complaint(&output));
        assert!(complaint(&output).contains(certificate.as_str()));
        assert!(!complaint(&output).contains("secret-of-the-operator"));
        assert!(!complaint(&output).contains("PRIVATE KEY"));
    }
}

#[test]
fn the_health_command_asks_an_encrypted_service_too() {
    let (folder, made) = (Folder::new("tls_health"), certificate());
    let files = write(&folder, &made);
    let flags: Vec<&str> = files.iter().map(String::as_str).collect();
    let program = Program::start(&mut command(&flags));
    let address = program.client.address.to_string();
    let asked: Vec<&str> = ["health", "--bind", &address].into_iter().chain(flags.iter().copied()).collect();
    let output = run(&asked);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    let plain = run(&["health", "--bind", &address]);
    assert_eq!(plain.status.code(), Some(1));
}
