//! Tells the program the commit that it is built from: `TWITCH_TRIAGE_COMMIT`, or that of the working copy.

use std::path::Path;
use std::process::Command;

/// Tells the build. Cargo shows what a build script sets to programs that it runs, so the answer has another name.
const VARIABLE: &str = "TWITCH_TRIAGE_COMMIT";

#[allow(clippy::print_stdout, reason = "this is how a build script speaks")]
fn main() {
    println!("cargo:rerun-if-env-changed={VARIABLE}");
    println!("cargo:rerun-if-changed=build.rs");
    let told = std::env::var(VARIABLE).ok().filter(|commit| !commit.is_empty());
    // A copy of the sources inside another working copy has no commit of its own.
    let found = || Path::new(".git").exists().then(|| git(&["rev-parse", "HEAD"])).flatten();
    if told.is_none() && found().is_some() {
        let branch = git(&["symbolic-ref", "--quiet", "HEAD"]).unwrap_or_default();
        for place in ["HEAD", &branch, "packed-refs"] {
            // Cargo builds again each time where a file that it should watch is missing.
            if let Some(path) = git(&["rev-parse", "--git-path", place]).filter(|path| Path::new(path).is_file()) {
                println!("cargo:rerun-if-changed={path}");
            }
        }
    }
    println!("cargo:rustc-env=BUILT_FROM_COMMIT={}", told.or_else(found).unwrap_or_else(|| "unknown".to_owned()));
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
