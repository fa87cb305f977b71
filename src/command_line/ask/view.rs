//! How a page looks in a terminal: lines that fit, with the row of the person among them. Plain ASCII around the texts
//! of the rule book, so that it looks the same everywhere.

use std::ops::Range;

use textwrap::{Options, wrap};

use super::list::{List, Mark, Row};
use super::page::{Choice, Page, Prompt, Question};

/// Widest lines: longer ones are hard to read.
const MAX_WIDTH: usize = 80;

/// Lines of a page: what always stays, and what may be scrolled.
pub struct View {
    width: usize,
    head: Vec<String>,
    body: Vec<String>,
    /// The lines of the row in which the person is.
    focus: Range<usize>,
    foot: Vec<String>,
}

impl View {
    /// An empty view for a terminal of so many columns.
    pub fn new(columns: usize) -> Self {
        Self {
            width: columns.saturating_sub(1).clamp(20, MAX_WIDTH),
            head: Vec::new(),
            body: Vec::new(),
            focus: 0..0,
            foot: Vec::new(),
        }
    }

    /// A page with a list. `has_title` says whether the title is shown, which is done once for a screen.
    pub fn of_list(columns: usize, page: &Page, has_title: bool, list: &List, is_help_shown: bool) -> Self {
        let mut view = Self::new(columns);
        view.head(page, has_title);
        match &page.prompt {
            Prompt::Ticks(questions) => view.ticks(questions, page, list, is_help_shown),
            Prompt::One(question, choices) => {
                view.question(question, is_help_shown);
                view.choices(choices, list);
            }
            Prompt::Several(question, choices) => {
                view.question(question, is_help_shown);
                view.choices(choices, list);
                let nothing = page.labels.none_of_these.as_str();
                view.row(list, choices.len(), if list.is_marked() { "That is all" } else { nothing });
                view.row(list, choices.len() + 1, &page.labels.unknown);
            }
            Prompt::Number { .. } => {}
        }
        let has_help = page.questions().iter().any(|question| question.help.is_some() && !question.help_always);
        let keys = match &page.prompt {
            Prompt::One(..) | Prompt::Number { .. } => "up/down or a number, then Enter",
            Prompt::Several(..) => "up/down or a number  Space: tick",
            Prompt::Ticks(_) => "up/down or a number  Space: yes  d: don't know",
        };
        let help = if has_help { "  ?: help" } else { "" };
        view.foot(&format!("{keys}{help}  b: back  Ctrl-C: stop"));
        view
    }

    /// A page that asks for a number, with the line into which it is typed.
    pub fn of_number(columns: usize, page: &Page, has_title: bool, input: &str, fault: &str) -> Self {
        let mut view = Self::new(columns);
        view.head(page, has_title);
        page.questions().into_iter().for_each(|question| view.question(question, true));
        view.focus = 0..1;
        view.body.push(input.to_owned());
        if !fault.is_empty() {
            view.wrapped("  ", "  ", fault);
        }
        view.foot(&format!("Enter without a number: {}  b: back  Ctrl-C: stop", lower(&page.labels.unknown)));
        view
    }

    /// The lines that fit into so many rows, and the place of the row in which the person is.
    pub fn fitted(mut self, rows: usize) -> (Vec<String>, usize) {
        let rows = rows.saturating_sub(1).max(4);
        let fixed = self.head.len() + self.foot.len();
        let least = self.focus.len().min(rows);
        if fixed + least > rows {
            self.foot.clear();
            self.head.drain(..(self.head.len() + least).saturating_sub(rows).min(self.head.len()));
        }
        let space = rows - (self.head.len() + self.foot.len()).min(rows);
        let (start, end) = window(self.body.len(), &self.focus, space);
        let mut lines = self.head;
        let at = lines.len() + self.focus.start.saturating_sub(start);
        let last = self.body.len();
        let shown = self.body.into_iter().enumerate().skip(start).take(end - start);
        // Dots where there is more, but never in the place of the row in which the person is.
        lines.extend(shown.map(|(place, line)| {
            let hides = (place == start && start > 0) || (place + 1 == end && end < last);
            if hides && !self.focus.contains(&place) { "    ...".to_owned() } else { line }
        }));
        lines.extend(self.foot);
        (lines, at)
    }

    fn head(&mut self, page: &Page, has_title: bool) {
        self.head.push(String::new());
        if let Some(screen) = page.screen {
            if has_title {
                self.head.push(bold(&screen.title));
            }
            self.head_text(&screen.introduction);
            self.head.push(String::new());
        }
        for note in &page.notes {
            self.head_text(note);
            self.head.push(String::new());
        }
    }

    fn head_text(&mut self, text: &str) {
        self.head.extend(wrap(text, Options::new(self.width)).into_iter().map(std::borrow::Cow::into_owned));
    }

