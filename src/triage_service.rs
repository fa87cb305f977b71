//! Read, decide, answer: what every way in and the command line share.

use crate::answer::problem::{ProblemBody, ProblemCode};
use crate::answer::{
    AnswerOptions, InterviewStep, PreparedTexts, Preserialized, QuestionWording, ReportContents, TriageAnswer,
    WriteJson as _,
};
use crate::clinical::decide::decision::Decision;
use crate::clinical::decide::question::Questions;
use crate::clinical::load::TranslatedRuleBook;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::outcome::Level;
use crate::clinical::model::rule_book::RuleBook;
use crate::clinical::model::status::Status;
use crate::request::finding_name::FindingNames;
use crate::request::line_splitter::Line;
use crate::request::schema::RequestSchema;
use crate::request::{self, Rejection};

/// Most answers are of this size or smaller, so that a buffer of it seldom grows, in bytes.
pub const USUAL_ANSWER_BYTES: usize = 16 * 1024;

/// A rule book with all that is prepared from it before the first payload. Immutable.
pub struct TriageService {
    /// The rule book in force.
    pub book: RuleBook,
    texts: PreparedTexts,
    translations: Vec<Wording>,
    schema: RequestSchema,
}

/// The rule book in another language, with its texts prepared.
struct Wording {
    book: RuleBook,
    texts: PreparedTexts,
}

/// A language in which a service answers: the one of its rule book by default, or one of its translations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language(Option<usize>);

impl TriageService {
    /// Prepares everything that can be prepared from a rule book.
    ///
    /// # Errors
    ///
    /// What cannot be compiled or serialised: a bug in this service.
    pub fn new(book: RuleBook) -> Result<Self, String> {
        Self::translated(TranslatedRuleBook { original: book, translations: Vec::new() })
    }

    /// The same in several languages.
    ///
    /// # Errors
    ///
    /// As those of [`TriageService::new`].
    pub fn translated(books: TranslatedRuleBook) -> Result<Self, String> {
        let TranslatedRuleBook { original: book, translations } = books;
        let wordings = translations.into_iter().map(|book| Ok(Wording { texts: PreparedTexts::prepare(&book)?, book }));
        let translations = wordings.collect::<Result<_, String>>()?;
        let schema = RequestSchema::compile(&book)?;
        Ok(Self { texts: PreparedTexts::prepare(&book)?, translations, schema, book })
    }

    /// Every language, that of the rule book first.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        [Language::default()].into_iter().chain((0..self.translations.len()).map(|place| Language(Some(place))))
    }

    /// The rule book in a language. What it decides is the same in all of them.
    #[must_use]
    pub fn book_in(&self, language: Language) -> &RuleBook {
        self.wording(language).0
    }

    /// Every question in words, in the order of the findings.
    #[must_use]
    pub fn questions_in(&self, language: Language) -> &[Preserialized<QuestionWording>] {
        &self.wording(language).1.questions
    }

    fn wording(&self, language: Language) -> (&RuleBook, &PreparedTexts) {
        match language.0.and_then(|place| self.translations.get(place)) {
            Some(wording) => (&wording.book, &wording.texts),
            None => (&self.book, &self.texts),
        }
    }

    /// The names of the findings, with what else they are called.
    #[must_use]
    pub fn finding_names(&self) -> &FindingNames {
        self.schema.names()
    }

    /// Reads a payload.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a payload.
    pub fn read(&self, payload: &[u8]) -> Result<Findings, Rejection> {
        request::read(&self.book, &self.schema, payload)
    }

    /// Reads a payload, whatever rule book it expects: for a comparison of several.
    ///
    /// # Errors
    ///
    /// Everything else that can be wrong with a payload.
    pub fn read_for_any(&self, payload: &[u8]) -> Result<Findings, Rejection> {
        request::read_for_any_rule_book(&self.book, &self.schema, payload)
    }

    /// The same, and decides on it.
    ///
    /// # Errors
    ///
    /// As those of [`TriageService::read_for_any`].
    pub fn triage_by_any(&self, payload: &[u8]) -> Result<Triaged<'_>, Rejection> {
        self.read_for_any(payload).map(|findings| self.decide(findings))
    }

    /// Decides on what was read.
    #[must_use]
    pub fn decide(&self, findings: Findings) -> Triaged<'_> {
        self.decide_in(Language::default(), findings)
    }

    /// Decides on what was read, to answer in a language.
    #[must_use]
    pub fn decide_in(&self, language: Language, findings: Findings) -> Triaged<'_> {
        let (book, texts) = self.wording(language);
        Triaged { texts, language, decision: book.decide(&findings), findings }
    }

    /// Reads a payload and decides on it.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a payload.
    pub fn triage(&self, payload: &[u8]) -> Result<Triaged<'_>, Rejection> {
        self.triage_in(Language::default(), payload)
    }

    /// Reads a payload and decides on it, to answer in a language.
    ///
    /// # Errors
    ///
    /// Everything that can be wrong with a payload.
    pub fn triage_in(&self, language: Language, payload: &[u8]) -> Result<Triaged<'_>, Rejection> {
        self.read(payload).map(|findings| self.decide_in(language, findings))
    }

    /// Answers one line of a batch: appends `{"line": N, "answer": …}`, or `{"line": N, "problem": …}` when the payload
    /// is refused, and a line end.
    pub fn answer_line(&self, number: u64, line: &Line, options: AnswerOptions, out: &mut Vec<u8>) -> LineOutcome {
        self.answer_line_in(Language::default(), number, line, options, out)
    }

    /// The same in a language. Problems are in English.
    pub fn answer_line_in(
        &self,
        language: Language,
        number: u64,
        line: &Line,
        options: AnswerOptions,
        out: &mut Vec<u8>,
    ) -> LineOutcome {
        let triaged = match line {
            Line::Whole(payload) => self.triage_in(language, payload),
            Line::TooLong => Err(Rejection::too_large()),
        };
        match triaged {
            Ok(triaged) => {
                out.extend_from_slice(format!("{{\"line\":{number},\"answer\":").as_bytes());
                triaged.write_json(options, out);
                out.extend_from_slice(b"}\n");
                LineOutcome::Answered { level: triaged.decision.result.level, status: triaged.decision.status() }
            }
            Err(rejection) => {
                write_problem_line(number, |instance| ProblemBody::for_rejection(&rejection, instance).to_json(), out);
                LineOutcome::Refused
            }
        }
    }
}

