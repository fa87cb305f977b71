// The interview as it is held: the screens gone through, the answers given, and what comes next. The service decides
// what is asked; the page never says "no" for anybody, so that every answer is sent as it was given.

import { call, served } from "./service.js";
import { data } from "./words.js";

/**
 * @typedef {{ value: string, label: string }} Choice
 * @typedef {{ finding: string, label: string, question: string, stem: string | null, bullets: string[] | null,
 *   help: string | null, help_always: boolean, about_a_child: boolean, kind: "tri" | "one_of" | "some_of" | "integer",
 *   answers: Choice[] | null, minimum: number | null, maximum: number | null, unit: string | null,
 *   members: string[] | null, screen: string, why: string[] | null }} Question
 * @typedef {string | number | string[] | null} Answer
 * @typedef {{ kind: "questions" | "result", screen: string, questions: Question[], optional: boolean,
 *   continued: boolean }} Step
 */

/** Asked once at the end, and only if wanted: they change the advice, or are for a clinician. */
const OFFERED = ["examination", "triggers"];

export class Interview {
  /** @type {Step[]} */
  steps = [];
  /** Every answer given, also those of screens that are not asked now. @type {Map<string, Answer>} */
  answers = new Map();
  /** How a length of time was given: number and unit. @type {Map<string, { number: string, unit: string }>} */
  lengths = new Map();

  /** @param {boolean} forClinician */
  constructor(forClinician) {
    this.forClinician = forClinician;
  }

  /**
   * What is sent: the answers of the screens up to one, in the order in which they were asked.
   * @param {number} last
   */
  body(last = this.steps.length - 1) {
    /** @type {Record<string, Answer>} */
    const findings = {};
    for (const step of this.steps.slice(0, last + 1)) {
      for (const { finding } of step.questions) {
        const answer = this.answers.get(finding);
        if (answer !== undefined) findings[finding] = answer;
      }
    }
    return { findings };
  }

  /**
   * The step after one; those after it are forgotten, their answers are kept to be shown again.
   * @param {number} last
   * @param {string[]} [open] questions that were shown and have no answer: null when they are still asked
   * @returns {Promise<Step | null>}
   */
  async after(last, open = []) {
    if (open.length > 0) {
      const { next_questions, lowering_questions, stop } = await call(
        "v1/interview?questions=all&detail=brief",
        this.body(last),
      );
      const asked = [...next_questions, ...lowering_questions].map(({ finding }) => finding);
      if (stop.because !== "emergency" && open.some((finding) => asked.includes(finding))) return null;
    }
    const { next_questions, lowering_questions, stop } = await call(
      "v1/interview?questions=screen&detail=brief",
      this.body(last),
    );
    if (stop.because === "emergency") return this.#add(last, result());
    /** @type {Question[]} */
    let questions = [...next_questions, ...lowering_questions].filter((question) => !question.asked);
    // The age decides which questions there are.
    const age = questions.find((question) => question.finding === "age_years");
    if (age) questions = [age];
    const [first] = questions;
    if (stop.stop || !first) return this.#add(last, (await this.#offered(last)) ?? result());
    // The age comes alone, and is no part of what its screen introduces.
    const continued = this.steps.slice(0, last + 1).some(({ screen, questions: [asked] }) =>
      screen === first.screen && asked?.finding !== "age_years");
    const step = { kind: /** @type {const} */ ("questions"), screen: first.screen, questions, optional: false, continued };
    return this.#add(last, step);
  }

  /**
   * @param {number} last
   * @param {Step} step
   */
  #add(last, step) {
    this.steps = [...this.steps.slice(0, last + 1), step];
    return step;
  }

  /**
   * The next of the screens that are offered and were not.
   * @param {number} last
   * @returns {Promise<Step | null>}
   */
  async #offered(last) {
    const shown = this.steps.slice(0, last + 1).map((step) => step.screen);
    const wanted = OFFERED.filter((screen) => screen === "triggers" || this.forClinician);
    const screen = wanted.find((screen) => !shown.includes(screen));
    if (!screen) return null;
    const { screens } = await served("v1/questionnaire");
    const { questions } = screens.find((/** @type {any} */ each) => each.id === screen);
    return { kind: "questions", screen, questions, optional: true, continued: false };
  }

  /**
   * Whether every question of a step was answered.
   * @param {Step} step
   */
  isAnswered(step) {
    return step.kind === "questions" && step.questions.every(({ finding }) => this.answers.has(finding));
  }

  /**
   * How far the interview is: parts begun, and how many there are at most. A part that comes up again is no new one.
   * @param {number} place
   */
  progress(place) {
    const begun = new Set(this.steps.slice(0, place + 1).map((step) => step.screen));
    const most = data.screens.filter((/** @type {any} */ { id }) => id !== "examination" || this.forClinician).length;
    return { count: begun.size, most, continued: Boolean(this.steps[place]?.continued) };
  }

  /**
   * Whether a step asks one by one what a group question asked at once.
   * @param {number} place
   */
  opensGroup(place) {
    const members = this.steps.slice(0, place).flatMap((step) => step.questions.flatMap(({ members }) => members ?? []));
    return Boolean(this.steps[place]?.questions.some(({ finding }) => members.includes(finding)));
  }

  /** The age, where it was given. */
  get age() {
    const age = this.answers.get("age_years");
    return typeof age === "number" ? age : null;
  }
}

/** @returns {Step} */
function result() {
  return { kind: "result", screen: "result", questions: [], optional: false, continued: false };
}
