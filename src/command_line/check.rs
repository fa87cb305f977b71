//! `twitch-triage check`: one payload, the readable report or JSON, and an exit code that a script can use.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::say_wrapped;
use crate::answer::AnswerOptions;
use crate::answer::problem::{ProblemBody, ProblemCode};
use crate::clinical::model::outcome::Urgency;
use crate::request::{Fault, MAX_PAYLOAD_BYTES, Rejection};
use crate::settings::{KnowledgeSettings, file};
use crate::triage_service::{Language, TriageService, Triaged};

/// What is checked, and how it is answered.
#[derive(Args, Debug)]
pub struct CheckSettings {
    /// File with the payload; `-` for standard input
    #[arg(default_value = "-")]
    pub file: PathBuf,

    /// Answer as JSON instead of the report, and faults as a problem in JSON
    #[arg(long)]
    pub json: bool,

    /// Language of the answer, such as `de`; that of the rule book when left out. No clinician and no native speaker has
    /// read a translation
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub answer: AnswerOptions,

    #[command(flatten)]
    #[allow(missing_docs, reason = "its fields say it")]
    pub knowledge: KnowledgeSettings,
}

/// Exit code of a payload that is refused; its faults are printed to standard error.
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
pub fn run(service: &TriageService, language: Language, settings: &CheckSettings) -> io::Result<u8> {
    let payload = read(&settings.file)?;
    match within_bound(&payload).and_then(|payload| service.triage_in(language, payload)) {
        Ok(triaged) => print_answer(&triaged, settings.answer, settings.json),
        Err(rejection) if settings.json => {
            io::stderr().write_all(&ProblemBody::for_rejection(&rejection, "payload").to_json())?;
            io::stderr().write_all(b"\n")?;
            Ok(REFUSED)
        }
        Err(rejection) => {
            print_faults(&rejection);
            Ok(REFUSED)
        }
    }
}

/// Prints an answer; gives the exit code.
pub(super) fn print_answer(triaged: &Triaged, options: AnswerOptions, as_json: bool) -> io::Result<u8> {
    let mut out = io::stdout().lock();
    if as_json {
        out.write_all(&triaged.json(options))?;
        out.write_all(b"\n")?;
    } else {
        out.write_all(triaged.report(options).as_bytes())?;
    }
    out.flush()?;
    Ok(exit_code(triaged.decision.result.urgency))
}

/// Says why a payload is refused, each fault as a sentence with its pointer.
fn print_faults(rejection: &Rejection) {
    let title = ProblemCode::from(rejection.kind).meaning().title;
    let title = title.replacen("The body", "the payload", 1);
    say_wrapped("", &format!("twitch-triage: {title}: {}", rejection.detail));
    rejection.faults.iter().for_each(|fault| say_wrapped("  ", &sentence(fault)));
    if rejection.faults_omitted > 0 {
        say_wrapped("  ", &format!("and {} more", rejection.faults_omitted));
    }
}

/// A fault as a sentence.
fn sentence(Fault { pointer, detail, suggestion, .. }: &Fault) -> String {
    let place = if pointer.is_empty() { "the whole payload" } else { pointer };
    match suggestion {
        // A name is asked about; a suggestion in words already says what to do.
        Some(name) if !name.contains(' ') => format!("{place}: {detail}; did you mean `{name}`?"),
        Some(words) => format!("{place}: {detail}; {words}"),
        None => format!("{place}: {detail}"),
    }
}

/// Reads a payload, and no more of it than shows that it is too large.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut payload = Vec::new();
    let input: io::Result<Box<dyn Read>> = if path == Path::new("-") {
        Ok(Box::new(io::stdin()))
    } else {
        File::open(path).map(|file| Box::new(file) as _)
    };
    input
        .and_then(|input| input.take(MAX_PAYLOAD_BYTES as u64 + 1).read_to_end(&mut payload))
        .map_err(|error| file::cannot("read", path, &error))?;
    Ok(payload)
}

fn within_bound(payload: &[u8]) -> Result<&[u8], Rejection> {
    if payload.len() > MAX_PAYLOAD_BYTES { Err(Rejection::too_large()) } else { Ok(payload) }
}