/// Refuses one line of a batch: appends `{"line": N, "problem": …}` and a line end.
pub fn refuse_line(number: u64, code: ProblemCode, detail: &str, out: &mut Vec<u8>) {
    write_problem_line(number, |instance| ProblemBody::new(code, detail, instance).to_json(), out);
}

fn write_problem_line(number: u64, problem: impl FnOnce(&str) -> Vec<u8>, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{\"line\":{number},\"problem\":").as_bytes());
    out.extend_from_slice(&problem(&format!("line-{number}")));
    out.extend_from_slice(b"}\n");
}

/// A payload that was read and decided on.
pub struct Triaged<'s> {
    texts: &'s PreparedTexts,
    findings: Findings,
    /// The language of the answer.
    pub language: Language,
    /// The decision.
    pub decision: Decision<'s>,
}

impl<'s> Triaged<'s> {
    /// What was read.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What to ask next.
    #[must_use]
    pub fn questions(&self) -> Questions<'s> {
        Questions::for_decision(&self.decision, &self.findings)
    }

    /// The answer.
    #[must_use]
    pub fn answer(&self, options: AnswerOptions) -> TriageAnswer<'_> {
        TriageAnswer::new(self.texts, &self.decision, &self.findings, options)
    }

    /// Appends the answer as JSON.
    pub fn write_json(&self, options: AnswerOptions, out: &mut Vec<u8>) {
        self.answer(options).write_json(out);
    }

    /// The answer as JSON.
    #[must_use]
    pub fn json(&self, options: AnswerOptions) -> Vec<u8> {
        let mut json = Vec::with_capacity(USUAL_ANSWER_BYTES);
        self.write_json(options, &mut json);
        json
    }

    /// Appends one step of an interview as JSON: what to ask next, and the answer so far.
    pub fn write_interview_step(&self, options: AnswerOptions, out: &mut Vec<u8>) {
        InterviewStep::new(self.texts, &self.decision, &self.findings, options).write_json(out);
    }

    /// The answer as a report for a terminal, 80 columns wide.
    #[must_use]
    pub fn report(&self, options: AnswerOptions) -> String {
        ReportContents::new(self.texts, &self.decision, &self.findings, options).report()
    }
}

/// The outcome of a line of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOutcome {
    /// It was decided on.
    Answered {
        /// The level of the answer.
        level: Level,
        /// Its status.
        status: Status,
    },
    /// It was not a valid payload.
    Refused,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use super::{AnswerOptions, TriageService};
    use crate::answer::{Detail, Explain, QuestionsWanted};
    use crate::clinical::load::files::KnowledgeFiles;
    use crate::clinical::model::rule_book::RuleBook;
    use crate::clinical::model::vector::Vectors;

    #[test]
    fn an_answer_written_straight_is_the_one_that_serde_writes() {
        let service = TriageService::new(RuleBook::built_in().unwrap()).unwrap();
        let vectors: Vectors = serde_json::from_str(KnowledgeFiles::built_in().get("vectors.json")).unwrap();
        for vector in &vectors.vectors {
            let triaged = service.decide(vectors.read(&service.book, vector).unwrap());
            for detail in [Detail::Brief, Detail::Standard, Detail::Full] {
                for explain in [None, Some(Explain::Changes)] {
                    let options =
                        AnswerOptions { detail: Some(detail), questions: Some(QuestionsWanted::All), explain };
                    let serde = serde_json::to_string(&triaged.answer(options)).unwrap();
                    assert_eq!(String::from_utf8(triaged.json(options)).unwrap(), serde, "{}", vector.id);
                }
            }
        }
    }
}
