//! The service at rest: how soon it answers, how large it is, how much memory it takes.

use std::path::Path;
use std::time::Instant;

use super::load::{self, Connection};
use super::server::Server;

const STARTS: usize = 11;
const CONNECTIONS: usize = 1_000;

/// Prints the table, with requests of this body.
pub fn table(request: &[u8]) {
    let mut starts: Vec<f64> = (0..STARTS).map(|_| start_ms(request)).collect();
    starts.sort_by(f64::total_cmp);
    let server = Server::at_work();
    load::once(server.address, request);
    let rest = server.memory_mib("Rss");
    let pages = rest - server.memory_mib("Anonymous");
    let mut connections: Vec<Connection> =
        (0..CONNECTIONS).map(|_| Connection::open(server.address, load::GOOD)).collect();
    for _ in 0..3 {
        connections.iter_mut().for_each(|connection| connection.send(request));
        for connection in &mut connections {
            connection.receive();
        }
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_twitch-triage")).metadata().unwrap().len() as f64 / 1e6;
    println!(
        "\n| start to first answer, ms | memory at rest, MiB | of it pages of files | with {CONNECTIONS} connections | binary, MB |"
    );
    println!("|---|---|---|---|---|");
    let [first, middle, last] = [starts[0], starts[STARTS / 2], starts[STARTS - 1]];
    let busy = server.memory_mib("Rss");
    println!("| {middle:.0} ({first:.0}–{last:.0}) | {rest:.1} | {pages:.1} | {busy:.1} | {binary:.1} |");
}

/// From the start of the process to its first answer.
fn start_ms(request: &[u8]) -> f64 {
    let begun = Instant::now();
    load::once(Server::at_work().address, request);
    begun.elapsed().as_secs_f64() * 1e3
}
