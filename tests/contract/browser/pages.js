// Opens pages in Chromium: node pages.js SERVICE PORT. The page at 127.0.0.1:PORT is of an origin that may call, the
// same page at localhost:PORT is not.

const http = require("node:http");
const { chromium } = require("playwright-core");

const [service, port] = process.argv.slice(2);
let failed = false;

function check(what, is, should) {
  const right = JSON.stringify(is) === JSON.stringify(should);
  console.log(`${right ? "ok   " : "WRONG"} ${what}: ${JSON.stringify(is)}`);
  if (!right) {
    console.log(`      should be ${JSON.stringify(should)}`);
    failed = true;
  }
}

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

async function main() {
  const pages = http.createServer((_, answer) => answer.end("<!doctype html><title>page</title>"));
  await new Promise((resolve) => pages.listen(port, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
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
  } finally {
    await browser.close();
    pages.close();
  }
  process.exitCode = failed ? 1 : 0;
}

main();
