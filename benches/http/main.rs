//! CPU time of the server process per request over loopback: the service beside a handler that reads the body and
//! returns a constant one of the same size. Interleaved rounds, medians with minimum and maximum.
//!
//! Run with `cargo bench --bench http`. The server runs on the first core, the load on the second.
//! `TWITCH_TRIAGE_BEFORE=PATH` also measures an earlier build of the service, in the same rounds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark stops at the first surprise and prints its figures"
)]

mod constant;
mod load;
mod median;
mod payload;
mod rest;
mod server;
mod stalls;

use load::Figures;
use server::Server;

const ROUNDS: usize = 7;
const WARM_UP: usize = 3_000;
const REQUESTS: usize = 30_000;
const BRIEF: &str = "/v1/triage?detail=brief";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, bytes, ..] = arguments.as_slice()
        && flag == "--constant"
    {
        return constant::serve(bytes.parse().unwrap());
    }
    println!(
        "| payload | handler | CPU µs a request, median (min–max) | requests/s | p50 µs | p99 µs | of the constant |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (name, body) in [("short", payload::short()), ("full", payload::full())] {
        compare(name, "/v1/triage", &body);
        compare(&format!("{name}, brief"), BRIEF, &body);
    }
    println!(
        "\n| at half of the saturation rate, short payload | requests/s | p50 µs | p99 µs, median (min–max) | times |"
    );
    println!("|---|---|---|---|---|");
    let size = load::once(Server::service(&[]).address, &load::request("/v1/triage", &payload::short()));
    at_half_load("constant", &Server::constant(size));
    at_half_load("triage, log off", &Server::service(&["--log", "off"]));
    at_half_load("triage, as shipped", &Server::service(&[]));
    stalls::table();
    refused();
    let mut vignettes = median::by_ratio();
    let vignette = vignettes.swap_remove(vignettes.len() / 2);
    println!("\n| with `?explain=changes` beside without | CPU µs without | CPU µs with | times |");
    println!("|---|---|---|---|");
    explain(&format!("median vignette ({})", vignette.id), &vignette.body);
    explain("short payload", &payload::short());
    rest::table(&load::request("/v1/triage", &payload::short()));
}

/// What a bad body with many faults costs beside the good one.
fn refused() {
    let bad = payload::refused();
    let requests = [(payload::short(), load::GOOD), (bad.clone(), load::REFUSED)];
    let [good_us, bad_us] = side_by_side(&requests.map(|(body, status)| (load::request("/v1/triage", &body), status)));
    let faults = bad.matches("true").count();
    println!("\n| short payload with {faults} faults beside without | CPU µs good | CPU µs bad | times |");
    println!("|---|---|---|---|\n| triage, log off | {good_us:.1} | {bad_us:.1} | {:.2} |", bad_us / good_us);
}

/// How long an answer takes while the server has half of what it can do.
fn at_half_load(handler: &str, server: &Server) {
    let request = load::request("/v1/triage", &payload::short());
    load::run(server, &request, WARM_UP);
    let saturation: Vec<Figures> = (0..ROUNDS).map(|_| load::run(server, &request, REQUESTS)).collect();
    let half = median(&saturation, |figures| figures.per_second) / 2.0;
    let rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| load::paced(server.address, &request, half, REQUESTS)).collect();
    let [p50, p99] = [median(&rounds, |round| round.0), median(&rounds, |round| round.1)];
    let (low, high) = range(&rounds, |round| round.1);
    println!(
        "| {handler} | {half:.0} | {p50:.0} | {p99:.0} ({low:.0}–{high:.0}) | {:.1} ({:.1}–{:.1}) |",
        p99 / p50,
        low / p50,
        high / p50
    );
}

/// What `?explain=changes` costs beside the same request without it.
fn explain(what: &str, body: &str) {
    let paths = ["/v1/triage", "/v1/triage?explain=changes"];
    let requests = paths.map(|path| (load::request(path, body), load::GOOD));
    let [without, with] = side_by_side(&requests);
    println!("| {what} | {without:.1} | {with:.1} | {:.2} |", with / without);
    if let Some(before) = Server::before(&["--log", "off"]) {
        let [without, with] = interleaved(&before, &requests);
        println!("| {what}, before | {without:.1} | {with:.1} | {:.2} |", with / without);
    }
}

/// CPU time of two requests to one server without its log, each with how its answer begins; interleaved.
fn side_by_side(requests: &[(Vec<u8>, &'static str); 2]) -> [f64; 2] {
    interleaved(&Server::service(&["--log", "off"]), requests)
}

fn interleaved(server: &Server, requests: &[(Vec<u8>, &'static str); 2]) -> [f64; 2] {
    let mut rounds: [Vec<Figures>; 2] = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for ((request, status), figures) in requests.iter().zip(&mut rounds) {
            load::run_expecting(server, request, WARM_UP, status);
            figures.push(load::run_expecting(server, request, REQUESTS, status));
        }
    }
    rounds.map(|figures| median(&figures, |figures| figures.cpu_us))
}

/// One payload against the service as shipped, the service without its log, and the constant handler.
fn compare(name: &str, path: &str, body: &str) {
    let request = load::request(path, body);
    let quiet = Server::service(&["--log", "off"]);
    let size = load::once(quiet.address, &request);
    let mut servers = vec![
        ("constant", Server::constant(size)),
        ("triage, log off", quiet),
        ("triage, as shipped", Server::service(&[])),
    ];
    // An earlier build may not know the parameter.
    let before = |flags: &[&str]| if path == BRIEF { None } else { Server::before(flags) };
    servers.extend(before(&["--log", "off"]).map(|server| ("triage before, log off", server)));
    servers.extend(before(&[]).map(|server| ("triage before, as shipped", server)));
    let mut rounds: Vec<Vec<Figures>> = vec![Vec::new(); servers.len()];
    for _ in 0..ROUNDS {
        for ((_, server), figures) in servers.iter().zip(&mut rounds) {
            load::run(server, &request, WARM_UP);
            figures.push(load::run(server, &request, REQUESTS));
        }
    }
    let constant = median(&rounds[0], |figures| figures.cpu_us);
    for ((handler, _), figures) in servers.iter().zip(&rounds) {
        let cpu = median(figures, |figures| figures.cpu_us);
        let (low, high) = range(figures, |figures| figures.cpu_us);
        println!(
            "| {name} ({} B → {size} B) | {handler} | {cpu:.1} ({low:.1}–{high:.1}) | {:.0} | {:.0} | {:.0} | {:.2} |",
            body.len(),
            median(figures, |figures| figures.per_second),
            median(figures, |figures| figures.p50_us),
            median(figures, |figures| figures.p99_us),
            constant / cpu,
        );
    }
}

fn median<T>(figures: &[T], of: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn range<T>(figures: &[T], of: impl Fn(&T) -> f64) -> (f64, f64) {
    let values = figures.iter().map(of);
    values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
}
