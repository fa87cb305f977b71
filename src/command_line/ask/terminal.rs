//! A page in a terminal: drawn, drawn again at each key, and replaced by the answers.
//!
//! The terminal is in raw mode only while a key is awaited, and the cursor is never hidden: it stands in the row of the
//! person, where a screen reader looks for it. So there is nothing to put back when the program ends, however it ends.

use std::io;

use console::{Key, Term};
use textwrap::{Options, wrap};

use super::list::{Event, List, Mark};
use super::page::{Answered, NO, Page, Prompt, Question, Reply, YES};
use super::view::View;
use crate::clinical::model::answers::Answer;

/// The answers of a list, when there are enough to leave it: after a mark, or with the row that was picked.
type AnswersOfList<'f> = dyn Fn(&List, Option<usize>) -> Option<Vec<Answered>> + 'f;

/// The person at a terminal.
pub struct Terminal {
    term: Term,
    /// Lines from the top of the page to the cursor, while a page is shown.
    cursor: Option<usize>,
    /// What stands for each page that was answered: its screen, and how many lines it takes.
    answered: Vec<(String, usize)>,
}

impl Terminal {
    /// The terminal of standard output.
    pub fn new() -> Self {
        Self { term: Term::buffered_stdout(), cursor: None, answered: Vec::new() }
    }

    /// Shows a page until it is answered. `ends` says whether answers are an emergency: then nothing more is asked.
    ///
    /// # Errors
    ///
    /// What the terminal reports.
    pub fn ask(&mut self, page: &Page, ends: &dyn Fn(&[Answered]) -> bool) -> io::Result<Reply> {
        let reply = match &page.prompt {
            Prompt::Number { question, minimum, maximum, unit } => {
                self.number(page, question, (*minimum, *maximum), unit)?
            }
            Prompt::One(question, choices) => self.list(page, List::new(0, choices.len()), &|_, picked| {
                let choice = picked.and_then(|place| choices.get(place));
                choice.map(|choice| vec![(question.index, choice.answer)])
            })?,
            Prompt::Several(question, choices) => self.list(page, List::new(choices.len(), 2), &|list, picked| {
                let ticked = list.marks().zip(choices).filter(|(mark, _)| *mark == Mark::Yes);
                let places = ticked.fold(0, |places, (_, choice)| places | choice.bit());
                let is_unknown = picked? > choices.len();
                Some(vec![(question.index, if is_unknown { Answer::Unknown } else { Answer::Several(places) })])
            })?,
            Prompt::Ticks(questions) => self.list(page, List::new(questions.len(), 2), &|list, picked| {
                let answers = ticked(questions, list, picked);
                (picked.is_some() || ends(&answers)).then_some(answers)
            })?,
        };
        self.leave(page, &reply)?;
        Ok(reply)
    }

    /// Shows a list until it has answers.
    fn list(&mut self, page: &Page, mut list: List, answers: &AnswersOfList) -> io::Result<Reply> {
        let mut is_help_shown = false;
        let can_be_unsure = matches!(page.prompt, Prompt::Ticks(_));
        loop {
            self.draw(View::of_list(self.columns(), page, self.is_new(page), &list, is_help_shown), None)?;
            let picked = match list.press(&self.key()?, can_be_unsure) {
                Event::Moved => {
                    is_help_shown &= !can_be_unsure;
                    continue;
                }
                Event::Help => {
                    is_help_shown = !is_help_shown;
                    continue;
                }
                Event::Back => return Ok(Reply::Back),
                Event::Ended => return Ok(Reply::Ended),
                Event::Interrupted => return Ok(Reply::Interrupted),
                Event::Marked => None,
                Event::Picked(row) => Some(row),
            };
            if let Some(answers) = answers(&list, picked) {
                return Ok(Reply::Answers(answers));
            }
        }
    }

