// One question on the screen: what is asked, why, and the answers to choose from.

import { served } from "./service.js";
import { asList, data, el, text, unfolding, withCall } from "./words.js";

/**
 * @typedef {import("./interview.js").Question} Question
 * @typedef {import("./interview.js").Answer} Answer
 * @typedef {import("./interview.js").Interview} Interview
 * @typedef {{ element: HTMLElement, question: Question, first: string, read: () => Answer | undefined | Error }} Row
 */

/** Days in a unit of time. @type {Record<string, number>} */
const UNITS = { days: 1, weeks: 7, months: 30, years: 365 };

/**
 * A question with its answers; `read` gives the answer, nothing while there is none, or what is wrong with it.
 * @param {Question} question
 * @param {Interview} interview
 * @returns {Row}
 */
export function row(question, interview) {
  const given = interview.answers.get(question.finding);
  const parts = {
    tri: () => choices(question, question.answers ?? triAnswers(), given),
    one_of: () => choices(question, question.answers ?? [], given),
    some_of: () => places(question, given),
    integer: () => (question.unit === "days" ? length(question, interview) : amount(question, given)),
  }[question.kind]();
  const described = question.bullets ? `${question.finding}-members` : null;
  const legend = el("legend", null, question.stem ?? question.question);
  const element = el(
    "fieldset",
    { class: `question ${question.kind}`, id: `q-${question.finding}`, "aria-describedby": described },
    legend,
    question.about_a_child && interview.age === null && el("p", { class: "hint" }, data.only_for_a_child),
    question.bullets && el("ul", { id: described }, question.bullets.map((bullet) => el("li", null, bullet))),
    question.help_always && question.help && el("p", { class: "hint" }, question.help),
    parts.element,
    el(
      "div",
      { class: "asides" },
      !question.help_always && question.help && unfolding(text("ask.help"), () => asList(question.help ?? "")),
      unfolding(text("ask.why"), () => reasons(question)),
    ),
  );
  return { element, question, first: parts.first, read: parts.read };
}

function triAnswers() {
  return ["present", "absent", "unknown"].map((value) => ({ value, label: data.answers[value] }));
}

/**
 * What waits for the answer, in the words of the rules.
 * @param {Question} question
 */
async function reasons(question) {
  /** @type {any[]} */
  let rules = [];
  try {
    rules = (await served("v1/rules")).rules;
  } catch {
    return el("p", null, text("ask.failed"));
  }
  const said = rules.filter(({ id }) => question.why?.includes(id)).map((rule) => rule.text.person);
  const lines = [...new Set(said)];
  if (lines.length === 0) return el("p", null, text("ask.why_none"));
  return el("ul", null, lines.slice(0, 6).map((line) => el("li", null, line)));
}

/**
 * Radio buttons.
 * @param {Question} question
 * @param {import("./interview.js").Choice[]} offered
 * @param {Answer | undefined} given
 */
function choices(question, offered, given) {
  const short = offered.every(({ label }) => label.length < 16);
  const note = el("p", { class: "note", role: "status" });
  const buttons = offered.map(({ value, label }, place) =>
    choice("radio", question.finding, `${question.finding}-${place}`, value, label, value === given, () => {
      const opened = question.members && value !== "absent" && question.screen !== "emergency";
      const urgent = question.screen === "emergency" && question.kind === "tri" && value === "present";
      note.className = urgent ? "note alarm" : "note";
      note.replaceChildren(...(urgent ? withCall(text("ask.call_now")) : opened ? [text("ask.opens")] : []));
    }),
  );
  return {
    element: el("div", null, el("div", { class: offered.length > 3 ? "choices" : short ? "choices short" : "choices short long" }, buttons), note),
    first: `${question.finding}-0`,
    read: () => /** @type {string | undefined} */ (checked(buttons)[0]),
  };
}

/**
 * @param {"radio" | "checkbox"} type
 * @param {string} name
 * @param {string} id
 * @param {string} value
 * @param {string} label
 * @param {boolean} isChosen
 * @param {() => void} changed
 */
function choice(type, name, id, value, label, isChosen, changed) {
  const input = el("input", { type, name, id, value, onchange: changed });
  input.checked = isChosen;
  return el("label", { class: "choice" }, input, el("span", null, label));
}

/**
 * @param {HTMLElement[]} labels
 * @returns {string[]}
 */
function checked(labels) {
  const inputs = labels.map((label) => /** @type {HTMLInputElement} */ (label.querySelector("input")));
  return inputs.filter((input) => input.checked).map((input) => input.value);
}

/**
 * "Don't know" beside a field or a list; choosing it empties those, and filling them takes it back.
 * @param {Question} question
 * @param {boolean} isChosen
 * @param {() => void} chosen
 */
