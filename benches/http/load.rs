//! A load generator that costs little: one thread, several connections, one request in flight on each.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use super::server::Server;

const CONNECTIONS: usize = 32;

/// What one run showed.
#[derive(Clone)]
pub struct Figures {
    pub cpu_us: f64,
    pub per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
}

/// The bytes of a request.
pub fn request(path: &str, body: &str) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// Sends one request; the size of the answer's body.
pub fn once(address: SocketAddr, request: &[u8]) -> usize {
    let mut connection = Connection::open(address);
    connection.send(request);
    connection.receive()
}

/// Sends requests and measures the server.
pub fn run(server: &Server, request: &[u8], requests: usize) -> Figures {
    let mut connections: Vec<Connection> = (0..CONNECTIONS).map(|_| Connection::open(server.address)).collect();
    let mut latencies = Vec::with_capacity(requests);
    let (start, cpu) = (Instant::now(), server.cpu_ns());
    for _ in 0..requests / CONNECTIONS {
        let sent: Vec<Instant> = connections
            .iter_mut()
            .map(|connection| {
                connection.send(request);
                Instant::now()
            })
            .collect();
        for (connection, sent) in connections.iter_mut().zip(sent) {
            connection.receive();
            latencies.push(sent.elapsed().as_secs_f64() * 1e6);
        }
    }
    let done = latencies.len();
    let cpu = server.cpu_ns() - cpu;
    let per_second = done as f64 / start.elapsed().as_secs_f64();
    latencies.sort_by(f64::total_cmp);
    Figures {
        cpu_us: cpu as f64 / 1e3 / done as f64,
        per_second,
        p50_us: latencies[done / 2],
        p99_us: latencies[done * 99 / 100],
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: vec![0; 256 * 1024] }
    }

    fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).unwrap();
    }

    /// Reads one answer, which must be a 200; the size of its body.
    fn receive(&mut self) -> usize {
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).unwrap();
            assert!(read > 0, "the server closed the connection");
            filled += read;
            let Some(head) = self.buffer[..filled].windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
            let text = std::str::from_utf8(&self.buffer[..head]).unwrap();
            assert!(text.starts_with("HTTP/1.1 200"), "{text}");
            let length = text.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
            });
            if filled >= head + 4 + length.unwrap() {
                return length.unwrap();
            }
        }
    }
}