    fn number(&mut self, page: &Page, question: &Question, bounds: (i32, i32), unit: &str) -> io::Result<Reply> {
        let (minimum, maximum) = bounds;
        let (mut typed, mut fault) = (String::new(), String::new());
        loop {
            let input = format!("  Number of {unit}: {typed}");
            let view = View::of_number(self.columns(), page, self.is_new(page), &input, &fault);
            self.draw(view, Some(input.len()))?;
            match self.key()? {
                Key::Char(digit @ '0'..='9') if typed.len() < 9 => typed.push(digit),
                Key::Backspace | Key::Del => {
                    typed.pop();
                }
                Key::Enter if typed.is_empty() => return Ok(Reply::Answers(vec![(question.index, Answer::Unknown)])),
                Key::Enter => match typed.parse() {
                    Ok(number) if (minimum..=maximum).contains(&number) => {
                        return Ok(Reply::Answers(vec![(question.index, Answer::Number(number))]));
                    }
                    _ => fault = format!("A whole number of {unit} from {minimum} to {maximum}, please."),
                },
                Key::Escape | Key::ArrowLeft | Key::Char('b') => return Ok(Reply::Back),
                Key::CtrlC | Key::Char('\u{3}') => return Ok(Reply::Interrupted),
                Key::Char('\u{4}') => return Ok(Reply::Ended),
                _ => {}
            }
        }
    }

    /// Whether a page begins another screen than the one before it.
    fn is_new(&self, page: &Page) -> bool {
        let title = page.screen.map(|screen| &screen.title);
        self.answered.last().map(|(before, _)| before) != title
    }

    fn columns(&self) -> usize {
        self.term.size().1.into()
    }

    /// The next key; the end of the input is the key for it. So is NUL, as which a terminal hands over a Ctrl-D that was
    /// pressed before a key was awaited.
    fn key(&self) -> io::Result<Key> {
        match self.term.read_key_raw() {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Key::Char('\u{4}')),
            Ok(Key::Char('\0')) => Ok(Key::Char('\u{4}')),
            key => key,
        }
    }

    /// Draws a view in the place of the one before, and leaves the cursor in the row of the person.
    fn draw(&mut self, view: View, column: Option<usize>) -> io::Result<()> {
        let (lines, at) = view.fitted(self.term.size().0.into());
        self.erase()?;
        lines.iter().try_for_each(|line| self.term.write_line(line))?;
        self.term.move_cursor_up(lines.len() - at.min(lines.len()))?;
        self.term.move_cursor_right(column.unwrap_or_default())?;
        self.cursor = Some(at);
        self.term.flush()
    }

    fn erase(&mut self) -> io::Result<()> {
        if let Some(lines) = self.cursor.take() {
            self.term.move_cursor_up(lines)?;
            self.term.write_str("\r")?;
            self.term.clear_to_end_of_screen()?;
        }
        Ok(())
    }

    /// Replaces the page by its answers, or removes those of the page before.
    fn leave(&mut self, page: &Page, reply: &Reply) -> io::Result<()> {
        self.erase()?;
        match reply {
            Reply::Answers(answers) => {
                let title = page.screen.map_or("", |screen| &screen.title);
                let mut lines = if self.is_new(page) {
                    vec![String::new(), console::style(title).bold().to_string()]
                } else {
                    vec![]
                };
                let width = self.columns().saturating_sub(1).clamp(20, 80);
                for answer in answers {
                    let options = Options::new(width).initial_indent("  ").subsequent_indent("    ");
                    lines.extend(wrap(&page.in_words(*answer), options).into_iter().map(std::borrow::Cow::into_owned));
                }
                lines.iter().try_for_each(|line| self.term.write_line(line))?;
                self.answered.push((title.to_owned(), lines.len()));
            }
            Reply::Back => {
                if let Some((_, lines)) = self.answered.pop() {
                    self.term.move_cursor_up(lines)?;
                    self.term.clear_to_end_of_screen()?;
                }
            }
            Reply::Ended | Reply::Interrupted => {}
        }
        self.term.flush()
    }
}

/// What a list of questions says: what is marked, and of the others only what the row says that was picked.
fn ticked(questions: &[Question], list: &List, picked: Option<usize>) -> Vec<Answered> {
    let others = picked.map(|row| if row == questions.len() { NO } else { Answer::Unknown });
    let answers = questions.iter().zip(list.marks()).filter_map(|(question, mark)| {
        let answer = match mark {
            Mark::Yes => YES,
            Mark::Unsure => Answer::Unknown,
            Mark::Blank => others?,
        };
        Some((question.index, answer))
    });
    answers.collect()
}
