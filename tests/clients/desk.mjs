// The whole way as people go it: node desk.mjs SITE DESK NAME PASSWORD KEY. A reader says that a value is wrong, a reviewer
// accepts it by keyboard, a publisher publishes, the page and the receipt say so; then what waits is decided by keyboard.
// Prints as JSON: what axe-core finds on each page, what page and receipt say, how many decisions in how many seconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [, , site, desk, name, password, key, pictures] = process.argv;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "it" });
page.setDefaultTimeout(120000);
const seen = [];

async function look(what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  if (pictures) await page.screenshot({ path: `${pictures}/${what}.png`, fullPage: true });
  seen.push({ what, axe: found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`) });
}

await page.goto(`${site}/id/process/${key}`);
await page.click(".contribute-link a");
await look("contribute");
const row = page.locator("dl.entries div", { hasText: /durata/i }).first();
await row.locator("a").last().click();
await look("form");
await page.fill("#value", "6");
await page.fill("#reason", "Il testo parla di un semestre.");
await page.click("form.contribute button[type=submit]");
const receipt = page.url();
await look("receipt");
const before = await page.getAttribute("#state", "data-state");

await page.goto(`${desk}/login`);
await look("login");
await page.fill("#name", name);
await page.fill("#password", password);
await page.click("form.contribute button");
await page.goto(`${desk}/?kind=contribution`);
await look("queue");
await page.locator("a[data-item]", { hasText: "sbagliato" }).first().focus();
await page.keyboard.press("Enter");
await page.waitForSelector("#do-accept");
await look("item");
const item = page.url();
await page.keyboard.press("a");
await page.waitForURL((url) => url.href !== item);
await page.goto(`${desk}/publish`);
await page.click("button[value=preview]");
await page.waitForSelector("#ended", { timeout: 300000 });
const changes = await page.textContent("#changes");
await page.click("button[value=publish]");
await page.waitForSelector("h2:has-text('Ultima pubblicazione')", { timeout: 300000 });
await look("publish");
await page.goto(`${desk}/upload`);
await look("upload");
await page.goto(`${desk}/log`);
await look("log");

let after = "";
for (let n = 0; n < 120 && after !== "published"; n++) {
  await page.goto(receipt);
  after = await page.getAttribute("#state", "data-state");
  await page.waitForTimeout(500);
}
let said = "";
for (let n = 0; n < 120 && !said; n++) {
  await page.goto(`${site}/id/process/${key}`);
  said = (await page.locator(".reviewed").count()) ? await page.locator(".reviewed").first().textContent() : "";
  await page.waitForTimeout(500);
}
await look("record");

const began = Date.now();
let decided = 0;
await page.goto(`${desk}/?kind=contribution`);
if (await page.locator("a[data-item]").count()) {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  while (decided < 60 && (await page.waitForSelector("form[data-decide], form[action='/decide'], main p")) && (await page.locator("form[data-decide]").count())) {
    const here = page.url();
    await page.keyboard.press(decided % 3 ? "a" : "r");
    if (!(decided % 3)) {
      await page.keyboard.type("Non risulta.");
      await page.keyboard.press("Enter");
    }
    await page.waitForURL((url) => url.href !== here);
    decided++;
  }
}
console.log(JSON.stringify({ seen, before, after, said, changes, decided, seconds: (Date.now() - began) / 1000 }));
await browser.close();
