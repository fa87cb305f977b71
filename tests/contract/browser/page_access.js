// The page where a key is needed: node page_access.js SERVICE KEY. It is asked for, and kept in memory only.

const shared = require("./shared.js");

const [service, key] = process.argv.slice(2);
const { check } = shared;

async function main() {
  const browser = await shared.launch();
  try {
    const page = await shared.open(browser, `${service}/`);
    await page.click("#begin");
    await page.waitForSelector("#key");
    await page.fill("#key", "not the key");
    await page.click("form .primary");
    await page.waitForSelector(".error");
    check("a wrong key is said to be wrong", await page.locator(".error").innerText(), "This key was not accepted.");
    await page.fill("#key", key);
    await page.click("form .primary");
    await page.waitForSelector("#age_years-number");
    await page.fill("#age_years-number", "60");
    await shared.goOn(page);
    await page.locator("#q-urgent_brain input[value=present]").check();
    await shared.goOn(page);
    check("with the key there is a result", await page.locator(".band").getAttribute("data-urgency"), "emergency");
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: null }));
    await page.getByRole("button", { name: "Copy as curl" }).click();
    const command = await page.locator("textarea").inputValue();
    check("the command names the key and does not hold it", [command.includes("$KEY"), command.includes(key)], [true, false]);
    const kept = await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length + location.href.length);
    check("the key is kept nowhere", kept, `${service}/`.length);
    await page.reload();
    await page.click("#begin");
    await page.waitForSelector("#key");
    check("after a reload it is asked for again", await page.locator("#key").inputValue(), "");
  } finally {
    await browser.close();
  }
  process.exitCode = shared.failed ? 1 : 0;
}

main();
