//! The command line.
fn main() {
    match twitch_triage::clinical::rule_book::RuleBook::built_in() {
        Ok(_) => {}
        Err(faults) => faults.iter().for_each(|fault| eprintln!("{fault}")),
    }
}
