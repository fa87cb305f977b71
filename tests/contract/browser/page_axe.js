// Every step of the page for those who see, hear or move differently: node page_axe.js SERVICE. axe finds nothing, in
// light and dark, on a narrow and a wide screen; nothing is wider than the screen, also with text twice as large.
// SCREENSHOTS names a folder for pictures.

const shared = require("./shared.js");

const [service] = process.argv.slice(2);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const axe = require.resolve("axe-core/axe.min.js");

const faults = [];
let runs = 0;

async function look(page, name) {
  const found = await page.evaluate(async (tags) => {
    document.querySelectorAll("#screen details").forEach((each) => (each.open = true));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    const { documentElement: root } = document;
    const wide = () => (root.scrollWidth > innerWidth ? [`wider than the screen: ${root.scrollWidth}`] : []);
    const normal = wide();
    root.style.fontSize = "200%";
    const large = wide().map((fault) => `large text is ${fault}`);
    root.style.fontSize = "";
    const small = [...document.querySelectorAll("main button, main .choice, main summary, .bar nav a")]
      .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
      .map((each) => `smaller than 44 px: ${each.textContent.slice(0, 30)}`);
    const named = violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`));
    return [...named, ...normal, ...large, ...small];
  }, TAGS);
  runs += 1;
  found.forEach((fault) => faults.push(`${name}: ${fault}`));
  if (process.env.SCREENSHOTS) {
    await page.evaluate(() => document.querySelectorAll("#screen details").forEach((each) => (each.open = false)));
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name.replace(/\W+/g, "-")}.png`, fullPage: true });
  }
}

async function everyStep(browser, byName, language, colorScheme, width) {
  // axe is a script of another origin to the policy; what the policy stops is looked at elsewhere.
  const page = await shared.open(browser, `${service}/?for=clinician&lang=${language}`, {
    colorScheme, viewport: { width, height: 800 }, bypassCSP: true,
  });
  await page.addScriptTag({ path: axe });
  const name = (step) => `${language} ${colorScheme} ${width} ${step}`;
  const words = await shared.words(page);
  await look(page, name("start"));
  const findings = { ...shared.harmless(byName), weakness_functional: "present", decline_tempo: "months", other_movement: "unknown" };
  delete findings.jerks_move_body;
  await page.click("#begin");
  await shared.settled(page);
  await shared.goOn(page);
  await look(page, name("errors"));
  await page.evaluate(() => history.back());
  await page.waitForSelector("#start:not([hidden])");
  await shared.hold(page, byName, findings, (screen) => look(page, name(`screen ${screen}`)));
  await look(page, name("result"));
  await page.route("**/v1/**", (route) => route.fulfill({ status: 401, body: "{}" }));
  await page.getByRole("button", { name: words.result.again }).click();
  await page.click("#begin");
  await shared.settled(page);
  await look(page, name("key"));
  await page.unroute("**/v1/**");
  await page.route("**/v1/**", (route) => route.abort());
  await page.fill("#key", "x");
  await page.click("form .primary");
  await shared.settled(page);
  await look(page, name("failure"));
  await page.unroute("**/v1/**");
  await page.getByRole("button", { name: words.ask.clear }).click();
  await page.click("#begin");
  await shared.settled(page);
  await shared.answer(page, { age_years: 60 });
  await shared.goOn(page);
  await shared.answer(page, { urgent_brain: "present" });
  await shared.goOn(page);
  await look(page, name("emergency"));
  await page.context().close();
}

async function main() {
  const byName = await shared.questionnaire(service);
  const browser = await shared.launch();
  try {
    for (const scheme of ["light", "dark"]) {
      for (const width of [320, 1280]) {
        for (const language of ["en-GB", "de"]) await everyStep(browser, byName, language, scheme, width);
      }
    }
  } finally {
    await browser.close();
  }
  shared.check(`${runs} looks: violations, overflow, small targets`, [...new Set(faults)], []);
  shared.check("steps looked at", runs >= 130, true);
  process.exitCode = shared.failed ? 1 : 0;
}

main();
