//! The median vignette: of all vignettes that one whose time with `?explain=changes`, as a multiple of its time without,
//! stands in the middle. Both are measured in process, in turn, through the whole handler; the fastest of some counts.

use std::hint::black_box;
use std::time::{Duration, Instant};

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use actix_web::{App, rt};
use serde_json::json;
use twitch_triage::clinical::model::rule_book::RuleBook;
use twitch_triage::http::route_table::RouteTable;
use twitch_triage::http::state::HttpState;
use twitch_triage::rest;
use twitch_triage::triage_service::TriageService;

/// Repetitions of each request.
const REPETITIONS: usize = 50;

const TARGETS: [&str; 2] = ["/v1/triage", "/v1/triage?explain=changes"];

/// A vignette with its times.
pub struct Vignette {
    pub id: String,
    pub body: String,
    /// Without and with `?explain=changes`.
    pub took: [Duration; 2],
}

impl Vignette {
    /// How many times as long it takes with `?explain=changes`.
    pub fn ratio(&self) -> f64 {
        self.took[1].as_secs_f64() / self.took[0].as_secs_f64()
    }
}

/// Every vignette, by its ratio; the median stands in the middle.
pub fn by_ratio() -> Vec<Vignette> {
    rt::System::new().block_on(async {
        let triage = TriageService::new(RuleBook::built_in().unwrap()).unwrap();
        let state = HttpState::new(triage, RouteTable::default(), Duration::MAX).unwrap();
        let app = App::new().app_data(Data::new(state)).configure(|config| rest::mount(config, true));
        let app = init_service(app).await;
        let mut vignettes = bodies();
        for vignette in &mut vignettes {
            for _ in 0..REPETITIONS {
                for (target, took) in TARGETS.iter().zip(&mut vignette.took) {
                    let request = TestRequest::post().uri(target).insert_header(("Content-Type", "application/json"));
                    let request = request.set_payload(vignette.body.clone()).to_request();
                    let begun = Instant::now();
                    let answer = black_box(call_service(&app, request).await);
                    *took = begun.elapsed().min(*took);
                    assert_eq!(answer.status(), 200, "{}", vignette.id);
                }
            }
        }
        vignettes.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
        vignettes
    })
}

/// The bodies of all vignettes.
fn bodies() -> Vec<Vignette> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vignettes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let tables = files.map(|text| text.parse::<toml::Table>().unwrap());
    let all = tables.flat_map(|table| table["vignette"].as_array().unwrap().clone());
    let vignette = |vignette: toml::Value| Vignette {
        id: vignette["id"].as_str().unwrap().to_owned(),
        body: match vignette.get("screens_completed") {
            Some(screens) => json!({ "findings": vignette["findings"], "screens_completed": screens }).to_string(),
            None => json!({ "findings": vignette["findings"] }).to_string(),
        },
        took: [Duration::MAX; 2],
    };
    all.map(vignette).collect()
}
