// The page under hands: node page_hands.js SERVICE. By keyboard alone and by pointer, from the start to the printed
// letter; back, change and clear; nothing left behind; behind a path prefix.

const http = require("node:http");
const shared = require("./shared.js");

const [service] = process.argv.slice(2);
const { check } = shared;

const focused = (page) =>
  page.evaluate(() => {
    const { id, tagName, type, name, value, className, textContent } = document.activeElement;
    const chosen = name ? Boolean(document.querySelector(`input[name="${name}"]:checked`)) : false;
    return { id, tagName, type, name, value, className, chosen, words: textContent.trim() };
  });

/** Presses Tab until something is focused. */
async function tabTo(page, wanted) {
  for (let pressed = 0; pressed < 150; pressed += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (wanted(at)) return at;
  }
  throw new Error("the keyboard does not get there");
}

/** Answers a screen by the keyboard: the age, one place, a length of time, No to everything else. */
async function answerByKeyboard(page) {
  for (;;) {
    const at = await tabTo(page, ({ tagName }) => ["INPUT", "BUTTON"].includes(tagName));
    if (at.tagName === "BUTTON") return void (await page.keyboard.press("Enter"));
    if (at.type === "text") await page.keyboard.type(at.id === "age_years-number" ? "34" : "3");
    else if (at.type === "checkbox" && at.value === "calf") await page.keyboard.press("Space");
    else if (at.type === "radio" && at.name === "twitch_present") await page.keyboard.press("Space");
    else if (at.type === "radio" && !at.chosen) await page.keyboard.press("ArrowDown");
  }
}

async function byKeyboard(browser) {
  const page = await shared.open(browser, `${service}/`);
  await page.keyboard.press("Tab");
  check("the first stop of the keyboard", (await focused(page)).className, "skip");
  await tabTo(page, ({ id }) => id === "begin");
  await page.keyboard.press("Enter");
  const titles = new Set();
  let lost = 0;
  for (let screen = 0; screen < 20; screen += 1) {
    await shared.settled(page);
    if ((await focused(page)).tagName !== "H1") lost += 1;
    titles.add(await page.title());
    if (await page.locator(".band").count()) break;
    await answerByKeyboard(page);
  }
  check("screens whose title was not focused", lost, 0);
  check("titles, each of its own", titles.size >= 6, true);
  await tabTo(page, ({ words }) => words === "Print the letter for the GP");
  await page.keyboard.press("Enter");
  check("printed by keyboard alone", await page.evaluate(() => window.printed), 1);
  check("the result", await page.locator(".band").getAttribute("data-urgency"), "self_care");
  await nothingLeft(page, `${service}/`);
  await page.context().close();
}

/** Nothing is stored, and nothing of the answers is in the address or the history. */
async function nothingLeft(page, address) {
  const left = await page.evaluate(async () => ({
    stored: localStorage.length + sessionStorage.length + document.cookie.length,
    databases: (await indexedDB.databases()).length,
    caches: self.caches ? (await caches.keys()).length : 0,
    workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
    history: Object.keys(history.state ?? {}),
    violations: window.violations,
  }));
  check("left behind", left, { stored: 0, databases: 0, caches: 0, workers: 0, history: ["place"], violations: [] });
  check("cookies, complaints, requests to elsewhere", [await page.context().cookies(), page.complaints, page.elsewhere], [[], [], []]);
  check("the address", page.url(), address);
}

async function byPointer(browser, byName) {
  const page = await shared.open(browser, `${service}/`);
  await page.click("#begin");
  await shared.settled(page);
  await shared.goOn(page);
  check("a screen without an answer says what is missing, and is focused", (await focused(page)).className, "summary");
  await page.locator(".summary a").click();
  check("its link leads to the question", (await focused(page)).id, "age_years-number");
  await page.locator("#age_years-number").fill("130");
  await shared.goOn(page);
  check("an age that nobody has", await page.locator(".error").innerText(), "Enter a whole number from 0 to 120.");
  await page.locator("#age_years-number").fill("34");
  await shared.goOn(page);
  const others = page.getByRole("button", { name: "No to all the others" });
  await others.click();
  check("no to all the others is seen", await page.locator("input[value=absent]:checked").count(), 4);
  await shared.goOn(page);
  // The figure and the boxes are one.
  await page.locator("#figure .place[data-site=calf] path").first().click();
  await page.locator("#figure .place[data-site=eyelid] path").first().click();
  const boxes = () => page.evaluate(() => [...document.querySelectorAll("#q-sites input:checked")].map((box) => box.value));
  check("places tapped on the figure", await boxes(), ["eyelid", "calf"]);
  await page.locator("#figure .place[data-site=eyelid] path").first().click();
  await page.locator("#q-sites input[value=hand]").check();
  check("places changed", await boxes(), ["hand", "calf"]);
  const lit = await page.evaluate(() => [...new Set([...document.querySelectorAll("#figure .on")].map((part) => part.dataset.site))].sort());
  check("places lit on the figure", lit, ["calf", "hand"]);
  await page.locator("#q-sites summary").last().click();
  await page.waitForSelector("#q-sites details[open] li");
  check("why it is asked", await page.locator("#q-sites details[open] li").count() > 1, true);
  await page.goBack();
  check("the answers are there again", await page.locator("input[value=absent]:checked").count(), 4);
  await page.goForward();
  const findings = shared.harmless(byName);
  for (;;) {
    if (await page.locator(".band").count()) break;
    const asked = await shared.questions(page);
    await shared.answer(page, Object.fromEntries(asked.map((name) => [name, shared.answerOf(byName.get(name), findings)])));
    await shared.goOn(page);
  }
  check("the result", await page.locator(".band").getAttribute("data-urgency"), "routine");
  await page.locator(".said", { hasText: "age" }).first().getByRole("button").click();
  await page.locator("#age_years-number").fill("8");
  await shared.goOn(page);
  // A screen comes up again only when something on it was not asked before.
  const news = [];
  while ((await page.locator(".band").count()) === 0) {
    news.push(await page.evaluate(() => {
      const open = [...document.querySelectorAll("fieldset.tri")].filter((each) => !each.querySelector("input:checked"));
      open.forEach((each) => each.querySelector("input[value=absent]").click());
      return open.length;
    }));
    await shared.goOn(page);
  }
  check("a changed answer asks what is new and nothing again", news.length > 0 && !news.includes(0), true);
  check("a child is sent to a doctor", await page.locator(".band").getAttribute("data-level"), "refer_workup");
  await page.getByRole("button", { name: "Print the letter for the GP" }).click();
  check("printed by pointer", await page.evaluate(() => window.printed), 1);
  await nothingLeft(page, `${service}/`);
  await page.getByRole("button", { name: "Clear everything" }).click();
  const left = await page.evaluate(() => [
    document.getElementById("letter").childNodes.length,
    document.getElementById("screen").childNodes.length,
    document.querySelectorAll("input").length,
  ]);
  check("elements with answers after clearing", left, [0, 0, 0]);
  await page.goBack();
  await shared.settled(page);
  check("after clearing, back shows no answer", await page.locator("#start").isVisible(), true);
  await page.context().close();
}