function notKnown(question, isChosen, chosen) {
  const id = `${question.finding}-unknown`;
  const label = choice("checkbox", id, id, "unknown", data.answers.unknown, isChosen, () => {
    if (input.checked) chosen();
  });
  /** @type {HTMLInputElement} */
  const input = label.querySelector("input");
  return { label, input };
}

/**
 * Colours places of the figure, and no others.
 * @param {string[]} sites
 */
export function light(sites) {
  document.querySelectorAll("[data-site]").forEach((part) => {
    part.classList.toggle("on", sites.includes(part.getAttribute("data-site") ?? ""));
  });
}

/**
 * Check boxes, and the figure beside them, whose parts toggle them.
 * @param {Question} question
 * @param {Answer | undefined} given
 */
function places(question, given) {
  const chosen = Array.isArray(given) ? given : [];
  const boxes = (question.answers ?? []).map(({ value, label }, place) =>
    choice("checkbox", question.finding, `${question.finding}-${place}`, value, label, chosen.includes(value), () => {
      unknown.input.checked = false;
      draw();
    }),
  );
  const unknown = notKnown(question, given === null, () => {
    boxes.forEach((box) => (box.querySelector("input").checked = false));
    draw();
  });
  const figure = question.finding === "sites" ? document.getElementById("figure") : null;
  if (figure) light(chosen);
  const draw = () => {
    if (figure) light(checked(boxes));
  };
  const tapped = (/** @type {Event} */ event) => {
    const part = /** @type {Element} */ (event.target).closest("[data-site]");
    const box = boxes.find((box) => box.querySelector("input").value === part?.getAttribute("data-site"));
    box?.querySelector("input").click();
  };
  const picture = figure && el("div", { class: "picture", onclick: tapped }, figure, el("p", { class: "hint" }, text("where.figure")));
  return {
    element: el(
      "div",
      { class: figure ? "where" : null },
      picture,
      el("div", { class: "choices" }, boxes, unknown.label),
    ),
    first: `${question.finding}-0`,
    read: () => {
      const now = checked(boxes);
      return now.length > 0 ? now : unknown.input.checked ? null : undefined;
    },
  };
}

/**
 * A whole number.
 * @param {Question} question
 * @param {Answer | undefined} given
 */
function amount(question, given) {
  const field = numberField(question, typeof given === "number" ? String(given) : "");
  const unknown = notKnown(question, given === null, () => (field.value = ""));
  field.addEventListener("input", () => (unknown.input.checked = false));
  return {
    element: el("div", { class: "amount" }, field, unknown.label),
    first: field.id,
    read: () => whole(question, field.value, 1, unknown.input.checked),
  };
}

/**
 * A length of time in a unit of choice.
 * @param {Question} question
 * @param {Interview} interview
 */
function length(question, interview) {
  const before = interview.lengths.get(question.finding);
  const given = interview.answers.get(question.finding);
  const field = numberField(question, before?.number ?? (typeof given === "number" ? String(given) : ""));
  field.setAttribute("aria-label", text("since.number"));
  const options = Object.keys(UNITS).map((unit) => el("option", { value: unit }, text(`since.${unit}`)));
  const unit = el("select", { id: `${question.finding}-unit`, "aria-label": text("since.unit") }, options);
  unit.value = before?.unit ?? "days";
  const unknown = notKnown(question, given === null, () => (field.value = ""));
  field.addEventListener("input", () => (unknown.input.checked = false));
  return {
    element: el("div", { class: "amount" }, field, unit, unknown.label),
    first: field.id,
    read: () => {
      interview.lengths.set(question.finding, { number: field.value, unit: unit.value });
      const days = UNITS[unit.value] ?? 1;
      return whole(question, field.value, days, unknown.input.checked);
    },
  };
}

/**
 * @param {Question} question
 * @param {string} value
 */
function numberField(question, value) {
  const field = el("input", { type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 6, id: `${question.finding}-number` });
  field.setAttribute("aria-label", question.question);
  field.value = value;
  return field;
}

/**
 * @param {Question} question
 * @param {string} written
 * @param {number} times
 * @param {boolean} isUnknown
 * @returns {number | null | undefined | Error}
 */
function whole(question, written, times, isUnknown) {
  const digits = written.trim();
  if (digits === "") return isUnknown ? null : undefined;
  const [from, to] = [question.minimum ?? 0, Math.floor((question.maximum ?? 1e6) / times)];
  const number = /^\d+$/.test(digits) ? Number(digits) : NaN;
  if (!(number >= from && number <= to)) return new Error(text("ask.not_a_number", { from, to }));
  return number * times;
}
