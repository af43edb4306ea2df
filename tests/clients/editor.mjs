// Drives the query page in Chromium, by keyboard: node editor.mjs ADDRESS QUERY. Prints as JSON what a person would see.
import { chromium } from "playwright-core";

const [, , address, query] = process.argv;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: "en" });
const page = await context.newPage();
const hosts = new Set(), said = [];
let bytes = 0;
page.on("request", (request) => hosts.add(new URL(request.url()).host));
page.on("requestfinished", async (request) => { bytes += (await request.sizes().catch(() => ({ responseBodySize: 0 }))).responseBodySize; });
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", (error) => said.push(String(error)));
const seen = {};
let answers = 0;
const answered = async () => {
  answers += 1;
  await page.waitForFunction((number) => document.getElementById("query-page").dataset.answered === String(number), answers, { timeout: 120000 });
};
const text = () => page.locator("#query").evaluate((field) => field.value);
const editor = page.locator("#editor .cm-content");
const write = async (words) => { await page.keyboard.press("Control+A"); await page.keyboard.press("Delete"); await page.keyboard.insertText(words); };
const offered = () => page.locator("#editor .cm-tooltip-autocomplete li").allInnerTexts();
const complete = async () => {
  await page.keyboard.press("Control+Space");
  await page.waitForFunction(() => document.getElementById("editor").shadowRoot.querySelector(".cm-tooltip-autocomplete li"), null, { timeout: 60000 });
};

await page.goto(address + "sparql", { waitUntil: "networkidle" });
await page.waitForFunction(() => document.documentElement.dataset.editor === "ready");
seen.bytes = bytes;
await editor.focus();
await page.keyboard.press("Tab");
seen.left = await page.evaluate(() => document.activeElement.id !== "editor");

// one's own text, run from the keyboard; its answer stands under it
await editor.focus();
await write(query);
await page.keyboard.press("Control+Enter");
await answered();
const place = (selector) => page.locator(selector).first().evaluate((node) => node.getBoundingClientRect().top);
seen.results = await place("#results");
seen.row = await place("#answer tbody tr");
seen.labels = await page.locator("#answer tbody tr").first().innerText();
seen.links = await page.locator("#answer tbody a").first().getAttribute("href");
seen.address = page.url();

// why a row is there
await page.locator("td.why button").first().focus();
await page.keyboard.press("Enter");
await page.waitForSelector("tr.evidence .proof a.line", { timeout: 60000 });
seen.why = await page.locator("tr.evidence").innerText();
seen.line = await page.locator("tr.evidence a.line").first().getAttribute("href");
await page.keyboard.press("Enter");
seen.closed = (await page.locator("tr.evidence").count()) === 0;

// an example runs on click, and one's own text is a button away
await page.locator("#examples a[data-example]").first().click();
await answered();
seen.example = (await text()).trim() === (await page.locator("#examples a[data-example]").first().getAttribute("data-example")).trim();
await page.locator("#mine").click();
seen.mine = (await text()) === query;

// completion by what fits: properties of a class, concepts of a property, classes
await editor.focus();
const head = "PREFIX corale: <https://w3id.org/corale/onto/>\nSELECT * { ?p a corale:ParticipatoryProcess ; ";
const took = [];
for (const [name, words] of [["property", head], ["label", head + "decis"], ["concept", head + "corale:participationLevel "], ["class", "SELECT * { ?x a "], ["led", head + "corale:score ?s . ?s "]]) {
  await write(words);
  await complete();
  seen[name] = (await offered()).slice(0, 8);
  took.push(Number(await page.locator("#editor").getAttribute("data-took")));
  if (name !== "class") await page.keyboard.press("Escape");
  else {
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    seen.declared = (await text()).startsWith("PREFIX ");
  }
}
seen.took = Math.max(...took);

// documentation on hover
await write("PREFIX corale: <https://w3id.org/corale/onto/>\nSELECT * { ?p corale:decisionHolder ?h }");
await page.locator("#editor .cm-line").nth(1).getByText("corale:decisionHolder").hover();
await page.waitForFunction(() => document.getElementById("editor").shadowRoot.querySelector(".about"), null, { timeout: 60000 });
seen.about = await page.locator("#editor .about").first().innerText();

// an error at its place, and what was meant
await editor.focus();
await write("SELCT * { ?s ?p ?o } LIMIT 1");
await page.keyboard.press("Control+Enter");
await answered();
seen.marked = await page.locator("#editor .cm-lintRange").count();
seen.meant = await page.locator("#answer .meant").innerText();
await page.locator("#answer .meant a").first().click();
await answered();
seen.mended = await text();

// kept in the browser
await page.locator("#save-name").fill("mia");
await page.keyboard.press("Enter");
await page.reload({ waitUntil: "networkidle" });
seen.saved = await page.locator("#saved li").allInnerTexts();
seen.refused = said.filter((one) => !one.includes("400"));
seen.hosts = [...hosts];
console.log(JSON.stringify(seen));
await browser.close();
