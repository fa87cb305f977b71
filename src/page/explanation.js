// Why the result is what it is: reasons with their sources, what would change it, and the trace of every rule.

import { data, el, icon, text, unfolding, withCall } from "./words.js";

/** @typedef {Map<string, any>} Labels by the name of the finding */

/** So many lines of a list are shown at once. */
const SHOWN = 5;

/**
 * @param {any} answer
 * @param {boolean} forClinician
 * @param {Labels} labels
 */
export function reasonList(answer, forClinician, labels) {
  const reasons = answer.reasons.map((/** @type {any} */ reason) =>
    el(
      "li",
      { "data-rule": reason.rule, class: `reason ${reason.urgency}` },
      el("p", null, withCall(forClinician ? reason.text.clinician : reason.text.person)),
      reason.findings.length > 0 && el("p", { class: "hint rests" }, reason.findings.map((/** @type {any} */ each) => seen(each, labels, forClinician)).join(" · ")),
      unfolding(sourceSummary(reason, forClinician), () => sources(reason, answer), "sources"),
    ),
  );
  return el("ol", { class: "reasons" }, reasons);
}

/** @param {any} reason @param {boolean} forClinician */
function sourceSummary(reason, forClinician) {
  return forClinician ? `${text("result.sources")} (${reason.rule})` : text("result.sources");
}

/**
 * An answer on which a reason rests, in words.
 * @param {{ pointer: string, seen: any }} each
 * @param {Labels} labels
 * @param {boolean} forClinician
 */
export function seen(each, labels, forClinician) {
  return labelled(each.pointer, each.seen, labels, forClinician);
}

/**
 * @param {string} pointer
 * @param {any} value
 * @param {Labels} labels
 * @param {boolean} [forClinician]
 */
function labelled(pointer, value, labels, forClinician) {
  const question = labels.get(pointer.split("/").pop() ?? "");
  if (!question) return "";
  const label = forClinician ? (question.clinician ?? question.label) : question.label;
  if (question.kind === "tri" && value === "present") return label;
  return `${label}: ${valueWords(question, value)}`;
}

/** @param {any} question @param {any} value */
function valueWords(question, value) {
  if (value === null) return data.answers.unknown;
  const words = [value].flat().map((each) => {
    const choice = [...(question.answers ?? []), ...(question.accepted ?? [])].find((choice) => choice.value === each);
    return choice?.label ?? data.answers[each] ?? String(each);
  });
  return words.join(", ") + (question.unit === "days" ? ` ${text("since.days")}` : "");
}

/** @param {any} reason @param {any} answer */
function sources(reason, answer) {
  if (reason.evidence.length === 0) return el("p", null, text("result.no_source"));
  const statements = reason.evidence.map((/** @type {string} */ id) => {
    const { source: key, statement } = answer.evidence[id];
    const source = answer.sources[key];
    const links = source.urls.map((/** @type {string} */ url) =>
      el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, new URL(url).hostname),
    );
    return el(
      "li",
      null,
      el("p", null, statement),
      el("p", { class: "hint" }, source.title, source.year ? ` (${source.year})` : "", ...links.flatMap((/** @type {Node} */ link) => [" · ", link])),
    );
  });
  return el("ul", null, statements);
}

/**
 * What would change the result: one list up, one list down.
 * @param {any} answer
 * @param {Labels} labels
 */
export function changes(answer, labels) {
  const { up, down } = answer.what_would_change;
  const raising = up.flatMap((/** @type {any} */ each) =>
    each.any_of.map((/** @type {any} */ change) => ({ words: el("span", null, labelled(change.pointer, change.to, labels)), ...each })),
  );
  const lowering = down.map((/** @type {any} */ each) => ({
    words: [
      each.changes.length > 1 && el("em", null, text("result.together")),
      ...each.changes.map((/** @type {any} */ change) => el("span", null, labelled(change.pointer, change.to, labels))),
    ],
    ...each,
  }));
  return [
    el("h3", null, icon("up"), text("result.change_up")),
    changeList(raising),
    el("h3", null, icon("down"), text("result.change_down")),
    changeList(lowering),
  ];
}

/** @param {{ words: any, urgency: string }[]} lines */
function changeList(lines) {
  if (lines.length === 0) return el("p", { class: "hint" }, text("result.change_none"));
  const items = lines.map(({ words, urgency }) =>
    el("li", null, el("div", null, [words].flat()), el("span", { class: `chip ${urgency}` }, text(`urgency.${urgency}`))),
  );
  const rest = items.slice(SHOWN);
  return el(
    "div",
    { class: "changes" },
    el("ul", null, items.slice(0, SHOWN)),
    rest.length > 0 && unfolding(text("result.and_more", { count: rest.length }), () => el("ul", null, rest)),
  );
}

/** @param {any} answer */
export function workup(answer) {
  if (answer.workup.length === 0) return null;
  const line = (/** @type {any} */ each) => [
    el("dt", null, data.groups[each.group] ?? each.group),
    el("dd", null, each.text.clinician),
  ];
  return el(
    "section",
    { class: "part" },
    el("h2", null, text("clinician.workup")),
    answer.suspected_groups.length > 0 &&
      el("p", null, `${text("clinician.groups")}: ${answer.suspected_groups.map((/** @type {string} */ id) => data.groups[id] ?? id).join("; ")}`),
    el("dl", { class: "workup" }, answer.workup.flatMap(line)),
  );
}

/**
 * How every rule came out, those that hold and those that are open first.
 * @param {any} answer
 * @param {Labels} labels
 */
export function traceTable(answer, labels) {
  const order = ["true", "unknown", "false"];
  /** @type {Record<string, string>} */
  const words = { true: text("clinician.true"), unknown: text("clinician.unknown"), false: text("clinician.false") };
  const rules = [...answer.trace].sort((one, other) => order.indexOf(one.value) - order.indexOf(other.value));
  const rows = rules.map((rule) =>
    el(
      "tr",
      { class: rule.value },
      el("th", { scope: "row" }, rule.rule),
      el("td", null, words[rule.value]),
      el("td", null, Object.entries(rule.read).map(([pointer, value]) => readWords(pointer, value, labels)).join(" · ")),
    ),
  );
  const head = [text("clinician.rule"), text("clinician.value"), text("clinician.answers")];
  const table = () =>
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": text("clinician.trace") },
      el("table", null, el("thead", null, el("tr", null, head.map((word) => el("th", { scope: "col" }, word)))), el("tbody", null, rows)),
    );
  return el("section", { class: "part" }, unfolding(text("clinician.trace"), table));
}

/**
 * @param {string} pointer
 * @param {any} value
 * @param {Labels} labels
 */
function readWords(pointer, value, labels) {
  const question = labels.get(pointer.split("/").pop() ?? "");
  return question ? `${question.clinician ?? question.label}: ${valueWords(question, value)}` : "";
}
