// The page: which screen is shown, and what its buttons do.

import { Interview } from "./interview.js";
import { emptyLetter, fillLetter } from "./letter.js";
import { light, row } from "./question.js";
import { resultScreen } from "./result.js";
import { KeyNeeded, hasKey, useKey } from "./service.js";
import { announce, asList, data, el, text, withCall } from "./words.js";

/** @typedef {import("./interview.js").Step} Step */
/** @typedef {import("./question.js").Row} Row */

const query = new URLSearchParams(location.search);
const forClinician = query.get("for") === "clinician";

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);
const [start, screen, figure, picture] = ["start", "screen", "figure", "picture"].map(byId);

let interview = new Interview(forClinician);
/** The step that is shown; -1 is the start. */
let place = -1;
/** After "Change", screens that are answered are not shown again. */
let returning = false;

/**
 * Shows a screen in the place of the one before, and tells where it begins.
 * @param {HTMLElement} title
 * @param {...any} content
 */
function show(title, ...content) {
  const isStart = content.length === 0;
  // The figure is one element, which is where it is looked at.
  if (isStart) picture.append(figure);
  emptyLetter();
  start.hidden = !isStart;
  screen.hidden = isStart;
  screen.replaceChildren(...content.flat().filter(Boolean));
  document.title = isStart ? text("start.name") : `${title.textContent} – ${text("start.name")}`;
  announce("");
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

function showStart() {
  place = -1;
  light(["eyelid", "calf"]);
  show(byId("start-title"));
}

/** @param {string} words @param {boolean} [isQuiet] */
function heading(words, isQuiet) {
  return el("h1", { tabindex: -1, class: isQuiet ? "quiet" : null }, words);
}

/**
 * @param {string} words
 * @param {() => void} pressed
 * @param {string} [kind]
 */
function button(words, pressed, kind = "secondary") {
  return el("button", { type: "button", class: kind, onclick: pressed }, words);
}

/** Buttons that every screen has. */
function always() {
  return el(
    "div",
    { class: "always" },
    button(text("ask.back"), () => history.back(), "plain"),
    button(text("ask.clear"), clear, "plain"),
  );
}

function clear() {
  interview = new Interview(forClinician);
  returning = false;
  history.pushState({ place: -1 }, "");
  showStart();
}

/**
 * Runs something that asks the service; asks for a key, or to try again, where that fails.
 * @param {() => Promise<void>} ask
 */
async function attempt(ask) {
  announce(text("ask.loading"));
  document.body.classList.add("waiting");
  try {
    await ask();
  } catch (error) {
    if (error instanceof KeyNeeded) showKey(ask);
    else showFailure(ask);
  } finally {
    document.body.classList.remove("waiting");
  }
}

/** @param {() => Promise<void>} ask */
function showFailure(ask) {
  const title = heading(text("start.name"), true);
  const note = el("div", { class: "urgent" }, el("div", null, asList(`${data.emergency_note} ${data.emergency_note_baby}`)));
  const again = button(text("ask.try_again"), () => attempt(ask), "primary");
  show(title, title, note, el("p", { role: "alert", class: "introduction failed" }, text("ask.failed")), el("div", { class: "actions" }, again), always());
}

/** @param {() => Promise<void>} ask */
function showKey(ask) {
  const field = el("input", { type: "password", id: "key", autocomplete: "off", required: true });
  const title = heading(text("ask.key_label"));
  const form = el(
    "form",
    { class: "question", novalidate: true },
    el("label", { for: "key" }, text("ask.key")),
    hasKey() && el("p", { class: "error", role: "alert" }, text("ask.key_wrong")),
    field,
    el("div", { class: "actions" }, el("button", { class: "primary" }, text("ask.key_send"))),
  );
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    useKey(field.value.trim());
    attempt(ask);
  });
  show(title, title, form, always());
}

/**
 * Goes to the step after one, past those that are answered when the person comes back from a change.
 * @param {number} from
 * @param {string[]} [open] questions that were shown and have no answer
 * @returns {Promise<boolean>} whether there is one to go to
 */
async function goOn(from, open) {
  let last = from;
  let step = await interview.after(last, open);
  if (!step) return false;
  while (returning && interview.isAnswered(step)) {
    last += 1;
    step = /** @type {Step} */ (await interview.after(last));
  }
  if (step.kind === "result") returning = false;
  await showStep(last + 1);
  history.pushState({ place }, "");
  return true;
}

/** @param {number} at */
async function showStep(at) {
  const step = interview.steps[at];
  if (!step) return showStart();
  if (step.kind === "result") {
    const content = await resultScreen(interview, forClinician, { change, again: clear, at });
    place = at;
    show(content.title, content.parts, always());
    return fillLetter(content.letter);
  }
  place = at;
  showQuestions(step, at);
}

/**
 * Back to the screen of one answer.
 * @param {string} finding
 */
function change(finding) {
  const at = interview.steps.findIndex((step) => step.questions.some((question) => question.finding === finding));
  if (at < 0) return;
  returning = true;
  showStep(at);
  history.pushState({ place: at }, "");
  byId(`q-${finding}`)?.querySelector("input:checked, input")?.focus();
}

/**
 * @param {Step} step
 * @param {number} at
 */
