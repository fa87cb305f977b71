//! `twitch-triage check`: one payload, the readable report or JSON, and an exit code that a script can use.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::answer::AnswerOptions;
use crate::answer::problem::ProblemBody;
use crate::clinical::model::outcome::Urgency;
use crate::settings::KnowledgeSettings;
use crate::triage_service::TriageService;

/// What is checked, and how it is answered.
#[derive(Args, Debug)]
pub struct CheckSettings {
    /// File with the payload; `-` for standard input
    #[arg(default_value = "-")]
    pub file: PathBuf,

    /// Answer as JSON instead of the report
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub answer: AnswerOptions,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub knowledge: KnowledgeSettings,
}

/// Exit code of a payload that is refused; the problem is printed to standard error.
pub const REFUSED: u8 = 3;

/// Exit code of an answer: how soon to act.
#[must_use]
pub fn exit_code(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::SelfCare => 0,
        Urgency::Routine => 10,
        Urgency::Soon => 11,
        Urgency::UrgentSameDay => 12,
        Urgency::Emergency => 13,
    }
}

/// Answers one payload on standard output; gives the exit code.
///
/// # Errors
///
/// A file that cannot be read, or an answer that cannot be written.
pub fn run(service: &TriageService, settings: &CheckSettings) -> io::Result<u8> {
    let payload = read(&settings.file)?;
    let triaged = match service.triage(&payload) {
        Ok(triaged) => triaged,
        Err(rejection) => {
            io::stderr().write_all(&ProblemBody::for_rejection(&rejection, "payload").to_json())?;
            io::stderr().write_all(b"\n")?;
            return Ok(REFUSED);
        }
    };
    let mut out = io::stdout().lock();
    if settings.json {
        out.write_all(&triaged.json(settings.answer))?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(triaged.report(settings.answer).as_bytes())?;
    }
    out.flush()?;
    Ok(exit_code(triaged.decision.result.urgency))
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut payload = Vec::new();
    io::stdin().read_to_end(&mut payload)?;
    Ok(payload)
}
