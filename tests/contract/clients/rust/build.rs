//! Generates the client from the committed contract.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

const CONTRACT: &str = "../../../../openapi/openapi-3.0.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CONTRACT}");
    let contract = fs::read_to_string(CONTRACT)?;
    // The generator gives a type to `application/json` and to nothing else: a problem is JSON too.
    let contract = contract.replace("application/problem+json", "application/json");
    let mut contract: serde_json::Value = serde_json::from_str(&contract)?;
    // It refuses a body of any other kind than JSON, text, a form or bytes; streams of lines are not for it.
    let compared = contract.pointer_mut("/paths/~1v1~1compare/post/requestBody/content");
    let lines = compared.and_then(|content| content.as_object_mut()?.remove("application/x-ndjson"));
    assert!(lines.is_some(), "the contract has no stream of comparisons");
    let mut document: openapiv3::OpenAPI = serde_json::from_value(contract)?;
    let streamed = document.paths.paths.shift_remove("/v1/triage/batch");
    assert!(streamed.is_some(), "the contract has no batch");

    let client = progenitor::Generator::default().generate_tokens(&document)?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("client.rs"), client.to_string())?;
    Ok(())
}
