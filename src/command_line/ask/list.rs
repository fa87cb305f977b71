//! A list from which a person picks with the arrow keys or by number: what is marked, and where the person is.

use console::Key;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Can be ticked.
    Mark(Mark),
    /// Ends the list.
    Pick,
}

/// What the person said about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    Blank,
    /// Yes.
    Yes,
    /// Don't know.
    Unsure,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nothing that ends the list.
    Moved,
    /// A row was marked.
    Marked,
    /// The row that ends the list was picked.
    Picked(usize),
    /// The help of this row is shown or hidden.
    Help,
    /// The page before.
    Back,
    /// No more input.
    Ended,
    /// Ctrl-C.
    Interrupted,
}

/// A list. Only a row at its end submits it, so that nobody submits what they have not seen.
pub struct List {
    rows: Vec<Row>,
    at: usize,
    /// The number that is being typed.
    typed: usize,
}

impl List {
    /// A list of rows to mark, followed by rows to pick.
    pub fn new(marks: usize, picks: usize) -> Self {
        let rows = [vec![Row::Mark(Mark::Blank); marks], vec![Row::Pick; picks]].concat();
        Self { rows, at: 0, typed: 0 }
    }

    /// Where the person is.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows that can be marked, with their marks.
    pub fn marks(&self) -> impl Iterator<Item = Mark> {
        self.rows.iter().filter_map(|row| if let Row::Mark(mark) = row { Some(*mark) } else { None })
    }

    /// Whether anything was marked.
    pub fn is_marked(&self) -> bool {
        self.marks().any(|mark| mark != Mark::Blank)
    }

    /// What a key does. `can_be_unsure` says whether "don't know" can be said about a single row.
    pub fn press(&mut self, key: &Key, can_be_unsure: bool) -> Event {
        let typed = std::mem::take(&mut self.typed);
        let last = self.rows.len().saturating_sub(1);
        match key {
            Key::ArrowUp | Key::BackTab | Key::Char('k') => self.at = self.at.checked_sub(1).unwrap_or(last),
            Key::ArrowDown | Key::Tab | Key::Char('j') => self.at = if self.at == last { 0 } else { self.at + 1 },
            Key::Home | Key::PageUp => self.at = 0,
            Key::End | Key::PageDown => self.at = last,
            Key::Char(digit @ '0'..='9') => self.type_digit(typed, *digit),
            Key::Char(' ') => return self.mark(Mark::Yes),
            Key::Char('d') if can_be_unsure => return self.mark(Mark::Unsure),
            Key::Enter => return self.enter(),
            Key::Char('?' | 'h') => return Event::Help,
            Key::Escape | Key::ArrowLeft | Key::Char('b') => return Event::Back,
            Key::CtrlC | Key::Char('\u{3}') => return Event::Interrupted,
            Key::Char('\u{4}') => return Event::Ended,
            _ => {}
        }
        Event::Moved
    }

    /// Goes to the row of a number. A second digit continues the first where there is such a row.
    fn type_digit(&mut self, typed: usize, digit: char) {
        let digit = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or_default();
        let number = [typed.saturating_mul(10) + digit, digit].into_iter().find(|number| *number <= self.rows.len());
        if let Some(number) = number.filter(|number| *number > 0) {
            self.at = number - 1;
            self.typed = number;
        }
    }

    /// Marks the row, or takes the same mark away.
    fn mark(&mut self, with: Mark) -> Event {
        let Some(Row::Mark(mark)) = self.rows.get_mut(self.at) else { return Event::Moved };
        *mark = if *mark == with { Mark::Blank } else { with };
        Event::Marked
    }

    fn enter(&mut self) -> Event {
        match self.rows.get(self.at) {
            Some(Row::Pick) => Event::Picked(self.at),
            _ => self.mark(Mark::Yes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Key, List, Mark};

    fn pressed(list: &mut List, keys: &[Key]) -> Vec<Event> {
        keys.iter().map(|key| list.press(key, true)).collect()
    }

    #[test]
    fn enter_on_a_question_marks_it_and_never_submits_the_list() {
        let mut list = List::new(2, 2);
        assert_eq!(pressed(&mut list, &[Key::Enter]), [Event::Marked]);
        assert_eq!(list.marks().collect::<Vec<_>>(), [Mark::Yes, Mark::Blank]);
        let picked = pressed(&mut list, &[Key::End, Key::Char(' '), Key::Enter]);
        assert_eq!(picked, [Event::Moved, Event::Moved, Event::Picked(3)], "only Enter picks");
    }

    #[test]
    fn a_number_leads_to_its_row_and_a_second_digit_continues_it() {
        let mut list = List::new(12, 1);
        let rows: Vec<usize> = ['1', '2', '9', '0', '1', '4']
            .map(Key::Char)
            .iter()
            .map(|key| {
                list.press(key, true);
                list.at()
            })
            .collect();
        // 1, 12, then 9; 90 is no row and 0 neither; 1; 14 is no row, 4 is.
        assert_eq!(rows, [0, 11, 8, 8, 0, 3]);
    }

    #[test]
    fn a_mark_is_taken_away_by_the_same_key_and_changed_by_another() {
        let mut list = List::new(1, 1);
        let mut marked = |key: char| {
            list.press(&Key::Char(key), true);
            list.marks().next()
        };
        assert_eq!(marked(' '), Some(Mark::Yes));
        assert_eq!(marked('d'), Some(Mark::Unsure));
        assert_eq!(marked('d'), Some(Mark::Blank));
    }

    #[test]
    fn the_arrow_keys_go_round() {
        let mut list = List::new(2, 1);
        let mut at = |key: Key| {
            list.press(&key, false);
            list.at()
        };
        assert_eq!([at(Key::ArrowUp), at(Key::ArrowDown), at(Key::ArrowDown)], [2, 0, 1]);
    }
}
