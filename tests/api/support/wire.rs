//! A bare connection: bytes out, one answer in.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::client::{Answer, Client, PATIENCE, check};

pub struct Wire {
    stream: BufReader<TcpStream>,
    /// Method and target of the first request that was sent.
    asked: Option<(String, String)>,
}

impl Wire {
    pub fn open(client: &Client) -> Self {
        let stream = TcpStream::connect(client.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        Self { stream: BufReader::new(stream), asked: None }
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        if self.asked.is_none() {
            let line = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next().unwrap_or_default());
            let mut words = line.split(' ').map(str::to_owned);
            self.asked = words.next().zip(words.next());
        }
        // The other side may have refused and closed already; the answer tells.
        let _ = self.stream.get_mut().write_all(bytes);
    }

    /// Waits until some text of the answer has come, and leaves it to be read; what has come so far.
    pub fn wait_for(&mut self, text: &str) -> String {
        let mut buffer = vec![0; 256 * 1024];
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let come = self.stream.get_ref().peek(&mut buffer).expect("an answer");
            let come = String::from_utf8_lossy(&buffer[..come]).into_owned();
            if come.contains(text) {
                return come;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{text} did not come");
    }

    /// Says that nothing more is sent.
    pub fn finish(&mut self) {
        self.stream.get_mut().shutdown(Shutdown::Write).expect("half closed");
    }

    /// The answer to the request, held against the contract; none when the connection closes without one.
    #[track_caller]
    pub fn answer(&mut self) -> Option<Answer> {
        let (method, target) = self.asked.clone().expect("a request");
        let answer = self.unchecked(method == "HEAD")?;
        check(&method, &target, &answer);
        self.asked = None;
        Some(answer)
    }

    /// The answer as it comes.
    pub fn unchecked(&mut self, head: bool) -> Option<Answer> {
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
        let mut headers = HeaderMap::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').expect("a header");
            let name: HeaderName = name.parse().expect("a header name");
            headers.append(name, HeaderValue::from_str(value.trim()).expect("a header value"));
        }
        let body = if head || status == 304 { Vec::new() } else { self.body(&headers) };
        Some(Answer { status, headers, body })
    }

    /// Whether nothing comes for a while.
    pub fn is_silent(&mut self, during: Duration) -> bool {
        self.stream.get_ref().set_read_timeout(Some(during)).expect("a timeout");
        let read = self.stream.fill_buf();
        let is_silent = read.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        self.stream.get_ref().set_read_timeout(Some(PATIENCE)).expect("a timeout");
        is_silent
    }

    /// All that comes until the other side closes.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest);
        rest
    }

    /// Whether the other side has closed the connection, and sent nothing more before.
    pub fn is_closed(&mut self) -> bool {
        match self.stream.fill_buf() {
            Ok(rest) => rest.is_empty(),
            Err(error) => matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted),
        }
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => None,
            Err(error) => panic!("no answer: {error}"),
        }
    }

    fn body(&mut self, headers: &HeaderMap) -> Vec<u8> {
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            let mut body = Vec::new();
            loop {
                let size = usize::from_str_radix(&self.line().expect("a chunk"), 16).expect("a size");
                body.extend(self.exactly(size));
                assert_eq!(self.exactly(2), b"\r\n");
                if size == 0 {
                    return body;
                }
            }
        }
        let length = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
        self.exactly(length)
    }

    fn exactly(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.stream.read_exact(&mut bytes).expect("the whole body");
        bytes
    }
}
