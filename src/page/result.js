// The result: what to do and how soon at a glance, then why, and everything that belongs to it.

import { changes, reasonList, traceTable, workup } from "./explanation.js";
import { address, call, hasKey, served } from "./service.js";
import { announce, asList, callButton, data, el, icon, text, unfolding, withCall } from "./words.js";

/** @typedef {import("./interview.js").Interview} Interview */

/** A longer headline is set smaller, in characters. */
const LONG = 110;

const URGENCIES = ["self_care", "routine", "soon", "urgent_same_day", "emergency"];

/**
 * @param {Interview} interview
 * @param {boolean} forClinician
 * @param {{ change: (finding: string) => void, again: () => void, at: number }} page
 */
export async function resultScreen(interview, forClinician, page) {
  const request = interview.body(page.at);
  const [answer, questionnaire] = await Promise.all([
    call("v1/triage?detail=full&questions=all", request),
    served("v1/questionnaire"),
  ]);
  const labels = labelsOf(questionnaire);
  const given = answersGiven(interview, page.at);
  const headline = forClinician ? answer.headline.clinician : answer.headline.person;
  const title = el("h1", { tabindex: -1, class: headline.length > LONG ? "long" : null }, withCall(headline));
  const open = answer.next_questions;
  const parts = [
    band(answer, title, forClinician),
    answer.status === "provisional" && open.length > 0 && soFar(open),
    answer.warnings.map((/** @type {any} */ warning) => section(text("result.warning"), el("p", null, warning.text.person), "sofar")),
    el(
      "div",
      { class: "columns" },
      el(
        "div",
        null,
        section(text("result.why"), reasonList(answer, forClinician, labels)),
        forClinician && workup(answer),
        answer.advice.length > 0 && section(text("result.advice"), advice(answer)),
        section(text("result.come_back"), [
          ...asList(answer.safety_net.come_back_if),
          answer.safety_net.recheck_after_days &&
            el("p", null, text("result.recheck", { count: answer.safety_net.recheck_after_days })),
        ]),
        section(text("result.seek_help"), asList(answer.safety_net.seek_help_now_if), "urgent"),
      ),
      el(
        "div",
        null,
        actions(request, answer, page),
        // In an emergency nothing can be more urgent, and what would make it less so is for a clinician.
        (forClinician || answer.urgency !== "emergency") && section(text("result.change"), changes(answer, labels)),
        section(text("result.said"), said(given, page)),
        forClinician && traceTable(answer, labels),
        limits(answer),
      ),
    ),
  ];
  return { title, parts: parts.flat().filter(Boolean), letter: { answer, given, labels } };
}

/**
 * @param {string} title
 * @param {any} content
 * @param {string} [kind]
 */
function section(title, content, kind) {
  return el("section", { class: kind ? `part ${kind}` : "part" }, el("h2", null, title), [content].flat());
}

/**
 * What to do, with how soon.
 * @param {any} answer
 * @param {HTMLElement} title
 * @param {boolean} forClinician
 */
function band(answer, title, forClinician) {
  const { level, urgency, status } = answer;
  const words = data.clinician;
  return el(
    "section",
    { class: `band ${urgency}`, "data-level": level, "data-urgency": urgency, "data-status": status },
    el(
      "div",
      null,
      el(
        "p",
        { class: "how-soon" },
        icon(urgency),
        el("span", null, el("span", { class: "unseen" }, `${text("result.how_soon")}: `), text(`urgency.${urgency}`)),
      ),
      title,
      el("p", { class: "level" }, forClinician ? `${words.level[level]} · ${words.urgency[urgency]} · ${words.status[status]}` : text(`level.${level}`)),
      urgency === "emergency" && callButton(),
    ),
    el("div", { class: "gauge" }, el("h2", null, text("result.scale")), scale(answer)),
  );
}

/** @param {any[]} open */
function soFar(open) {
  const labels = open.map(({ label, finding }) => el("li", { "data-open": finding }, label));
  const list = el("ul", null, labels.slice(0, 6));
  const rest = labels.slice(6);
  return el(
    "section",
    { class: "part sofar" },
    el("p", null, text("result.so_far")),
    list,
    rest.length > 0 && unfolding(text("result.and_more", { count: rest.length }), () => el("ul", null, rest)),
  );
}

/**
 * The five urgencies, with the result and what is still possible.
 * @param {any} answer
 */
function scale(answer) {
  const place = (/** @type {any} */ outcome) => URGENCIES.indexOf(outcome.urgency);
  const here = place(answer);
  const [least, most] = [Math.min(place(answer.possible.least), here), Math.max(place(answer.possible.most), here)];
  const stations = URGENCIES.map((urgency, at) => {
    const kinds = ["station", urgency, at >= least && at <= most && "possible", at === here && "here"];
    if (at > least && at <= most) kinds.push("joined");
    return el(
      "li",
      { class: kinds.filter(Boolean).join(" "), "aria-current": at === here ? "true" : null },
      el("span", { class: "dot" }, icon(urgency)),
      el(
        "span",
        { class: "words" },
        el("span", { class: "word" }, text(`urgency.${urgency}`)),
        at === here && el("span", { class: "flag" }, text("result.scale_here")),
      ),
    );
  });
  const range = least === most
    ? text("result.scale_certain")
    : text("result.scale_range", { from: text(`urgency.${URGENCIES[least]}`), to: text(`urgency.${URGENCIES[most]}`) });
  return [el("ol", { class: "scale" }, stations), el("p", { class: "hint" }, range)];
}

