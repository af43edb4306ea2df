// The whole way as people go it: node desk.mjs SITE DESK NAME PASSWORD KEY [PICTURES]. A reader says that a value is wrong, and
// adds a text full of markup; a reviewer accepts both by keyboard, a publisher publishes, the page and the receipt say so; another
// reader writes without scripts; then sixty candidates are decided by keyboard. Between, every page of desk and form is looked at
// in both languages, on a desktop and on a phone. Prints as JSON: what axe-core finds on which page, what page and receipt say,
// what ran that should not, how many decisions in how many seconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [, , site, desk, name, password, key, pictures] = process.argv;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 780 };
const LONG = 300000; // milliseconds that a build, or a page of a busy machine, may take
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const MARKUP = `<img src=evil onerror=alert(1)>"'><script>alert(1)</script><svg onload=alert(1)></textarea>`;
const seen = [];
const ran = [];

async function opened(locale, viewport, javaScriptEnabled = true) {
  const page = await (await browser.newContext({ locale, viewport, javaScriptEnabled })).newPage();
  page.setDefaultTimeout(LONG);
  page.on("dialog", (dialog) => ran.push(page.url()) && dialog.dismiss());
  return page;
}

async function signIn(page) {
  await page.goto(`${desk}/login`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await Promise.all([page.waitForURL(`${desk}/`), page.click("form.contribute button")]);
}

async function look(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  if (pictures) await page.screenshot({ path: `${pictures}/${what.replace(/\W+/g, "-")}.png`, fullPage: true });
  const faults = found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
  seen.push({ what, axe: wide ? [...faults, "wider than the window"] : faults });
}

async function until(ready) {
  for (let n = 0; n < 240; n++) {
    const told = await ready();
    if (told) return told;
    await new Promise((done) => setTimeout(done, 500));
  }
  return "";
}

// a reader
const page = await opened("it", DESKTOP);
await page.goto(`${site}/id/process/${key}`);
await page.click(".contribute-link a");
const start = page.url();
await page.locator("dl.entries div", { hasText: /durata/i }).first().locator("a").last().click();
await page.waitForSelector("form.contribute #value");
const form = page.url();
await page.fill("#value", "sei o sette");
const amiss = await until(() => page.locator("#amiss").textContent());
await page.fill("#value", "6");
await page.waitForSelector("#amiss", { state: "hidden" });
await page.fill("#reason", "Il testo parla di un semestre.");
await Promise.all([page.waitForURL(/\/receipt\//), page.click("form.contribute button[type=submit]")]);
const receipt = page.url();
const before = await page.getAttribute("#state", "data-state");
await page.goto(`${start}?field=achievedResults`);
await page.fill("#value", MARKUP);
await page.fill("#reason", MARKUP);
await page.fill("#credit", MARKUP.slice(0, 80));
await Promise.all([page.waitForURL(/\/receipt\//), page.click("form.contribute button[type=submit]")]);
const marked = page.url();

// another, without scripts
const plain = await opened("it", PHONE, false);
await plain.goto(`${start}?free=1`);
await plain.fill("#reason", "Una nota sulla pagina.");
await Promise.all([plain.waitForURL(/\/receipt\//), plain.click("form.contribute button[type=submit]")]);
const scriptless = await plain.getAttribute("#state", "data-state");

// a reviewer and publisher
await signIn(page);
await page.goto(`${desk}/?kind=candidate`);
const other = new URL(await page.locator("a[data-item]").first().getAttribute("href"), desk).href;
await page.goto(`${desk}/?kind=contribution`);
const mine = page.locator("a[data-item]", { hasText: "sbagliato" }).first();
const item = new URL(await mine.getAttribute("href"), desk).href;
await mine.focus();
await Promise.all([page.waitForURL(item), page.keyboard.press("Enter")]);
await page.waitForSelector("#do-accept");
await Promise.all([page.waitForURL((url) => url.href !== item), page.keyboard.press("a")]);
await page.goto(`${desk}/?kind=contribution`);
await page.locator("a[data-item]", { hasText: "onerror" }).first().focus();
await Promise.all([page.waitForURL(/\/item\//), page.keyboard.press("Enter")]);
const own = page.url();
await page.waitForSelector("#do-accept");
await Promise.all([page.waitForURL((url) => url.href !== own), page.keyboard.press("a")]);
await page.goto(`${desk}/publish`);
await page.click("button[value=preview]");
await page.waitForSelector("#ended[data-what=preview]");
const changes = await page.textContent("#changes");
const unpublished = await (await page.request.get(receipt)).text();
await page.click("button[value=publish]");
await page.waitForSelector("#ended[data-what=publish]");
const built = await page.textContent("#ended");

const after = await until(async () => {
  await page.goto(receipt);
  const state = await page.getAttribute("#state", "data-state");
  return state === "published" ? state : "";
});
const said = await until(async () => {
  await page.goto(`${site}/id/process/${key}`);
  return (await page.locator(".reviewed").count()) ? page.locator(".reviewed").first().textContent() : "";
});
const contradicted = await page.textContent("section[aria-labelledby=contradicted-by-review]");

// every page, in both languages, on both
const fronts = [
  `/id/process/${key}`,
  new URL(start).pathname,
  new URL(form).pathname + new URL(form).search,
  ...["totalCost", "territory", "interventionArea", "coDecision", "startDate"].map((one) => `${new URL(start).pathname}?field=${one}`),
  `${new URL(start).pathname}?free=1`,
  new URL(receipt).pathname,
  new URL(marked).pathname,
  "/receipt/none",
];
const desks = ["/", "/?kind=contribution", "/?kind=link", "/?kind=duplicate", new URL(other).pathname, "/bodies", "/publish", "/upload", "/log", "/nowhere"];
for (const locale of ["it", "en"]) {
  for (const viewport of [DESKTOP, PHONE]) {
    const one = await opened(locale, viewport);
    const where = `${locale} ${viewport.width}`;
    for (const path of fronts) {
      await one.goto(site + path);
      await look(one, `${where} site ${path}`);
    }
    await one.goto(`${desk}/login`);
    await look(one, `${where} desk /login`);
    await signIn(one);
    for (const path of desks) {
      await one.goto(desk + path);
      await look(one, `${where} desk ${path}`);
    }
    await one.context().close();
  }
}

// sixty decisions by keyboard
let decided = 0;
await page.goto(`${desk}/?kind=candidate`);
const began = Date.now();
await page.keyboard.press("j");
await Promise.all([page.waitForURL(/\/item\//), page.keyboard.press("Enter")]);
let again = false; // the desk has said why a value cannot be accepted, and shows the candidate once more
while (decided < 60 && (await page.locator("form[data-decide]").count())) {
  const here = page.url();
  const accepted = !again && decided % 3 && (await page.locator("#do-accept").count());
  const loaded = page.waitForEvent("load");
  await page.keyboard.press(accepted ? "a" : "r");
  if (!accepted) {
    await page.keyboard.type("Non risulta.");
    await page.keyboard.press("Enter");
  }
  await loaded;
  again = page.url() === here;
  if (!again) decided++;
}
const seconds = (Date.now() - began) / 1000;
console.log(JSON.stringify({ seen, amiss, before, unpublished: /data-state="accepted"/.test(unpublished), built, after, said, contradicted, changes, scriptless, ran, decided, seconds }));
await browser.close();
