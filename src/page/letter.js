// The letter for a doctor: one page of paper, filled while a result is shown, seen only in print.

import { seen } from "./explanation.js";
import { data, el, text } from "./words.js";

const letter = /** @type {HTMLElement} */ (document.getElementById("letter"));

/** More reasons than these, or letters on the whole, would not leave room on one page. */
const REASONS = 10;
const LETTERS = 5000;

/** Away from the result there is no letter: nobody prints, or finds, the answers of before. */
export function emptyLetter() {
  letter.hidden = true;
  letter.replaceChildren();
}

/** @typedef {{ answer: any, given: import("./result.js").Given[], labels: Map<string, any> }} Result */

/** @param {Result} result */
export function fillLetter(result) {
  let reasons = Math.min(REASONS, result.answer.reasons.length);
  write(result, reasons);
  while (reasons > 1 && (letter.textContent ?? "").length > LETTERS) write(result, (reasons -= 1));
}

/**
 * Writes the letter with some of the reasons, the first of which are the most urgent.
 * @param {Result} result
 * @param {number} reasons
 */
function write({ answer, given, labels }, reasons) {
  const blank = (/** @type {string} */ words) => el("p", { class: "blank" }, words, el("span", null));
  const { level, urgency, status, rule_book } = answer;
  const words = data.clinician;
  const more = answer.reasons.length - reasons;
  const term = (/** @type {import("./result.js").Given} */ { finding, label }) => labels.get(finding)?.clinician ?? label;
  const note = document.querySelector(".translation")?.textContent;
  const translated = note ? `${note} ` : "";
  const told = given.filter(({ isNo, isUnknown }) => !isNo && !isUnknown);
  const notKnown = given.filter(({ isUnknown }) => isUnknown);
  const denied = given.filter(({ isNo }) => isNo);
  letter.hidden = false;
  letter.className = told.length + notKnown.length + answer.reasons.length > 22 ? "letter dense" : "letter";
  letter.replaceChildren(
    el("h1", null, text("letter.title")),
    el("div", { class: "blanks" }, blank(text("letter.name")), blank(text("letter.born")), blank(text("letter.date"))),
    el("p", { class: "by" }, text("letter.by")),
    el("p", { class: "verdict" }, el("strong", null, `${words.level[level]} · ${words.urgency[urgency]} · ${words.status[status]}`), " ", answer.headline.person),
    el("h2", null, text("letter.reasons")),
    el("ol", null, answer.reasons.slice(0, reasons).map((/** @type {any} */ reason) =>
      el(
        "li",
        null,
        reason.text.clinician,
        " ",
        el("span", { class: "rests" }, `[${[...reason.findings.map((/** @type {any} */ each) => seen(each, labels, true)), reason.rule].join("; ")}]`),
      ))),
    ...(more > 0 ? [el("p", null, text("letter.more_reasons", { count: more }))] : []),
    el("h2", null, text("letter.answers")),
    el("ul", { class: "told" }, told.map((each) => el("li", null, each.value === "present" ? term(each) : `${term(each)}: ${each.words}`))),
    ...(notKnown.length > 0 ? [el("p", null, `${text("letter.not_known")}: ${notKnown.map(term).join("; ")}.`)] : []),
    ...(denied.length > 0 ? [el("p", null, text("letter.denied", { count: denied.length }))] : []),
    el("h2", null, text("letter.sooner")),
    el("p", null, `${answer.safety_net.come_back_if} ${answer.safety_net.seek_help_now_if}`),
    el("p", { class: "version" }, translated, `${answer.not_a_diagnosis} ${text("start.status")} ${text("result.version", { version: rule_book.version })} ${rule_book.digest}`),
  );
}
