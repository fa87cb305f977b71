//! A page line by line, for whoever is not at a terminal: a pipe, a file, a screen reader that wants no drawing.

use std::io::{self, BufRead, Read as _, Write};

use textwrap::{Options, fill};

use super::page::{Answered, Choice, NO, Page, Prompt, Question, Reply, YES};
use crate::clinical::model::answers::Answer;

/// Columns of a line.
const WIDTH: usize = 80;

/// The longest answer that is read, in bytes.
const MAX_LINE_BYTES: u64 = 4096;

/// The person behind two streams.
pub struct Lines<I, O> {
    input: I,
    output: O,
    /// The title that was shown last.
    title: String,
}

/// What a line said.
enum Said {
    Answers(Vec<Answered>),
    /// What to write instead.
    NotUnderstood(String),
}

impl<I: BufRead, O: Write> Lines<I, O> {
    /// Reads answers from one stream and writes questions to another.
    pub fn new(input: I, output: O) -> Self {
        Self { input, output, title: String::new() }
    }

    /// Asks a page until a line answers it.
    ///
    /// # Errors
    ///
    /// What the streams report.
    pub fn ask(&mut self, page: &Page) -> io::Result<Reply> {
        self.show(page)?;
        loop {
            write!(self.output, "> ")?;
            self.output.flush()?;
            let Some(line) = self.line()? else {
                writeln!(self.output)?;
                return Ok(Reply::Ended);
            };
            let said = line.trim().to_lowercase();
            if ["b", "back"].contains(&said.as_str()) {
                self.title.clear();
                return Ok(Reply::Back);
            }
            match understood(page, &said) {
                Said::Answers(answers) => return Ok(Reply::Answers(answers)),
                Said::NotUnderstood(instead) => self.text("", &instead)?,
            }
        }
    }

    /// The next line; none at the end of the input. What is no text is no answer.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
        Ok((read > 0).then(|| String::from_utf8_lossy(&line).into_owned()))
    }

    fn show(&mut self, page: &Page) -> io::Result<()> {
        if let Some(screen) = page.screen.filter(|screen| screen.title != self.title) {
            self.title.clone_from(&screen.title);
            writeln!(self.output)?;
            self.text("", &screen.title)?;
            self.text("", &screen.introduction)?;
        }
        for note in &page.notes {
            writeln!(self.output)?;
            self.text("", note)?;
        }
        writeln!(self.output)?;
        match &page.prompt {
            Prompt::Number { question, .. } => self.question("", question)?,
            Prompt::One(question, choices) | Prompt::Several(question, choices) => {
                self.question("", question)?;
                for (choice, number) in choices.iter().zip(1..) {
                    self.text(&format!("{number:>3}  "), choice.label)?;
                }
            }
            Prompt::Ticks(questions) => {
                self.text("", "Which of these apply to you?")?;
                for (question, number) in questions.iter().zip(1..) {
                    self.question(&format!("{number:>3}  "), question)?;
                }
            }
        }
        self.text("", &how_to_answer(page))
    }

    fn question(&mut self, mark: &str, question: &Question) -> io::Result<()> {
        self.text(mark, question.text)?;
        let inside = " ".repeat(mark.len());
        for bullet in question.bullets {
            self.text(&format!("{inside}  - "), bullet)?;
        }
        for below in question.note.iter().chain(&question.help) {
            self.text(&inside, below)?;
        }
        Ok(())
    }

    fn text(&mut self, mark: &str, text: &str) -> io::Result<()> {
        let rest = " ".repeat(mark.len());
        writeln!(self.output, "{}", fill(text, Options::new(WIDTH).initial_indent(mark).subsequent_indent(&rest)))
    }
}

fn how_to_answer(page: &Page) -> String {
    match &page.prompt {
        Prompt::Number { minimum, maximum, unit, .. } => {
            format!("[{unit}, {minimum} to {maximum}; empty line: don't know; `back`]")
        }
        Prompt::One(..) => "[a number or the words; empty line: don't know; `back`]".to_owned(),
        Prompt::Several(..) => {
            "[numbers, such as `1 3`; `none` for none of these; empty line: don't know; `back`]".to_owned()
        }
        Prompt::Ticks(_) => {
            "[numbers of all that apply, such as `1 3`: the others then count as no; `2?` for one you are \
                             not sure of; `none` for none of these; empty line: don't know; `back`]"
                .to_owned()
        }
    }
}

