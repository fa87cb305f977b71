// What every check in a browser shares: what was expected, a browser, and a hand that answers a screen of the page.

const { chromium } = require("playwright-core");

exports.failed = false;

/** Compares what is with what should be. */
exports.check = (what, is, should) => {
  const right = JSON.stringify(is) === JSON.stringify(should);
  console.log(`${right ? "ok   " : "WRONG"} ${what}: ${JSON.stringify(is)?.slice(0, right ? 300 : 6000)}`);
  if (!right) {
    console.log(`      should be ${JSON.stringify(should)?.slice(0, 1000)}`);
    exports.failed = true;
  }
};

exports.launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });

/** A page with what the browser complains of and what it asks of other origins; `print()` is only counted. */
exports.open = async (browser, address, options = {}) => {
  const context = await browser.newContext(options);
  await context.addInitScript(() => {
    window.violations = [];
    window.printed = 0;
    addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
    window.print = () => (window.printed += 1);
  });
  const page = await context.newPage();
  page.complaints = [];
  page.elsewhere = [];
  page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => request.url().startsWith(new URL(address).origin) || page.elsewhere.push(request.url()));
  await page.goto(address);
  return page;
};

/** The texts of the page, in its language. */
exports.words = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent).text);

exports.settled = (page) => page.waitForFunction(() => !document.body.classList.contains("waiting"));

/** The questions that are on the screen, in order. */
exports.questions = (page) =>
  page.evaluate(() => [...document.querySelectorAll("fieldset.question")].map((each) => each.id.slice(2)));

/** Answers everything on the screen, each question by a word, a number, a list, or null for "Don't know". */
exports.answer = async (page, answers) => {
  await page.evaluate((answers) => {
    for (const [finding, value] of Object.entries(answers)) {
      const question = document.getElementById(`q-${finding}`);
      const number = question.querySelector("input[type=text]");
      if (number && value !== null) {
        number.value = String(value);
        number.dispatchEvent(new Event("input", { bubbles: true }));
        continue;
      }
      for (const box of question.querySelectorAll("input[type=checkbox]")) {
        if (box.checked !== (value ?? ["unknown"]).includes(box.value)) box.click();
      }
      if (typeof value === "string") question.querySelector(`input[value="${value}"]`).click();
    }
  }, answers);
};

exports.goOn = async (page) => {
  await page.click("#screen form .primary");
  await exports.settled(page);
};

/** What a person with these findings answers to a question; what the findings do not say is not known. */
exports.answerOf = (question, findings) => {
  const said = findings[question.finding];
  // Nobody can choose no place on the page.
  if (Array.isArray(said) && said.length === 0) return null;
  // An answer that is accepted and never offered.
  if (question.kind === "one_of" && !question.answers.some(({ value }) => value === said)) return "unknown";
  if (said !== undefined) return said;
  if (question.members) {
    const members = question.members.map((member) => findings[member] ?? "unknown");
    if (members.includes("present")) return "present";
    return members.every((member) => member === "absent") ? "absent" : "unknown";
  }
  return ["integer", "some_of"].includes(question.kind) ? null : "unknown";
};

/** Goes from the start to the result; says which questions were on which screen. */
exports.hold = async (page, byName, findings, each = async () => {}) => {
  const screens = [];
  const press = (selector) =>
    page.evaluate(async (selector) => {
      document.querySelector(selector).click();
      while (document.body.classList.contains("waiting")) await new Promise((resolve) => setTimeout(resolve, 2));
      return document.querySelector(".band") !== null;
    }, selector);
  let isResult = await press("#begin");
  while (!isResult) {
    const asked = await exports.questions(page);
    if (asked.length === 0 || screens.length > 40) throw new Error("no question and no result");
    screens.push(asked);
    await exports.answer(page, Object.fromEntries(asked.map((name) => [name, exports.answerOf(byName.get(name), findings)])));
    await each(screens.length);
    isResult = await press("#screen form .primary");
  }
  return screens;
};

/** Sends JSON to the service. */
exports.post = async (service, path, body) => {
  const answer = await fetch(service + path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

/** Every question of the questionnaire, by its name. */
exports.questionnaire = async (service) => {
  const { screens } = await (await fetch(`${service}/v1/questionnaire`)).json();
  return new Map(screens.flatMap((screen) => screen.questions).map((question) => [question.finding, question]));
};

/** Someone whose calf and eyelid have twitched for three weeks, and nothing else. */
exports.harmless = (byName) => {
  const none = [...byName.values()].filter(({ kind }) => kind === "tri").map(({ finding }) => [finding, "absent"]);
  return {
    ...Object.fromEntries(none), age_years: 34, twitch_present: "present", sites: ["eyelid", "calf"], duration_days: 21,
    course: "stable",
  };
};
