//! The built binary as a process.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Client, PATIENCE};

/// The binary with nothing of the surrounding environment that would set it.
pub fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twitch-triage"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TWITCH_TRIAGE_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs the binary until it ends by itself.
pub fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Output {
    ended(&mut command(arguments))
}

/// Runs a command until it ends by itself; one that serves instead is ended, and has no exit code then.
pub fn ended(command: &mut Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
    let id = child.id().to_string();
    let (tell, told) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        if told.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
        }
    });
    let output = child.wait_with_output().expect("a process");
    drop(tell);
    watch.join().expect("watched");
    output
}

/// Standard error of a process that ended.
pub fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A serving process; it is killed when it is dropped.
pub struct Program {
    pub client: Client,
    child: Child,
    /// Gives all of standard error once it ends. It is read all the time: a full pipe would hold the service up.
    errors: JoinHandle<String>,
}

impl Program {
    /// Starts it on a port of its own and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        Self::start_where_told(command.env("TWITCH_TRIAGE_BIND", "127.0.0.1:0"))
    }

    /// Starts it where the command says.
    pub fn start_where_told(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe"));
        let (tell, told) = mpsc::channel();
        let errors = thread::spawn(move || {
            let mut read = String::new();
            loop {
                let start = read.len();
                if lines.read_line(&mut read).expect("UTF-8") == 0 {
                    return read;
                }
                let line: Value = serde_json::from_str(&read[start..]).unwrap_or_default();
                if line["message"] == "listening" {
                    let (_, address) = line["url"].as_str().and_then(|url| url.split_once("://")).expect("a URL");
                    let _ = tell.send(address.parse().expect("an address"));
                }
            }
        });
        let Ok(address) = told.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("it does not listen: {}", errors.join().expect("read"));
        };
        Self { client: Client::of(address), child, errors }
    }

    /// Asks it to stop, as a container does.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let done =
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().expect("kill");
        assert!(done.success());
    }

    /// Waits until it ended; its exit status and how long that took.
    pub fn wait(&mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return (status, start.elapsed());
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops it and gives all that it wrote on standard error.
    pub fn stopped(mut self) -> String {
        self.terminate();
        let (status, _) = self.wait();
        let errors = std::mem::replace(&mut self.errors, thread::spawn(String::new)).join().expect("read");
        assert!(status.success(), "{status}: {errors}");
        errors
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
