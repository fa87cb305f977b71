// LHC-Forms in a browser shows the forms, and what it exports is decided on: node forms.js URL VECTORS [FOLDER for pictures].
// For vectors of all levels: the visible questions are those whose condition is true, and the exported response gets the
// decision of REST. One form is filled in with the mouse, and one is asked for screen by screen, to the end.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { payload, questionsOf, response } = require("./responses.js");

const [service, vectorsFile, pictures] = process.argv.slice(2);
const CASES = 64;
const dist = path.join(__dirname, "node_modules/lforms/dist/lforms");
const scripts = ["webcomponent/assets/lib/zone.min.js", "webcomponent/runtime.js", "webcomponent/polyfills.js", "webcomponent/main.js", "fhir/R4/lformsFHIR.min.js"];
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title><link rel="stylesheet" href="/webcomponent/styles.css">
<body><div id="form"></div>${scripts.map((script) => `<script src="/${script}"></script>`).join("")}</body></html>`;
// Without the charset its tables of characters break silently.
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

let faults = 0;
function check(holds, what) {
  if (holds) return;
  faults += 1;
  if (faults <= 40) console.error(`WRONG ${what}`);
}

function pages() {
  return http.createServer((call, answer) => {
    const target = call.url.split("?")[0];
    const file = path.join(dist, target);
    const type = TYPES[target === "/" ? ".html" : path.extname(file)] ?? "application/octet-stream";
    if (target !== "/" && (!file.startsWith(dist) || !fs.existsSync(file))) return answer.writeHead(404).end();
    answer.writeHead(200, { "content-type": `${type}; charset=utf-8` });
    return answer.end(target === "/" ? PAGE : fs.readFileSync(file));
  });
}

async function call(target, body, type = "application/fhir+json") {
  const options = body ? { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) } : {};
  const answer = await fetch(service + target, options);
  const said = await answer.json();
  check(answer.ok, `${target}: ${answer.status} ${JSON.stringify(said).slice(0, 400)}`);
  return said;
}

/** The form with the answers of a response in the browser; what it exports, and the questions that are shown. */
function fill(page, form, answered) {
  return page.evaluate(async ([form, answered]) => {
    let shown = LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4");
    if (answered) shown = LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", answered, shown, "R4");
    await LForms.Util.addFormToPage(shown, "form");
    await new Promise((done) => setTimeout(done, 150));
    const visible = [...document.querySelectorAll("lhc-item[id^=item-]")].map((item) => item.id.slice(5).split("/")[0]);
    return { exported: LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4"), visible };
  }, [form, answered]);
}

/** Whether a question is shown for some answers, by the questionnaire of REST and not by what FHIR says of it. */
function isShown(rest, findings, name) {
  const { group, asked_when: clauses } = rest.findings[name];
  const of = (finding) => (isShown(rest, findings, finding) ? findings[finding] : undefined);
  if (group) return ["present", "unknown", null].includes(of(group)) && findings[group] !== undefined;
  const decline = ["weakness_functional", "weakness_perceived", "speech_change", "swallowing_difficulty"];
  const holds = (literal) => {
    // Also while the person does not know; a form cannot test that together with another clause.
    const opens = (finding) => of(finding) === "present" || (of(finding) === "unknown" && clauses.length === 1);
    if (literal === "any_decline") return decline.some(opens);
    if (typeof literal === "string") return opens(literal);
    const value = of(literal.finding);
    if (literal.less_than !== undefined) return typeof value === "number" && value < literal.less_than;
    if (literal.is.includes("unknown")) return value !== "present";
    return [value].flat().some((word) => literal.is.includes(word));
  };
  return (clauses ?? []).every((clause) => (clause.any ?? [clause]).some(holds));
}

/** A vector as somebody would answer the form: members only where their group was opened, and nothing that is not shown. */
function asAnswered(rest, body) {
  const findings = { ...body.findings };
  for (const [name, { group }] of Object.entries(rest.findings)) {
    if (!group || findings[name] === undefined || body.findings[group] !== undefined) continue;
    const worse = { present: 2, unknown: 1, absent: 0 };
    const said = findings[name] ?? "unknown";
    if (findings[group] === undefined || worse[said] > worse[findings[group]]) findings[group] = said;
  }
  const shown = Object.entries(findings).filter(([name, value]) => isShown(rest, findings, name) && value !== null);
  // What the form never offers, nobody can choose in it.
  const offered = shown.filter(([name, value]) => !(name === "decline_tempo" && value === "none"));
  return { ...body, findings: Object.fromEntries(offered.map(([name, value]) => [name, Array.isArray(value) && !value.length ? "unknown" : value])) };
}

/** What REST decides on answers; "unknown" of a list or number is null there. */
function restBody(questions, body) {
  const value = (name, given) => (given === "unknown" && ["some_of", "integer"].includes(questions.get(name).kind) ? null : given);
  return { ...body, findings: Object.fromEntries(Object.entries(body.findings).map(([name, given]) => [name, value(name, given)])) };
}

async function compare(name, exported, rest) {
  const guidance = await call("/fhir/$triage", exported);
  if (!guidance.contained) return;
  const parameters = guidance.contained.find((resource) => resource.id === "answer").parameter;
  const of = (wanted) => parameters.filter((parameter) => parameter.name === wanted);
  const ours = [of("level")[0].valueCoding.code, of("urgency")[0].valueCoding.code, of("status")[0].valueCode, of("reason").map((reason) => reason.part[0].valueCoding.code).join(" ")];
  const theirs = [rest.level, rest.urgency, rest.status, rest.reasons.map((reason) => reason.rule).join(" ")];
  check(JSON.stringify(ours) === JSON.stringify(theirs), `${name}: ${ours} is not ${theirs}`);
}

/** One form by mouse and keyboard, as a person does it. */
async function byHand(page, form, questions) {
  await fill(page, form);
  const choose = async (name, label) => page.locator(`[id="item-${name}/1/1"]`).getByText(label, { exact: true }).first().click();
  await page.locator('[id="age_years/1/1"]').fill("61");
  await page.keyboard.press("Tab");
  check((await page.locator('[id="item-seizure_now_or_not_recovered/1/1"]').count()) === 0, "a member is shown before its group is answered");
  await choose("urgent_brain", "Don't know");
  await page.locator('[id="item-seizure_now_or_not_recovered/1/1"]').waitFor();
  await choose("urgent_brain", "No, none of these");
  await choose("muscle_wasting", "Yes");
  if (pictures) await page.screenshot({ path: path.join(pictures, "form.png"), fullPage: true });
  const exported = await page.evaluate(() => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4"));
  const body = { findings: { age_years: 61, urgent_brain: "absent", muscle_wasting: "present" } };
  await compare("by hand", exported, await call("/v1/triage", restBody(questions, body), "application/json"));
}

/** The adaptive form, each screen drawn, answered and exported by LHC-Forms, until the service says that it is over. */
async function adaptive(page, version) {
  const base = "https://twitch-triage.example/fhir/Questionnaire/twitch-triage-adaptive";
  let step = await call("/fhir/Questionnaire/$next-question", {
    resourceType: "QuestionnaireResponse", questionnaire: "#form", status: "in-progress",
    contained: [{ resourceType: "Questionnaire", id: "form", status: "active", derivedFrom: [`${base}|${version}`] }],
  });
  for (let round = 0; round < 30 && step.status !== "completed"; round += 1) {
    const form = step.contained[0];
    const group = form.item.at(-1);
    const given = [...(step.item ?? [])];
    const end = group.item.filter((item) => item.type === "boolean").map(({ linkId }) => ({ linkId, answer: [{ valueBoolean: true }] }));
    const age = group.item.filter((item) => item.linkId === "age_years").map(({ linkId }) => ({ linkId, answer: [{ valueInteger: 40 }] }));
    if (end.length + age.length) given.push({ linkId: group.linkId, item: [...age, ...end] });
    const { exported, visible } = await fill(page, form, { resourceType: "QuestionnaireResponse", status: "in-progress", item: given });
    check(visible.includes(group.linkId), `${group.linkId} is not shown`);
    step = await call("/fhir/Questionnaire/$next-question", { ...exported, contained: [form], questionnaire: "#form" });
  }
  check(step.status === "completed", "the adaptive form does not end");
  check(step.item?.at(-1).linkId === "result", "the adaptive form has no result");
  const { exported } = await fill(page, step.contained[0], step);
  check(JSON.stringify(exported).includes("result.headline"), "LHC-Forms does not show the result");
  if (pictures) await page.screenshot({ path: path.join(pictures, "adaptive.png"), fullPage: true });
}

async function main() {
  const server = pages();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  page.on("pageerror", (error) => check(false, `the page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.LForms?.Util?.addFormToPage);
  const [form, rest] = [await call("/fhir/Questionnaire/twitch-triage"), await call("/v1/questionnaire")];
  const questions = questionsOf(rest);
  const vectors = JSON.parse(fs.readFileSync(vectorsFile, "utf8"));
  const step = vectors.vectors.length / CASES;
  for (let place = 0; place < CASES; place += 1) {
    const vector = vectors.vectors[Math.floor(place * step)];
    const body = asAnswered(rest, payload(vectors, vector));
    const { exported, visible } = await fill(page, form, response(questions, form.version, restBody(questions, body)));
    const expected = [...questions.keys()].filter((name) => isShown(rest, body.findings, name));
    const wrong = [...questions.keys()].filter((name) => visible.includes(name) !== expected.includes(name));
    check(wrong.length === 0, `${vector.id}: shown or hidden wrongly: ${wrong}`);
    await compare(vector.id, exported, await call("/v1/triage", restBody(questions, body), "application/json"));
  }
  await byHand(page, form, questions);
  await adaptive(page, form.version);
  await browser.close();
  server.close();
  console.log(`${CASES} vectors in LHC-Forms, one by hand, one screen by screen: ${faults} faults`);
  process.exit(faults ? 1 : 0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
