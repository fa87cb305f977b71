//! `twitch-triage ask`: the interview in a terminal, or line by line where there is none; then the report.

mod interview;
mod lines;
mod list;
mod page;
mod terminal;
mod view;

use std::io::{self, IsTerminal as _};

use clap::Args;
use textwrap::fill;

use self::interview::Interview;
use self::lines::Lines;
use self::page::Reply;
use self::terminal::Terminal;
use super::check::print_answer;
use crate::answer::{AnswerOptions, Detail};
use crate::settings::KnowledgeSettings;
use crate::triage_service::TriageService;

/// How the interview ends.
#[derive(Args, Debug)]
pub struct AskSettings {
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

impl AskSettings {
    /// How much of the answer: unless the caller says otherwise a brief report, which fits on a screen.
    fn answer(&self) -> AnswerOptions {
        let detail = self.answer.detail.or((!self.json).then_some(Detail::Brief));
        AnswerOptions { detail, ..self.answer }
    }
}

/// Exit code of an interview that was stopped with Ctrl-C: 128 and the number of the signal, as a shell has it.
pub const INTERRUPTED: u8 = 130;

/// Interviews, then answers on standard output; gives the exit code. Nothing is kept.
///
/// # Errors
///
/// What the terminal or the streams report.
pub fn run(service: &TriageService, settings: &AskSettings) -> io::Result<u8> {
    let mut interview = Interview::new(&service.book);
    // Where the report goes to a file, or the answers come from one, questions go to standard error.
    let mut lines = Lines::new(io::stdin().lock(), io::stderr());
    let mut terminal = is_at_terminal().then(Terminal::new);
    while let Some(page) = interview.page() {
        let reply = match &mut terminal {
            Some(terminal) => terminal.ask(&page, &|answers| interview.is_emergency(answers))?,
            None => lines.ask(&page)?,
        };
        if matches!(reply, Reply::Interrupted) {
            return Ok(INTERRUPTED);
        }
        if !interview.take(&reply) {
            break;
        }
    }
    let triaged = service.decide(interview.findings());
    if settings.json || terminal.is_none() {
        return print_answer(&triaged, settings.answer(), settings.json);
    }
    let screen = console::Term::stdout();
    screen.write_line("")?;
    let exit_code = print_answer(&triaged, settings.answer(), false)?;
    // The report is longer than some terminals: what matters most also stands where the person looks.
    let to_do = fill(&triaged.decision.headline(), 80);
    screen.write_line(&format!("\n{}", console::style(to_do).bold()))?;
    Ok(exit_code)
}

/// Whether a page can be drawn and keys can be read.
fn is_at_terminal() -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}
