// Opens pages in Chromium: node pages.js SERVICE PORT. The page at 127.0.0.1:PORT is of an origin that may call, the
// same page at localhost:PORT is not.

const http = require("node:http");
const shared = require("./shared.js");

const [service, port] = process.argv.slice(2);
const { check } = shared;

// What a page of an origin can read of an answer; null when the browser keeps it from the page.
async function call(browser, origin, path, body) {
  const page = await browser.newPage();
  await page.goto(origin);
  const read = await page.evaluate(
    async ([url, body]) => {
      try {
        // The content type makes the browser send a preflight.
        const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
        const json = await answer.json();
        return { status: answer.status, word: json.level ?? json.code, id: answer.headers.has("X-Request-Id") };
      } catch {
        return null;
      }
    },
    [service + path, body],
  );
  await page.close();
  return read;
}

async function documentation(browser) {
  const page = await browser.newPage();
  const complaints = [];
  const elsewhere = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(service) && !request.url().startsWith("data:")) elsewhere.push(request.url());
  });
  await page.goto(`${service}/docs`);
  await page.waitForSelector("#operations-triage-triage", { timeout: 20000 });
  const operations = await page.locator(".opblock").count();
  check("operations on the documentation page", operations > 10, true);
  // The page itself sends a request, to the service that gave it.
  await page.locator("#operations-triage-triage").click();
  await page.locator("#operations-triage-triage .execute").click();
  const live = page.locator("#operations-triage-triage .live-responses-table .response-col_status");
  await live.nth(1).waitFor({ timeout: 20000 });
  check("the page's own request", (await live.nth(1).innerText()).trim().slice(0, 3), "200");
  check("complaints of the browser", complaints, []);
  check("requests to elsewhere", elsewhere, []);
  await page.close();
}

// The first thing seen, on a phone and on a desk, is how to make a call.
async function firstScreen(browser, width, height) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`${service}/docs`);
  const code = page.locator("#swagger-ui .info .renderedMarkdown pre").first();
  await code.waitFor({ timeout: 20000 });
  await page.waitForSelector("#operations-triage-triage", { timeout: 20000 });
  const seen = await page.evaluate(() => {
    const viewport = document.querySelector("meta[name=viewport]")?.content ?? null;
    const code = document.querySelector("#swagger-ui .info .renderedMarkdown pre");
    const { top, bottom } = code.getBoundingClientRect();
    return {
      viewport,
      call: code.innerText.startsWith("curl "),
      inSight: top >= 0 && bottom <= innerHeight,
      overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      legible: parseFloat(getComputedStyle(code.querySelector("code") ?? code).fontSize) >= 12,
    };
  });
  const expected = {
    viewport: "width=device-width, initial-scale=1", call: true, inSight: true, overflow: 0, legible: true,
  };
  check(`the first screen of the documentation at ${width}x${height}`, seen, expected);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs-${width}.png` });
  }
  // An operation that is unfolded stays within the width too.
  await page.locator("#operations-triage-triage .opblock-summary-control").click();
  await page.waitForSelector("#operations-triage-triage .responses-table", { timeout: 20000 });
  const overflow = await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
  check(`an operation unfolded at ${width}x${height}`, overflow, 0);
  if (process.env.SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/operation-${width}.png`, fullPage: true });
  }
  await page.close();
}

async function main() {
  const pages = http.createServer((_, answer) => answer.end("<!doctype html><title>page</title>"));
  await new Promise((resolve) => pages.listen(port, "127.0.0.1", resolve));
  const browser = await shared.launch();
  try {
    const [named, other] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
    const nothing = '{"findings":{}}';
    const refer = { status: 200, word: "refer_workup", id: true };
    check("a page of the named origin", await call(browser, named, "/v1/triage", nothing), refer);
    const faulty = { status: 422, word: "invalid_body", id: true };
    check("its faulty request", await call(browser, named, "/v1/triage", "{}"), faulty);
    check("a page of another origin", await call(browser, other, "/v1/triage", nothing), null);
    check("its faulty request", await call(browser, other, "/v1/triage", "{}"), null);
    await documentation(browser);
    await firstScreen(browser, 390, 844);
    await firstScreen(browser, 1280, 800);
  } finally {
    await browser.close();
    pages.close();
  }
  process.exitCode = shared.failed ? 1 : 0;
}

main();