async function emergency(browser) {
  const page = await shared.open(browser, `${service}/`);
  await page.click("#begin");
  await shared.settled(page);
  await page.locator("#age_years-number").fill("60");
  await shared.goOn(page);
  await page.locator("#q-urgent_brain input[value=present]").check();
  check("said at once", await page.locator(".note.alarm a").getAttribute("href"), "tel:999");
  await shared.goOn(page);
  check("an emergency waits for no other question", await page.locator(".band").getAttribute("data-urgency"), "emergency");
  check("the number is a link", await page.locator(".band a.primary").getAttribute("href"), "tel:999");
  await page.context().close();
}

/** A browser that asks for German gets the page in German, with who has not read it, and a way to English. */
async function inGerman(browser, byName) {
  const page = await shared.open(browser, `${service}/?for=clinician`, { locale: "de-AT" });
  check("language of the page", await page.evaluate(() => document.documentElement.lang), "de");
  check("said of the translation", (await page.locator(".translation").textContent()).includes("Von einer Maschine"), true);
  await shared.hold(page, byName, shared.harmless(byName));
  const words = await shared.words(page);
  const [headline, sources] = [await page.locator(".band h1").textContent(), await page.locator("#screen").textContent()];
  check("the result is in German", [/Zucken|Arzt|Ärzt/.test(headline + sources), sources.includes(words.result.again)], [true, true]);
  check("so is the letter", (await page.locator("#letter").textContent()).includes("Von einer Maschine"), true);
  await page.getByRole("link", { name: "English" }).click();
  await page.waitForSelector("#begin");
  check("the other language, the same reader", new URL(page.url()).search, "?for=clinician&lang=en-GB");
  check("in English", await page.evaluate(() => document.documentElement.lang), "en-GB");
  check("complaints of the browser", [page.complaints, page.elsewhere], [[], []]);
  await page.context().close();
}

/** The service behind a proxy that takes a prefix away. */
async function behindPrefix(browser, byName) {
  const upstream = new URL(service);
  const proxy = http.createServer((asked, answer) => {
    if (!asked.url.startsWith("/health/twitch/")) return answer.writeHead(404).end();
    const path = asked.url.slice("/health/twitch".length);
    const passed = http.request({ host: upstream.hostname, port: upstream.port, path, method: asked.method, headers: asked.headers },
      (from) => from.pipe(answer.writeHead(from.statusCode, from.headers)));
    asked.pipe(passed);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const page = await shared.open(browser, `http://127.0.0.1:${proxy.address().port}/health/twitch/`);
  await shared.hold(page, byName, shared.harmless(byName));
  check("behind a path prefix", await page.locator(".band").getAttribute("data-urgency"), "routine");
  await page.getByRole("link", { name: "For developers" }).click();
  await page.waitForSelector("#operations-triage-triage", { timeout: 20000 });
  await page.getByRole("link", { name: "Muscle twitches" }).click();
  await page.waitForSelector("#begin");
  check("there and back to the documentation", new URL(page.url()).pathname, "/health/twitch/");
  check("complaints of the browser", [page.complaints, page.elsewhere], [[], []]);
  await page.context().close();
  proxy.close();
}

async function main() {
  const byName = await shared.questionnaire(service);
  const browser = await shared.launch();
  try {
    await byKeyboard(browser);
    await byPointer(browser, byName);
    await emergency(browser);
    await inGerman(browser, byName);
    await behindPrefix(browser, byName);
  } finally {
    await browser.close();
  }
  process.exitCode = shared.failed ? 1 : 0;
}

main();
