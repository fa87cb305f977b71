//! A server process on the first core, and its CPU time as the operating system counts it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// A server process; ended when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// The service with one worker and further arguments.
    pub fn service(arguments: &[&str]) -> Self {
        Self::of(env!("CARGO_BIN_EXE_twitch-triage"), arguments)
    }

    /// The same of the earlier build that `TWITCH_TRIAGE_BEFORE` names, when it names one.
    pub fn before(arguments: &[&str]) -> Option<Self> {
        std::env::var("TWITCH_TRIAGE_BEFORE").ok().map(|program| Self::of(&program, arguments))
    }

    fn of(program: &str, arguments: &[&str]) -> Self {
        let mut command = on_first_core(program);
        Self::start(command.args(["serve", "--bind", "127.0.0.1:0", "--workers", "1"]).args(arguments))
    }

    /// The service as it is started, with a worker for each core, but without its log.
    pub fn at_work() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twitch-triage"));
        Self::start(command.args(["serve", "--bind", "127.0.0.1:0", "--log", "off"]))
    }

    /// The constant handler.
    pub fn constant(bytes: usize) -> Self {
        let this = std::env::current_exe().unwrap();
        Self::start(on_first_core(this.to_str().unwrap()).args(["--constant", &bytes.to_string()]))
    }

    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("//")?;
            address.split('"').next()?.parse().ok()
        });
        // Whatever is logged later must be read, or the server would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("the server says where it listens") }
    }

    /// What the operating system says of its memory, by the name of the figure.
    pub fn memory_mib(&self, figure: &str) -> f64 {
        let told = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id())).unwrap();
        let line = told.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':')).unwrap();
        line.trim_end_matches("kB").trim().parse::<f64>().unwrap() / 1024.0
    }

    /// CPU time of all its threads so far, in nanoseconds.
    pub fn cpu_ns(&self) -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of_task = |task: std::fs::DirEntry| {
            let schedstat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            schedstat.split(' ').next()?.parse::<u64>().ok()
        };
        tasks.filter_map(Result::ok).filter_map(of_task).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn on_first_core(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", program]);
    command
}