function showQuestions(step, at) {
  const { title: words, introduction } = data.screens.find((/** @type {any} */ { id }) => id === step.screen);
  const rows = step.questions.map((question) => row(question, interview));
  const title = heading(words);
  const errors = el("div", { class: "errors" });
  const form = el(
    "form",
    { novalidate: true },
    rows.map(({ element }) => element),
    el(
      "div",
      { class: "actions" },
      el("button", { class: "primary" }, text("ask.next")),
      rows.filter(({ question }) => question.kind === "tri").length > 1 &&
        button(text("ask.none_of_the_others"), () => noToTheOthers(rows)),
      step.optional && button(text("ask.skip_screen"), () => skip(step, at), "plain"),
    ),
  );
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    attempt(() => submit(rows, at, errors));
  });
  const more = interview.opensGroup(at) ? text("ask.more_on") : text("ask.more_follow");
  const said = [el("p", { class: "introduction" }, withCall(step.continued ? more : introduction)), forWhom(step)];
  show(title, progress(at), errors, title, said, form, always());
}

/**
 * Whom "you" means, once the age is known.
 * @param {Step} step
 */
function forWhom(step) {
  const { age } = interview;
  if (age === null || age >= data.child_below || step.continued) return null;
  return el("p", { class: "hint" }, age < data.baby_below ? data.for_a_baby : data.for_a_child);
}

/** @param {number} at */
function progress(at) {
  const { count, most, continued } = interview.progress(at);
  const words = continued ? text("ask.progress_more", { count, most }) : text("ask.progress", { count, most });
  const bar = el("progress", { max: most, value: count, "aria-label": words });
  return el("div", { class: "progress" }, el("p", null, words), bar);
}

/**
 * Sets a visible No wherever nothing is chosen yet.
 * @param {Row[]} rows
 */
function noToTheOthers(rows) {
  for (const { element, question, read } of rows) {
    if (question.kind !== "tri" || read() !== undefined) continue;
    const no = /** @type {HTMLInputElement | null} */ (element.querySelector('input[value="absent"]'));
    no?.click();
  }
}

/**
 * @param {Step} step
 * @param {number} at
 */
function skip(step, at) {
  step.questions.forEach(({ finding }) => interview.answers.delete(finding));
  attempt(async () => void (await goOn(at)));
}

/**
 * Takes the answers, and goes on when every question has one. An emergency does not wait for the rest, and what an
 * answer has made pointless needs none.
 * @param {Row[]} rows
 * @param {number} at
 * @param {HTMLElement} errors
 */
async function submit(rows, at, errors) {
  const read = rows.map((row) => ({ row, answer: row.read() }));
  for (const { row, answer } of read) {
    if (answer === undefined || answer instanceof Error) interview.answers.delete(row.question.finding);
    else interview.answers.set(row.question.finding, answer);
  }
  const wrong = read.filter(({ answer }) => answer === undefined || answer instanceof Error);
  if (wrong.length === 0) return void (await goOn(at));
  const anyAnswer = wrong.length < read.length && wrong.every(({ answer }) => answer === undefined);
  if (anyAnswer && (await goOn(at, wrong.map(({ row }) => row.question.finding)))) return;
  complain(wrong, errors, rows);
}

/**
 * Lists what is missing, with links to it.
 * @param {{ row: Row, answer: any }[]} wrong
 * @param {HTMLElement} errors
 * @param {Row[]} rows
 */
function complain(wrong, errors, rows) {
  rows.forEach(({ element }) => settle(element));
  const lines = wrong.map(({ row: { element, question, first }, answer }) => {
    const words = answer instanceof Error ? answer.message : text("ask.open_row");
    element.classList.add("wrong");
    element.querySelector("legend")?.after(el("p", { class: "error" }, words));
    const link = el("a", { href: `#${first}` }, question.stem ? question.label : question.question);
    link.addEventListener("click", (/** @type {Event} */ event) => {
      event.preventDefault();
      byId(first).focus();
    });
    return el("li", null, link);
  });
  rows.forEach(({ element }) => element.addEventListener("change", () => settle(element), { once: true }));
  const title = el("h2", { id: "errors-title" }, text("ask.open_rows"));
  const box = el("div", { class: "summary", role: "alert", tabindex: -1, "aria-labelledby": "errors-title" }, title, el("ul", null, lines));
  errors.replaceChildren(box);
  announce("");
  box.focus();
}

/** @param {HTMLElement} element a question about which nothing is said any more */
function settle(element) {
  element.querySelector(".error")?.remove();
  element.classList.remove("wrong");
}

function begin() {
  attempt(async () => void (await goOn(-1)));
}

addEventListener("popstate", (event) => {
  const at = event.state?.place ?? -1;
  returning = false;
  attempt(() => showStep(at));
});

// A page that the browser kept and shows again must not show the answers of whoever was there before.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  useKey(null);
  interview = new Interview(forClinician);
  showStart();
});

for (const other of document.querySelectorAll("a.language")) {
  const there = new URLSearchParams(query);
  there.set("lang", other.getAttribute("hreflang") ?? "");
  other.setAttribute("href", `./?${there}`);
}
const reader = /** @type {HTMLAnchorElement} */ (document.querySelector("a.reader"));
if (forClinician) query.delete("for");
else query.set("for", "clinician");
reader.href = `./?${query}`.replace(/\?$/, "");
if (forClinician) {
  reader.textContent = text("start.for_people");
  byId("start-title").after(el("p", { class: "badge" }, text("clinician.note")));
}
const note = byId("emergency-note").querySelector("p");
note.replaceWith(el("div", null, asList(`${data.emergency_note} ${data.emergency_note_baby}`)));
byId("begin").hidden = false;
byId("begin").addEventListener("click", begin);
history.replaceState({ place: -1 }, "");