    /// The question above its answers.
    fn question(&mut self, question: &Question, is_help_shown: bool) {
        self.head_text(question.text);
        for bullet in question.bullets {
            let options = Options::new(self.width).initial_indent("  - ").subsequent_indent("    ");
            self.head.extend(wrap(bullet, options).into_iter().map(std::borrow::Cow::into_owned));
        }
        for below in below(question, is_help_shown) {
            self.head_text(below);
        }
        self.head.push(String::new());
    }

    fn choices(&mut self, choices: &[Choice], list: &List) {
        for (place, choice) in choices.iter().enumerate() {
            self.row(list, place, choice.label);
        }
    }

    fn ticks(&mut self, questions: &[Question], page: &Page, list: &List, is_help_shown: bool) {
        self.head_text("Which of these apply to you? Go through the whole list.");
        self.head.push(String::new());
        for (place, question) in questions.iter().enumerate() {
            let indent = self.row(list, place, question.text);
            let start = self.body.len();
            for below in below(question, is_help_shown && list.at() == place) {
                self.wrapped(&indent, &indent, below);
            }
            if list.at() == place {
                self.focus.end += self.body.len() - start;
            }
        }
        let [no, unsure] = last_rows(page, list);
        self.row(list, questions.len(), &no);
        self.row(list, questions.len() + 1, &unsure);
    }

    /// A row with its number and mark; gives what its further lines begin with.
    fn row(&mut self, list: &List, place: usize, text: &str) -> String {
        let mark = match list.rows().get(place) {
            Some(Row::Mark(Mark::Blank)) => "[ ] ",
            Some(Row::Mark(Mark::Yes)) => "[x] ",
            Some(Row::Mark(Mark::Unsure)) => "[?] ",
            _ if list.marks().next().is_some() => "    ",
            _ => "",
        };
        let pointer = if list.at() == place { ">" } else { " " };
        let digits = list.rows().len().to_string().len();
        let first = format!("{pointer} {mark}{:>digits$}  ", place + 1);
        let indent = " ".repeat(first.len());
        let start = self.body.len();
        self.wrapped(&first, &indent, text);
        if list.at() == place {
            self.focus = start..self.body.len();
            self.body.iter_mut().skip(start).for_each(|line| *line = bold(line));
        }
        indent
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let options = Options::new(self.width).initial_indent(first).subsequent_indent(rest);
        self.body.extend(wrap(text, options).into_iter().map(std::borrow::Cow::into_owned));
    }

    fn foot(&mut self, text: &str) {
        self.foot.push(String::new());
        let lines = wrap(text, Options::new(self.width)).into_iter();
        self.foot.extend(lines.map(|line| console::style(line.into_owned()).dim().to_string()));
    }
}

/// What the last two rows of a list of questions say: "no", and "don't know", to all that is not marked.
pub fn last_rows(page: &Page, list: &List) -> [String; 2] {
    if list.is_marked() {
        ["No to all the others".to_owned(), format!("{} about the others", page.labels.unknown)]
    } else {
        [page.labels.none_of_these.clone(), format!("{} about any of these", page.labels.unknown)]
    }
}

/// What stands below a question: what must be said with it, and its help.
fn below<'q>(question: &Question<'q>, is_help_shown: bool) -> impl Iterator<Item = &'q str> {
    let help = question.help.filter(|_| question.help_always || is_help_shown);
    question.note.into_iter().chain(help)
}

/// The part of the lines that is shown: all that fits, with the row of the person in the middle.
fn window(lines: usize, focus: &Range<usize>, space: usize) -> (usize, usize) {
    if lines <= space {
        return (0, lines);
    }
    let before = space.saturating_sub(focus.len()) / 2;
    let start = focus.start.saturating_sub(before).min(lines - space);
    (start, start + space)
}

fn bold(text: &str) -> String {
    console::style(text).bold().to_string()
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{View, window};

    #[test]
    fn the_row_of_the_person_is_always_among_the_lines_that_are_shown() {
        for lines in 1..40 {
            for place in 0..lines {
                for space in 3..12 {
                    let (start, end) = window(lines, &(place..place + 1), space);
                    assert!(start <= place && place < end && end <= lines && end - start <= space);
                }
            }
        }
    }

    #[test]
    fn a_view_fits_into_any_terminal_of_four_rows_or_more() {
        for rows in 5..40 {
            for place in 0..30 {
                let mut view = View::new(80);
                view.head = vec!["head".to_owned(); 9];
                view.body = (0..30).map(|line| line.to_string()).collect();
                view.foot = vec!["foot".to_owned(); 2];
                view.focus = place..place + 1;
                let (lines, at) = view.fitted(rows);
                assert!(lines.len() < rows, "{} lines in {rows}", lines.len());
                assert_eq!(lines.get(at), Some(&place.to_string()), "{lines:?}");
            }
        }
    }
}
