//! The whole answer: decision, questions and explanation, as far as they were asked for.

use serde::Serialize;
use utoipa::ToSchema;

use super::brief::BriefContents;
use super::decision::DecisionAnswer;
use super::explanation::{RuleTrace, UnderstoodAnswer, WhatWouldChange, trace, understood};
use super::json::{WriteJson, json_object, json_word};
use super::options::{AnswerOptions, Detail, QuestionsWanted};
use super::prepared_texts::PreparedTexts;
use super::preserialized::Preserialized;
use super::questions::{InterviewStop, Question, QuestionsAnswer};
use crate::clinical::decide::decision::Decision;
use crate::clinical::model::answers::Findings;
use crate::clinical::model::translation::Translation;

/// Names how much of the answer an object holds, for a client that has to tell them apart.
macro_rules! constant {
    ($($(#[$doc:meta])* $name:ident $value:ident $word:literal;)+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            /// Always this.
            $value,
        }
        impl $name {
            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                $word
            }
        }
        json_word!($name);
    )+ };
}

constant! {
    /// A brief answer.
    BriefDetail Brief "brief";
    /// A standard answer.
    StandardDetail Standard "standard";
    /// A full answer.
    FullDetail Full "full";
}

json_object! {
    /// The decision in short: what an app shows to the person.
    pub struct BriefDecision<'a> {
        .. /// The decision in the person's words.
        pub decision: BriefContents<'a>,
        /// How much of the answer this is.
        pub detail: BriefDetail,
        ? /// What would change the answer; only with `explain=changes`.
        pub what_would_change: WhatWouldChange<'a>,
    }

    /// The decision with everything that a person, a clinician and a program need of it.
    pub struct StandardDecision<'a> {
        .. /// The decision.
        pub decision: DecisionAnswer<'a>,
        /// How much of the answer this is.
        pub detail: StandardDetail,
        ? /// What would change the answer; only with `explain=changes`.
        pub what_would_change: WhatWouldChange<'a>,
    }

    /// The decision with all that explains it.
    pub struct FullDecision<'a> {
        .. /// The decision.
        pub decision: DecisionAnswer<'a>,
        /// How much of the answer this is.
        pub detail: FullDetail,
        /// What would change the answer.
        pub what_would_change: WhatWouldChange<'a>,
        /// Every rule with its value and why it has it.
        pub trace: Vec<RuleTrace<'a>>,
        /// Each finding sent, as question and answer in words: show it for checking.
        pub understood: Vec<UnderstoodAnswer<'a>>,
    }

    /// The answer in short: what an app shows to the person (`detail=brief`).
    pub struct BriefAnswer<'a> {
        .. /// The decision.
        pub decision: BriefDecision<'a>,
        /// Whether to stop asking. It looks at all questions, however many were asked for.
        pub stop: InterviewStop,
        ? /// What could still raise the answer; left out unless `questions` asks for it.
        pub next_questions: Vec<Question<'a>>,
        ? /// What could only lower the answer; left out unless `questions` asks for it.
        pub lowering_questions: Vec<Question<'a>>,
        ? /// That the texts are a translation; left out in the language of the rule book. Show it with them.
        #[schema(value_type = Translation)]
        pub translation: &'a Preserialized<Translation>,
    }

    /// The answer with everything that a person, a clinician and a program need of it (`detail=standard`).
    pub struct StandardAnswer<'a> {
        .. /// The decision.
        pub decision: StandardDecision<'a>,
        .. /// The questions that it leaves.
        pub questions: QuestionsAnswer<'a>,
        ? /// That the texts are a translation; left out in the language of the rule book. Show it with them.
        #[schema(value_type = Translation)]
        pub translation: &'a Preserialized<Translation>,
    }

    /// The answer with all that explains it (`detail=full`).
    pub struct FullAnswer<'a> {
        .. /// The decision.
        pub decision: FullDecision<'a>,
        .. /// The questions that it leaves.
        pub questions: QuestionsAnswer<'a>,
        ? /// That the texts are a translation; left out in the language of the rule book. Show it with them.
        #[schema(value_type = Translation)]
        pub translation: &'a Preserialized<Translation>,
    }

    /// One step of an interview.
    pub struct InterviewStep<'a> {
        /// The answer so far.
        pub answer: InterviewAnswer<'a>,
        /// What could still raise the answer, the most urgent first. Ask these first.
        pub next_questions: Vec<Question<'a>>,
        /// What could only lower the answer.
        pub lowering_questions: Vec<Question<'a>>,
        /// Whether to stop asking. It looks at all questions, however many were asked for.
        pub stop: InterviewStop,
        ? /// That the texts are a translation; left out in the language of the rule book. Show it with them.
        #[schema(value_type = Translation)]
        pub translation: &'a Preserialized<Translation>,
    }
}

