// The page asks what the service asks and shows what it answers: node page_same.js SERVICE VECTORS.
// For 60 vectors of every level and urgency, the same interview is held on the page, in one language after the other, and
// by calls.

const fs = require("node:fs");
const { execFileSync } = require("node:child_process");
const shared = require("./shared.js");

const [service, vectorsFile] = process.argv.slice(2);
const WANTED = 60;
const LANGUAGES = ["en-GB", "de"];

/** Vectors of every level, urgency and status in turn, so that none is left out. */
function chosen() {
  const { baseline, everything_unknown, nothing, vectors } = JSON.parse(fs.readFileSync(vectorsFile));
  const kinds = new Map();
  for (const vector of vectors) {
    const { level, urgency, provisional } = vector.expect;
    const kind = `${level} ${urgency} ${provisional}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), vector]);
  }
  const picked = [];
  for (let turn = 0; picked.length < WANTED; turn += 1) {
    for (const of of kinds.values()) {
      // Every third, because neighbours are alike.
      const vector = of[(turn * 3) % of.length];
      if (picked.length < WANTED && !picked.includes(vector)) picked.push(vector);
    }
  }
  const starts = { baseline, everything_unknown, nothing };
  return picked.map((vector) => ({ ...vector, findings: { ...starts[vector.start_from], ...vector.change } }));
}

/** The interview by calls: the questions of each screen, and the answers. */
async function byCalls(byName, findings) {
  const screens = [];
  const sent = {};
  let offered = false;
  for (;;) {
    const step = await shared.post(service, "/v1/interview?questions=screen&detail=brief", { findings: sent });
    if (step.stop.because === "emergency") break;
    let asked = [...step.next_questions, ...step.lowering_questions].map(({ finding }) => finding);
    if (asked.includes("age_years")) asked = ["age_years"];
    if (asked.length === 0) {
      if (offered) break;
      offered = true;
      asked = [...byName.values()].filter(({ screen }) => screen === "triggers").map(({ finding }) => finding);
    }
    screens.push(asked);
    for (const name of asked) sent[name] = shared.answerOf(byName.get(name), findings);
  }
  return { screens, sent };
}

/** What the page shows as the result. */
const shown = (page) =>
  page.evaluate(() => ({
    level: document.querySelector(".band").dataset.level,
    urgency: document.querySelector(".band").dataset.urgency,
    status: document.querySelector(".band").dataset.status,
    reasons: [...document.querySelectorAll(".reason")].map((each) => each.dataset.rule),
    open: [...document.querySelectorAll("[data-open]")].map((each) => each.dataset.open),
  }));

/** Pages of paper. */
async function pages(page) {
  const path = `${process.cwd()}/letter.pdf`;
  await page.pdf({ path, preferCSSPageSize: true });
  return Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [path], { encoding: "utf8" }))[1]);
}

/** What is wrong with the page when it holds the interview of a vector. */
async function differences(page, byName, { id, start_from, findings, expect }, { screens, sent }, answer, seen) {
  const wrong = [];
  const held = await shared.hold(page, byName, findings);
  const result = await shown(page);
  // Folded lines are filled in when they are unfolded.
  const more = page.locator(".sofar details summary");
  if (await more.count()) {
    await more.click();
    await page.waitForTimeout(20);
    result.open = (await shown(page)).open;
  }
  const should = {
    level: answer.level, urgency: answer.urgency, status: answer.status,
    reasons: answer.reasons.map(({ rule }) => rule),
    open: answer.status === "provisional" ? answer.next_questions.map(({ finding }) => finding) : [],
  };
  if (JSON.stringify(result) !== JSON.stringify(should)) wrong.push([id, "result", result, should]);
  if (JSON.stringify(held) !== JSON.stringify(screens)) wrong.push([id, "questions", held, screens]);
  // The interview ends where the whole payload would.
  const asGiven = Object.entries(sent).every(([name, answer]) =>
    byName.get(name).members || JSON.stringify(answer) === JSON.stringify(findings[name]));
  const whole = { level: expect.level, urgency: expect.urgency };
  const ends = { level: result.level, urgency: result.urgency };
  if (start_from === "baseline" && asGiven && JSON.stringify(ends) !== JSON.stringify(whole)) wrong.push([id, "vector", ends, whole]);
  const paper = await pages(page);
  if (paper !== 1) wrong.push([id, "pages of the letter", paper, result.reasons.length]);
  seen.levels.add(result.level);
  seen.urgencies.add(result.urgency);
  seen.screens += held.length;
  return wrong;
}

async function main() {
  const byName = await shared.questionnaire(service);
  const browser = await shared.launch();
  const seen = { levels: new Set(), urgencies: new Set(), reasons: 0, screens: 0 };
  const wrong = [];
  try {
    const inLanguage = [];
    for (const language of LANGUAGES) inLanguage.push(await shared.open(browser, `${service}/?lang=${language}`));
    for (const [place, vector] of chosen().entries()) {
      const calls = await byCalls(byName, vector.findings);
      const answer = await shared.post(service, "/v1/triage?questions=all", { findings: calls.sent });
      seen.reasons = Math.max(seen.reasons, answer.reasons.length);
      // In one language after the other; a long letter in each.
      const isLong = answer.reasons.length >= 6;
      for (const page of isLong ? inLanguage : [inLanguage[place % LANGUAGES.length]]) {
        wrong.push(...(await differences(page, byName, vector, calls, answer, seen)));
        await page.getByRole("button", { name: (await shared.words(page)).result.again }).click();
      }
    }
    shared.check(`${WANTED} vectors, ${seen.screens} screens: same questions and result, a letter of one page`, wrong, []);
    shared.check("levels and urgencies among them", [seen.levels.size, seen.urgencies.size], [3, 5]);
    shared.check("a letter with many reasons among them", seen.reasons >= 7, true);
    for (const page of inLanguage) shared.check("complaints of the browser", [page.complaints, page.elsewhere], [[], []]);
  } finally {
    await browser.close();
  }
  process.exitCode = shared.failed ? 1 : 0;
}

main();
