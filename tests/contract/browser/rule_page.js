// Reads the rule book as a page in Chromium, on paper too: node rule_page.js SERVICE PDF.

const fs = require("node:fs");
const { chromium } = require("playwright-core");

const [service, pdf] = process.argv.slice(2);
let failed = false;

function check(what, is, should) {
  const right = JSON.stringify(is) === JSON.stringify(should);
  console.log(`${right ? "ok   " : "WRONG"} ${what}: ${JSON.stringify(is)}`);
  if (!right) {
    console.log(`      should be ${JSON.stringify(should)}`);
    failed = true;
  }
}

async function read(browser, width, height) {
  // Without scripts, as a careful reader may have it; what is asked below runs in the tool, not in the page.
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const complaints = [];
  const elsewhere = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => !request.url().startsWith(service) && elsewhere.push(request.url()));
  await page.goto(`${service}/v1/rules`);
  const seen = await page.evaluate(() => {
    const targets = [...document.querySelectorAll("a[href^='#']")].map((link) => link.getAttribute("href").slice(1));
    const cut = [...document.querySelectorAll("article *")].filter((one) => one.scrollWidth > one.clientWidth + 1);
    return {
      title: document.title.startsWith("Rule book "),
      rules: document.querySelectorAll("article").length,
      marks: document.querySelectorAll("svg rect").length,
      initials: document.querySelectorAll(".initials").length,
      scripts: document.querySelectorAll("script").length,
      dead: targets.filter((id) => !document.getElementById(id)),
      overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      cut: cut.filter((one) => getComputedStyle(one).display !== "inline").length,
      legible: parseFloat(getComputedStyle(document.querySelector("article dd")).fontSize) >= 14,
    };
  });
  const answer = await context.request.get(`${service}/v1/rules`, { headers: { Accept: "application/json" } });
  const rules = (await answer.json()).rules.length;
  // The warning has no level, hence no mark.
  const expected = {
    title: true, rules, marks: rules - 1, initials: rules, scripts: 0, dead: [], overflow: 0, cut: 0, legible: true,
  };
  check(`the page at ${width}x${height}`, seen, expected);
  check("complaints of the browser", complaints, []);
  check("requests to elsewhere", elsewhere, []);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/rules-${width}.png` });
    await page.locator("#R-S02").screenshot({ path: `${process.env.SCREENSHOTS}/rule-${width}.png` });
  }
  await context.close();
}

async function withoutScripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${service}/v1/rules`);
  check("a rule without scripts", await page.locator("#R-S02 h3").isVisible(), true);
  await page.locator("nav a[href='#R-S02']").first().click();
  check("a link of the contents without scripts", new URL(page.url()).hash, "#R-S02");
  await context.close();
}

async function print(browser) {
  // As wide as a sheet of A4 between its margins, in CSS pixels.
  const page = await browser.newPage({ viewport: { width: 673, height: 1002 } });
  await page.goto(`${service}/v1/rules`);
  await page.emulateMedia({ media: "print" });
  // A rule that is higher than a sheet of A4 between its margins would be cut in two.
  const sheet = ((297 - 32) / 25.4) * 96;
  const high = await page.evaluate(
    (sheet) => [...document.querySelectorAll("article")].filter((rule) => rule.offsetHeight > sheet).map((rule) => rule.id),
    sheet,
  );
  check("rules that do not fit on a sheet", high, []);
  await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true });
  const sheets = (fs.readFileSync(pdf, "latin1").match(/\/Type \/Page\b/g) ?? []).length;
  check(`sheets of ${pdf}`, sheets > 15 && sheets < 40, true);
  console.log(`      ${sheets} sheets`);
  await page.close();
}

async function main() {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  try {
    await read(browser, 1280, 900);
    await read(browser, 360, 740);
    await withoutScripts(browser);
    await print(browser);
  } finally {
    await browser.close();
  }
  process.exit(failed ? 1 : 0);
}

main();