/// A choice between the three details, which the member `detail` tells apart.
macro_rules! of_each_detail {
    ($($(#[$doc:meta])* $name:ident: $brief:ident $brief_at:literal, $standard:ident $standard_at:literal,
        $full:ident $full_at:literal;)+) => { $(
        $(#[$doc])*
        #[derive(Serialize, ToSchema)]
        #[serde(untagged)]
        #[schema(discriminator(property_name = "detail", mapping(
            ("brief" = $brief_at), ("standard" = $standard_at), ("full" = $full_at),
        )))]
        pub enum $name<'a> {
            /// In short.
            Brief($brief<'a>),
            /// With everything that is needed of it.
            Standard($standard<'a>),
            /// With all that explains it.
            Full($full<'a>),
        }
        impl WriteJson for $name<'_> {
            fn write_json(&self, out: &mut Vec<u8>) {
                match self {
                    Self::Brief(answer) => answer.write_json(out),
                    Self::Standard(answer) => answer.write_json(out),
                    Self::Full(answer) => answer.write_json(out),
                }
            }
        }
    )+ };
}

of_each_detail! {
    /// An answer; `detail` says how much of it.
    TriageAnswer: BriefAnswer "#/components/schemas/BriefAnswer",
        StandardAnswer "#/components/schemas/StandardAnswer", FullAnswer "#/components/schemas/FullAnswer";
    /// The answer of an interview, without its questions; `detail` says how much of it.
    InterviewAnswer: BriefDecision "#/components/schemas/BriefDecision",
        StandardDecision "#/components/schemas/StandardDecision", FullDecision "#/components/schemas/FullDecision";
}

impl<'a> TriageAnswer<'a> {
    /// The answer to what was sent.
    #[must_use]
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &'a Findings,
        options: AnswerOptions,
    ) -> Self {
        let wanted = options.questions();
        let translation = texts.translation.as_ref();
        let questions = QuestionsAnswer::new(texts, decision, findings, wanted);
        match InterviewAnswer::new(texts, decision, findings, options) {
            InterviewAnswer::Brief(decision) => {
                let QuestionsAnswer { next_questions, lowering_questions, stop } = questions;
                let asked_for = wanted != QuestionsWanted::None;
                Self::Brief(BriefAnswer {
                    decision,
                    stop,
                    next_questions: asked_for.then_some(next_questions),
                    lowering_questions: asked_for.then_some(lowering_questions),
                    translation,
                })
            }
            InterviewAnswer::Standard(decision) => Self::Standard(StandardAnswer { decision, questions, translation }),
            InterviewAnswer::Full(decision) => Self::Full(FullAnswer { decision, questions, translation }),
        }
    }
}

impl<'a> InterviewAnswer<'a> {
    /// The decision on what was sent, as much of it as is wanted.
    fn new(texts: &'a PreparedTexts, decision: &Decision<'a>, findings: &'a Findings, options: AnswerOptions) -> Self {
        let changes = || WhatWouldChange::new(texts, decision, findings);
        let what_would_change = options.explain.map(|_| changes());
        let detail = options.detail();
        match detail {
            Detail::Brief => Self::Brief(BriefDecision {
                decision: BriefContents::new(texts, decision),
                detail: BriefDetail::Brief,
                what_would_change,
            }),
            Detail::Standard => Self::Standard(StandardDecision {
                decision: DecisionAnswer::new(texts, decision, findings, detail),
                detail: StandardDetail::Standard,
                what_would_change,
            }),
            Detail::Full => Self::Full(FullDecision {
                decision: DecisionAnswer::new(texts, decision, findings, detail),
                detail: FullDetail::Full,
                what_would_change: what_would_change.unwrap_or_else(changes),
                trace: trace(texts, decision),
                understood: understood(texts, decision.book, findings),
            }),
        }
    }
}

impl<'a> InterviewStep<'a> {
    /// What to ask next, and the answer so far.
    #[must_use]
    pub fn new(
        texts: &'a PreparedTexts,
        decision: &Decision<'a>,
        findings: &'a Findings,
        options: AnswerOptions,
    ) -> Self {
        let wanted = options.questions.unwrap_or(QuestionsWanted::Screen);
        let answer = InterviewAnswer::new(texts, decision, findings, options);
        let QuestionsAnswer { next_questions, lowering_questions, stop } =
            QuestionsAnswer::new(texts, decision, findings, wanted);
        Self { answer, next_questions, lowering_questions, stop, translation: texts.translation.as_ref() }
    }
}