/** @param {any} answer */
function advice(answer) {
  return el("ul", { class: "advice" }, answer.advice.map((/** @type {any} */ each) => el("li", null, withCall(each.text.person))));
}

/** @typedef {{ finding: string, label: string, question: string, value: any, words: string, isNo: boolean, isUnknown: boolean }} Given */

/**
 * What was answered, in words, in the order of the screens.
 * @param {Interview} interview
 * @param {number} last
 * @returns {Given[]}
 */
function answersGiven(interview, last) {
  const given = [];
  for (const step of interview.steps.slice(0, last + 1)) {
    for (const question of step.questions) {
      const value = interview.answers.get(question.finding);
      if (value === undefined) continue;
      const isUnknown = value === null || value === "unknown";
      given.push({
        finding: question.finding,
        label: question.label,
        question: question.stem ? `${question.stem} ${question.label}` : question.question,
        value,
        words: answerWords(question, value, interview),
        isNo: question.kind === "tri" && value === "absent",
        isUnknown,
      });
    }
  }
  return given;
}

/**
 * @param {import("./interview.js").Question} question
 * @param {any} value
 * @param {Interview} interview
 */
function answerWords(question, value, interview) {
  if (value === null) return data.answers.unknown;
  if (question.kind === "tri") return data.answers[value];
  if (question.kind === "integer") {
    const length = interview.lengths.get(question.finding);
    const unit = length && text(`since.${length.unit}`);
    return length && unit ? `${length.number} ${unit}` : String(value);
  }
  const chosen = [value].flat();
  const labels = question.answers?.filter((choice) => chosen.includes(choice.value)).map(({ label }) => label);
  return labels?.join(", ") ?? "";
}

/**
 * The questions in words, by their name.
 * @param {any} questionnaire
 * @returns {Map<string, any>}
 */
function labelsOf(questionnaire) {
  const questions = questionnaire.screens.flatMap((/** @type {any} */ screen) => screen.questions);
  return new Map(questions.map((/** @type {any} */ question) => {
    const accepted = questionnaire.findings[question.finding];
    return [question.finding, { ...question, clinician: accepted.clinician, accepted: accepted.answers }];
  }));
}

/**
 * @param {Given[]} given
 * @param {{ change: (finding: string) => void }} page
 */
function said(given, page) {
  const line = (/** @type {Given} */ each) =>
    el(
      "div",
      { class: "said" },
      el("dt", null, each.label),
      el("dd", null, el("strong", null, each.words)),
      el("dd", { class: "change" }, changeButton(each, page)),
    );
  const denied = given.filter(({ isNo }) => isNo);
  return [
    el("dl", null, given.filter(({ isNo }) => !isNo).map(line)),
    denied.length > 0 && unfolding(text("result.said_no", { count: denied.length }), () => el("dl", null, denied.map(line))),
  ];
}

/**
 * @param {Given} each
 * @param {{ change: (finding: string) => void }} page
 */
function changeButton(each, page) {
  const words = [text("result.change_answer"), el("span", { class: "unseen" }, ` ${each.label}`)];
  return el("button", { type: "button", class: "plain", onclick: () => page.change(each.finding) }, words);
}

/** @param {any} answer */
function limits(answer) {
  const { version, digest } = answer.rule_book;
  const known = document.querySelector("#known-limits ul");
  return section(text("result.limits"), [
    el("p", null, `${answer.not_a_diagnosis} ${text("start.status")}`),
    unfolding(text("start.known_limits"), () => /** @type {Node} */ (known?.cloneNode(true))),
    el("p", { class: "version" }, text("result.version", { version }), " ", el("code", null, digest)),
  ]);
}

/**
 * @param {object} request
 * @param {any} answer
 * @param {{ again: () => void }} page
 */
function actions(request, answer, page) {
  const box = el("div", { class: "by-hand" });
  const copy = (/** @type {string} */ words) => async () => {
    box.replaceChildren();
    try {
      await navigator.clipboard.writeText(words);
      announce(text("result.copied"));
      box.append(el("p", { class: "hint" }, text("result.copied")));
    } catch {
      // No clipboard without encryption: the text is shown to be copied by hand.
      const field = el("textarea", { readonly: true, rows: 6, "aria-label": text("result.copy_by_hand") });
      field.value = words;
      box.append(el("p", { class: "hint" }, text("result.copy_by_hand")), field);
      field.select();
    }
  };
  const plain = (/** @type {string} */ words, /** @type {() => void} */ pressed) =>
    el("button", { type: "button", class: "secondary", onclick: pressed }, words);
  return el(
    "section",
    { class: "part tools" },
    el("button", { type: "button", class: "primary", onclick: () => print() }, text("result.print")),
    plain(text("result.copy_json"), copy(JSON.stringify({ request, answer }, null, 2))),
    plain(text("result.copy_curl"), copy(curl(request))),
    plain(text("result.share"), copy(link())),
    plain(text("result.again"), page.again),
    box,
  );
}

/** The page without any answer. */
function link() {
  const lang = new URLSearchParams(location.search).get("lang");
  return location.origin + location.pathname + (lang ? `?lang=${encodeURIComponent(lang)}` : "");
}

/** @param {object} request */
function curl(request) {
  const key = hasKey() ? ` -H "Authorization: Bearer $KEY"` : "";
  return `curl -s '${address("v1/triage")}?detail=full' -H 'Content-Type: application/json'${key} -d '${JSON.stringify(request)}'`;
}