/// What a line says about a page, in lower case.
fn understood(page: &Page, said: &str) -> Said {
    let is_unknown = ["", "?", "d", "unknown", "don't know", "dont know"].contains(&said);
    let is_none = ["none", "none of these", "no", "n"].contains(&said);
    match &page.prompt {
        _ if is_unknown => {
            Said::Answers(page.questions().iter().map(|question| (question.index, Answer::Unknown)).collect())
        }
        Prompt::Number { question, minimum, maximum, unit } => match said.parse() {
            Ok(number) if (*minimum..=*maximum).contains(&number) => {
                Said::Answers(vec![(question.index, Answer::Number(number))])
            }
            _ => Said::NotUnderstood(format!("A whole number of {unit} from {minimum} to {maximum}, please.")),
        },
        Prompt::One(question, _) if is_none && !question.bullets.is_empty() => {
            Said::Answers(vec![(question.index, NO)])
        }
        Prompt::One(question, choices) => match chosen(choices, said) {
            Some(choice) => Said::Answers(vec![(question.index, choice.answer)]),
            None => Said::NotUnderstood(format!("A number from 1 to {}, please, or the words.", choices.len())),
        },
        Prompt::Several(question, _) if is_none => Said::Answers(vec![(question.index, Answer::Several(0))]),
        Prompt::Several(question, choices) => match each(said, choices.len()) {
            Some(numbers) if numbers.iter().all(|(_, is_sure)| *is_sure) => {
                let places = numbers.iter().filter_map(|(place, _)| choices.get(*place)).map(Choice::bit);
                Said::Answers(vec![(question.index, Answer::Several(places.fold(0, |all, bit| all | bit)))])
            }
            _ => Said::NotUnderstood(format!("Numbers from 1 to {}, please, or `none`.", choices.len())),
        },
        Prompt::Ticks(questions) => match if is_none { Some(Vec::new()) } else { each(said, questions.len()) } {
            Some(numbers) => Said::Answers(ticked(questions, &numbers)),
            None => Said::NotUnderstood(format!("Numbers from 1 to {}, please, or `none`.", questions.len())),
        },
    }
}

/// The answers when those of the numbers are yes, or not known, and the others no.
fn ticked(questions: &[Question], numbers: &[(usize, bool)]) -> Vec<Answered> {
    let answer = |place: usize| match numbers.iter().find(|(number, _)| *number == place) {
        Some((_, true)) => YES,
        Some((_, false)) => Answer::Unknown,
        None => NO,
    };
    questions.iter().enumerate().map(|(place, question)| (question.index, answer(place))).collect()
}

/// The choice that is named by its number, its word, or the beginning of its words.
fn chosen<'c, 'b>(choices: &'c [Choice<'b>], said: &str) -> Option<&'c Choice<'b>> {
    if let Ok(number) = said.parse::<usize>() {
        return number.checked_sub(1).and_then(|place| choices.get(place));
    }
    let is_named = |choice: &&Choice| choice.value == said || choice.label.to_lowercase() == said;
    let mut beginning = choices.iter().filter(|choice| choice.label.to_lowercase().starts_with(said));
    choices.iter().find(is_named).or_else(|| beginning.next().filter(|_| beginning.next().is_none()))
}

/// The places of a list of numbers, and whether each is sure: no question mark follows it.
fn each(said: &str, count: usize) -> Option<Vec<(usize, bool)>> {
    let words = said.split([' ', ',']).filter(|word| !word.is_empty());
    let number = |word: &str| {
        let place = word.trim_end_matches('?').parse::<usize>().ok()?.checked_sub(1)?;
        (place < count).then_some((place, !word.ends_with('?')))
    };
    words.map(number).collect()
}
