//! `twitch-triage book check`: every fault and every warning, where it is and what to do.

use std::io::{self, Write as _};

use serde::Serialize;

use super::cases::BookOnCases;
use super::paragraph::count;
use super::source::{in_folder, load};
use super::warning;
use crate::clinical::load::fault::Fault;
use crate::command_line::failure::Failure;

/// Exit code when there is a fault.
const FAULTS: u8 = 2;

/// A fault or a warning for tools.
#[derive(Serialize)]
struct Finding<'a> {
    severity: &'a str,
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    record: &'a str,
    message: &'a str,
}

/// Checks a rule book; gives the exit code.
pub(super) fn run(tried: &BookOnCases, as_json: bool) -> Result<u8, Failure> {
    let checked = checked(tried);
    let exit_code = if checked.is_ok() { 0 } else { FAULTS };
    let (faults, warnings, cases) = match checked {
        Err(faults) => (faults, Vec::new(), 0),
        Ok((warnings, come_out)) => (Vec::new(), warnings, come_out),
    };
    let mut out = io::stdout().lock();
    for (severity, found) in [("fault", &faults), ("warning", &warnings)] {
        for fault in found {
            if as_json {
                serde_json::to_writer(&mut out, &for_tools(severity, fault)).map_err(io::Error::from)?;
                writeln!(out)?;
            } else {
                writeln!(out, "{}", for_people(severity, fault))?;
            }
        }
    }
    if !as_json {
        writeln!(out, "{}", if exit_code == 0 { no_fault(&warnings, cases) } else { summary(&faults) })?;
    }
    out.flush()?;
    Ok(exit_code)
}

/// The warnings, and how many cases come out; or every fault of the rule book, or of the vignettes where it has none.
fn checked(tried: &BookOnCases) -> Result<(Vec<Fault>, usize), Vec<Fault>> {
    let (files, loaded) = load(&tried.book)?;
    let cases = tried.cases(&loaded)?;
    let mut warnings = in_folder(&tried.book, warning::warnings(&files, &loaded, &cases));
    let vignettes = warning::vignettes(&loaded, &cases);
    let come_out = cases.len().saturating_sub(vignettes.len());
    warnings.extend(vignettes);
    Ok((warnings, come_out))
}

/// `FILE:LINE:COLUMN: fault: RECORD: what`, as compilers write it, so that editors jump to it.
fn for_people(severity: &str, fault: &Fault) -> String {
    let text = fault.to_string();
    let position = fault.position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let place = format!("{}{position}", fault.file);
    let rest = text.strip_prefix(&place).unwrap_or(&text);
    format!("{place}: {severity}{rest}")
}

fn for_tools<'a>(severity: &'a str, fault: &'a Fault) -> Finding<'a> {
    Finding {
        severity,
        file: &fault.file,
        line: fault.position.map(|at| at.line),
        column: fault.position.map(|at| at.column),
        record: &fault.record,
        message: &fault.what,
    }
}

fn no_fault(warnings: &[Fault], cases: usize) -> String {
    format!("no fault, {}; {cases} cases come out", count(warnings.len(), "warning"))
}

fn summary(faults: &[Fault]) -> String {
    let vectors = faults.iter().filter(|fault| fault.is_other_outcome);
    let mut ids: Vec<&str> = vectors.map(|fault| fault.place.as_str()).collect();
    ids.dedup();
    let hint = match ids.len() {
        0 => String::new(),
        _ => format!(
            "; {} no longer {} out, `twitch-triage book accept` shows why: {}",
            count(ids.len(), "vector"),
            if ids.len() == 1 { "comes" } else { "come" },
            ids.join(" ")
        ),
    };
    format!("{}{hint}", count(faults.len(), "fault"))
}
