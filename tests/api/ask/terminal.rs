//! In a terminal of 80 columns and 24 rows: a real one, as the operating system makes it for a window.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::support::folder::Folder;

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const END: &str = "\x1b[F";

/// The interview in a shell, which says how it ended and whether the terminal is as it was; a Ctrl-C that comes before a
/// key is awaited goes to both, and the shell goes on.
fn shell(name: &str) -> (PtySession, Folder) {
    let folder = Folder::new(name);
    let mut command = Command::new("sh");
    let binary = env!("CARGO_BIN_EXE_twitch-triage");
    let script = format!(
        "trap : INT; stty rows 24 cols 80; before=$(stty -g); '{binary}' ask --detail full --questions all; echo \"exit code $?\"; \
         [ \"$before\" = \"$(stty -g)\" ] && echo 'as it was'; ls -A | wc -l"
    );
    command.args(["-c", &script]).env("TERM", "xterm").env("HOME", folder.path()).current_dir(folder.path());
    (spawn_command(command, Some(30_000)).expect("a terminal"), folder)
}

/// Waits for a text, then presses keys; gives what was shown before the text.
#[track_caller]
fn at(session: &mut PtySession, text: &str, keys: &str) -> String {
    let shown = session.exp_string(text).unwrap_or_else(|error| panic!("`{text}` is not shown: {error}"));
    // Whether the page is drawn to its end or not: what comes earlier waits in the terminal.
    session.send(keys).and_then(|_| session.flush()).expect("keys");
    shown
}

/// The end of the script: the exit code, and nothing that is left behind.
#[track_caller]
fn ends(mut session: PtySession, code: u8) -> String {
    let shown = session.exp_string("exit code ").expect("an end");
    let rest = session.exp_eof().expect("the end");
    let mut lines = rest.lines().map(str::trim);
    assert_eq!(lines.next(), Some(code.to_string().as_str()), "{rest}");
    assert_eq!(lines.next(), Some("as it was"), "the terminal is not as it was: {rest}");
    assert_eq!(lines.next(), Some("0"), "something was written into the folder");
    for hidden in ["\x1b[?25l", "\x1b[?1049h", "\x1b[?47h"] {
        assert!(!shown.contains(hidden), "the cursor is hidden, or the screen is another one");
    }
    shown
}

/// Answers the emergency screen with no, and says that there is a twitch.
fn past_the_emergencies(session: &mut PtySession) {
    at(session, "How old are you?", "34\r");
    at(session, "chest pain, fainting", &format!("{DOWN}\r"));
    at(session, "newly confused", "2\r");
    at(session, "poison, pesticide", &format!("{UP}{UP}\r"));
    at(session, "throat spasm", "2\r");
    at(session, "small flickers", "\r");
}

#[test]
fn an_interview_with_arrow_keys_and_numbers_ends_with_the_report() {
    let (mut session, _folder) = shell("ask_report");
    past_the_emergencies(&mut session);
    // The eyelid, the calf by its number, and the end of the list.
    at(&mut session, "Where have you noticed", &format!(" 10 {END}{UP}\r"));
    let mut shown = at(&mut session, "Number of days: ", "3\r");
    shown += &at(&mut session, "None of these", &format!("{END}{UP}\r"));
    shown += &at(&mut session, "double or lost vision", "\x04");
    for said in ["noticed it: Eyelid, Calf or shin", "3 days", "thinner or hollow: No"] {
        assert!(shown.contains(said), "`{said}` is not among:\n{shown}");
    }
    session.exp_string("WHAT TO DO").expect("the report");
    ends(session, 10);
}

#[test]
fn none_of_these_is_no_and_leaving_a_list_is_not() {
    let strength = "Which of these apply to you?";
    let settle = |name: &str, keys: &str| {
        let (mut session, _folder) = shell(name);
        past_the_emergencies(&mut session);
        at(&mut session, "Where have you noticed", &format!(" {END}{UP}\r"));
        at(&mut session, "Number of days: ", "3\r");
        at(&mut session, "how has the twitching changed", "2\r");
        at(&mut session, strength, keys);
        ends(session, 10)
    };
    // The row at the end says so; Ctrl-D leaves the list where it is.
    let none = settle("ask_none", &format!("{END}{UP}\r\x04"));
    assert!(none.contains("thinner or hollow? No") && none.contains("WHAT YOU SAID"), "{none}");
    let left = settle("ask_left", &format!("{DOWN}{DOWN}\x04"));
    assert!(!left.contains("thinner or hollow? No"), "{left}");
    let unsure = settle("ask_unsure", &format!("{END}\r\x04"));
    assert!(unsure.contains("thinner or hollow? Don't know"), "{unsure}");
}

#[test]
fn back_asks_the_page_before_again() {
    let (mut session, _folder) = shell("ask_back");
    at(&mut session, "How old are you?", "43\r");
    at(&mut session, "chest pain, fainting", "\x1b");
    at(&mut session, "How old are you?", "34\r");
    at(&mut session, "chest pain, fainting", "\x04");
    let report = ends(session, 10);
    assert!(report.contains("How old are you? 34 years") && !report.contains("43 years\n"), "{report}");
}

#[test]
fn keys_pressed_before_they_are_awaited_count() {
    let (mut session, _folder) = shell("ask_ahead");
    // Before the program has started: the terminal still edits lines, and would end a file with Ctrl-D.
    session.send("34\r\x04").and_then(|_| session.flush()).expect("keys");
    let report = ends(session, 10);
    assert!(report.contains("How old are you? 34 years") && report.contains("WHAT TO DO"), "{report}");
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    for (name, keys) in [("ask_stop_number", "3"), ("ask_stop_list", "34\r")] {
        let (mut session, _folder) = shell(name);
        at(&mut session, "How old are you?", keys);
        let text = if keys.ends_with('\r') { "chest pain, fainting" } else { "Number of years: 3" };
        at(&mut session, text, "\x03");
        let shown = ends(session, 130);
        assert!(!shown.contains("WHAT TO DO"), "{shown}");
    }
}

#[test]
fn an_emergency_ends_the_interview_at_once_also_in_the_middle_of_a_list() {
    let (mut session, _folder) = shell("ask_emergency");
    at(&mut session, "How old are you?", "34\r");
    at(&mut session, "chest pain, fainting", "\r");
    session.exp_string("Call 999 or go to A&E now.").expect("the report");
    ends(session, 13);

    let (mut session, _folder) = shell("ask_emergency_in_a_list");
    at(&mut session, "How old are you?", "34\r");
    at(&mut session, "chest pain, fainting", "2\r");
    at(&mut session, "newly confused", "2\r");
    at(&mut session, "poison, pesticide", "2\r");
    at(&mut session, "throat spasm", "3\r");
    at(&mut session, "Which of these apply to you?", &format!("{DOWN} "));
    session.exp_string("WHAT TO DO").expect("the report");
    ends(session, 13);
}
