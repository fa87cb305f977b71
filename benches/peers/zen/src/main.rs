//! GoRules zen-engine behind actix-web: the request validated by the schema of the `OpenAPI` document, the rules a decision
//! table. The derived findings are worked out here, in Rust, which is quicker than in the engine's own expressions.
//!
//!     zen-peer FOLDER PORT

use actix_web::{App, HttpResponse, HttpServer, web};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use zen_engine::Decision;
use zen_engine::model::GraphContent;

struct Peer {
    book: Value,
    schema: Validator,
    decision: Decision,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, port] = arguments.as_slice() else { panic!("zen-peer FOLDER PORT") };
    let folder = folder.clone();
    let start = move || {
        let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let parsed = |name: &str| -> Value { serde_json::from_str(&read(name)).unwrap() };
        let mut content: GraphContent = serde_json::from_str(&read("rules.jdm.json")).unwrap();
        content.compile();
        let peer = Peer {
            book: parsed("rules.json"),
            schema: jsonschema::validator_for(&parsed("request.schema.json")).unwrap(),
            decision: content.into(),
        };
        App::new().app_data(web::Data::new(peer)).route("/v1/triage", web::post().to(triage))
    };
    HttpServer::new(start).workers(1).bind(("127.0.0.1", port.parse().unwrap()))?.run().await
}

async fn triage(peer: web::Data<Peer>, mut body: web::Json<Value>) -> HttpResponse {
    if !peer.schema.is_valid(&body) {
        return HttpResponse::UnprocessableEntity().finish();
    }
    let Value::Object(mut facts) = body["findings"].take() else { return HttpResponse::BadRequest().finish() };
    derive(&mut facts, &peer.book["regions"]);
    let response = peer.decision.evaluate(Value::Object(facts).into()).await.unwrap();
    let fired = response.result.to_value();
    let rules: Vec<&Value> = fired
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &peer.book["rules"][row["rule"].as_f64().unwrap() as usize])
        .collect();
    let highest = |what: &str| rules.iter().filter_map(|rule| rule[what].as_u64()).max().unwrap() as usize;
    HttpResponse::Ok().json(json!({
        "level": peer.book["levels"][highest("level")],
        "urgency": peer.book["urgencies"][highest("urgency")],
        "reasons": rules.iter().map(|rule| &rule["reason"]).collect::<Vec<_>>(),
    }))
}

fn derive(facts: &mut Map<String, Value>, regions_of: &Value) {
    let is = |name: &str, value: &str| facts.get(name).is_some_and(|sent| sent == value);
    let present = |names: &[&str]| names.iter().any(|name| is(name, "present"));
    let yes = |holds: bool| Value::from(if holds { "yes" } else { "no" });
    let sites = facts.get("sites").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut regions: Vec<&str> =
        sites.iter().filter_map(Value::as_str).filter_map(|site| regions_of[site].as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    let weak = present(&["weakness_functional", "weakness_perceived"]);
    let derived = [
        ("twitch_reported", yes(!is("twitch_present", "absent") || !sites.is_empty())),
        ("site_count", sites.len().into()),
        ("body_region_count", regions.len().into()),
        ("limb_neck_or_trunk_site", yes(regions.iter().any(|region| *region != "bulbar"))),
        ("any_weakness", yes(weak)),
        ("any_decline", yes(weak || present(&["speech_change", "swallowing_difficulty"]))),
        (
            "assessed_and_reassured",
            yes(is("already_assessed", "neurologist_exam_and_emg_reassuring")
                && is("change_since_assessment", "absent")),
        ),
        ("sites", sites.into()),
    ];
    facts.extend(derived.map(|(name, value)| (name.to_owned(), value)));
}
