//! Payloads at random, the same in every run: what the laws are tried on beside the vectors and vignettes.

use crate::clinical::model::answers::{Answer, Findings};
use crate::clinical::model::finding::{Finding, Kind};
use crate::clinical::model::rule_book::RuleBook;

/// Random numbers that are the same in every run (`SplitMix64`, by Steele, Lea and Flood, 2014).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or_default()
    }

    /// A payload: any answers at all, or those of a harmless twitch with a few others, or those of a child with a harmless
    /// twitch and nothing else.
    pub(super) fn payload(&mut self, book: &RuleBook, baseline: &Findings) -> Findings {
        let kind = self.below(16);
        if kind == 0 {
            let mut child = baseline.clone();
            child.set(book.known.age_years, Answer::Number(i32::try_from(self.below(16)).unwrap_or_default()));
            return child;
        }
        if kind < 9 {
            let mut findings = baseline.clone();
            for _ in 0..=self.below(6) {
                let index = self.below(book.findings.len());
                let answer = self.answer(book, index);
                findings.set(index, answer);
            }
            return findings;
        }
        let mut findings = Findings::new(book);
        let share = 1 + self.below(8);
        for index in 0..book.findings.len() {
            if self.below(8) < share {
                let answer = self.answer(book, index);
                findings.set(index, answer);
            }
        }
        for (place, _) in book.screens.iter().enumerate().filter(|(_, screen)| !screen.heading_only) {
            if self.below(3) == 0 {
                findings.complete(place);
            }
        }
        findings
    }

    fn answer(&mut self, book: &RuleBook, index: usize) -> Answer {
        let Some(finding) = book.finding(index) else { return Answer::NotSent };
        match finding.kind {
            Kind::Tri | Kind::OneOf => self.word(finding),
            Kind::Integer if self.below(4) == 0 => Answer::Unknown,
            Kind::Integer => {
                let highest = if self.below(4) == 0 { finding.maximum } else { finding.maximum.min(100) };
                let width = usize::try_from(highest.saturating_sub(finding.minimum)).unwrap_or_default() + 1;
                Answer::Number(finding.minimum + i32::try_from(self.below(width)).unwrap_or_default())
            }
            Kind::SomeOf => {
                let several = self.next() & self.next();
                let permitted = (1_u64 << finding.answers.len()) - 1;
                Answer::Several(u32::try_from(several & permitted).unwrap_or_default())
            }
        }
    }

    fn word(&mut self, finding: &Finding) -> Answer {
        let place = self.below(finding.answers.len() + 1);
        finding.answers.get(place).and_then(|answer| finding.word(&answer.value)).unwrap_or(Answer::Unknown)
    }
}
