// The vectors of the rule book as QuestionnaireResponses, written in a third language.
"use strict";

const BASE = "https://twitch-triage.example/fhir";
const YES_OR_NO = "http://terminology.hl7.org/CodeSystem/v2-0136";
const ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

/** The findings of a vector as REST takes them. */
function payload(vectors, vector) {
  const body = { findings: { ...vectors[vector.start_from], ...vector.change } };
  if (vector.screens_completed) body.screens_completed = vector.screens_completed;
  return body;
}

function answers(question, value) {
  const dontKnow = [{ valueCoding: { system: ABSENT_REASON, code: "asked-unknown" } }];
  const own = (word) => ({ valueCoding: { system: `${BASE}/CodeSystem/answers`, code: `${question.finding}.${word}` } });
  if (question.kind === "integer") return value === null ? [] : [{ valueInteger: value }];
  if (value === null || value === "unknown" || (Array.isArray(value) && value.length === 0)) return dontKnow;
  if (question.kind === "tri") return [{ valueCoding: { system: YES_OR_NO, code: value === "present" ? "Y" : "N" } }];
  return (Array.isArray(value) ? value : [value]).map(own);
}

/** The response that says what a payload says. */
function response(questions, version, body) {
  const groups = new Map();
  const put = (screen, item) => groups.set(screen, [...(groups.get(screen) ?? []), item]);
  for (const [name, value] of Object.entries(body.findings)) {
    const question = questions.get(name);
    const given = answers(question, value);
    put(question.screen, given.length ? { linkId: name, answer: given } : { linkId: name });
  }
  for (const screen of body.screens_completed ?? []) {
    put(screen, { linkId: `${screen}.none_of_these`, answer: [{ valueBoolean: true }] });
  }
  const resource = {
    resourceType: "QuestionnaireResponse",
    questionnaire: `${BASE}/Questionnaire/twitch-triage|${version}`,
    status: "completed",
    subject: { reference: "Patient/1288992" },
    authored: "2026-11-22T09:30:00Z",
  };
  if (groups.size) resource.item = [...groups].map(([linkId, item]) => ({ linkId, item }));
  return resource;
}

/** Every question of the questionnaire of REST, by the name of its finding. */
function questionsOf(questionnaire) {
  return new Map(questionnaire.screens.flatMap((screen) => screen.questions).map((question) => [question.finding, question]));
}

module.exports = { payload, questionsOf, response };
