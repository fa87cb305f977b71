//! A load generator that costs little: one thread, several connections, one request in flight on each.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::server::Server;

const CONNECTIONS: usize = 32;

/// How an answer begins that decides, and one that refuses.
pub const GOOD: &str = "HTTP/1.1 200";
pub const REFUSED: &str = "HTTP/1.1 422";

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
    let mut connection = Connection::open(address, GOOD);
    connection.send(request);
    connection.receive()
}

/// Sends requests and measures the server.
pub fn run(server: &Server, request: &[u8], requests: usize) -> Figures {
    run_expecting(server, request, requests, GOOD)
}

/// The same of requests that are answered with this status.
pub fn run_expecting(server: &Server, request: &[u8], requests: usize, status: &'static str) -> Figures {
    let mut connections: Vec<Connection> = (0..CONNECTIONS).map(|_| Connection::open(server.address, status)).collect();
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

/// Latencies below saturation: requests are sent when they are due, whether or not earlier ones were answered, and each is
/// measured from when it was due. Gives the median and the 99th percentile in microseconds.
pub fn paced(address: SocketAddr, request: &[u8], per_second: f64, requests: usize) -> (f64, f64) {
    let mut connections: Vec<Connection> = (0..CONNECTIONS).map(|_| Connection::open(address, GOOD)).collect();
    connections.iter().for_each(|connection| connection.stream.set_nonblocking(true).unwrap());
    let mut idle: Vec<usize> = (0..CONNECTIONS).collect();
    let mut asked: Vec<(usize, Instant)> = Vec::new();
    let (start, mut sent, mut latencies) = (Instant::now(), 0, Vec::with_capacity(requests));
    while latencies.len() < requests {
        let due = start + Duration::from_secs_f64(sent as f64 / per_second);
        if sent < requests
            && Instant::now() >= due
            && let Some(free) = idle.pop()
        {
            connections[free].send(request);
            asked.push((free, due));
            sent += 1;
        }
        asked.retain(|&(place, due)| {
            let is_open = connections[place].read_more().is_none();
            if !is_open {
                latencies.push(due.elapsed().as_secs_f64() * 1e6);
                idle.push(place);
            }
            is_open
        });
    }
    latencies.sort_by(f64::total_cmp);
    (latencies[requests / 2], latencies[requests * 99 / 100])
}

/// A connection on which one request at a time is asked.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    /// How each answer must begin.
    status: &'static str,
}

impl Connection {
    pub fn open(address: SocketAddr, status: &'static str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: vec![0; 256 * 1024], filled: 0, status }
    }

    pub fn send(&mut self, request: &[u8]) {
        self.stream.write_all(request).unwrap();
    }

    /// Reads one answer, which must have the status; the size of its body.
    pub fn receive(&mut self) -> usize {
        loop {
            if let Some(length) = self.read_more() {
                return length;
            }
        }
    }

    /// Reads what is there; the size of the body when the answer is whole.
    fn read_more(&mut self) -> Option<usize> {
        let read = match self.stream.read(&mut self.buffer[self.filled..]) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            read => read.unwrap(),
        };
        assert!(read > 0, "the server closed the connection");
        self.filled += read;
        let head = self.buffer[..self.filled].windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let text = std::str::from_utf8(&self.buffer[..head]).unwrap();
        assert!(text.starts_with(self.status), "{text}");
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
        });
        let length = length.unwrap();
        (self.filled >= head + 4 + length).then(|| {
            self.filled = 0;
            length
        })
    }
}
