// Looks at pages as a person and as an assistive program would: node access.mjs ADDRESS PATH...
// Prints as JSON, for each page, width (320 pixels are also a screen at 400 % zoom) and language: what axe-core finds,
// words broken over two lines, sideways scroll,
// what the console says, hosts asked, height, bytes received.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [, , address, ...paths] = process.argv;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const seen = [];

function broken() {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("code, pre, textarea, .CodeMirror, .visually-hidden")) continue;
    for (const word of node.data.matchAll(/\p{L}{2,20}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((place) => Math.round(place.top)));
      const run = node.data.slice(0, word.index).match(/\S*$/)[0] + node.data.slice(word.index).match(/^\S*/)[0];
      if (tops.size > 1 && run.length <= 25) found.push(word[0]);
    }
  }
  return found;
}

// Waits for what a page says of itself, not for silence on the line: its fonts, and its editor where it has one.
const ready = () =>
  document.readyState === "complete" &&
  document.fonts.status === "loaded" &&
  (!document.querySelector("script[src*='/vendor/query.js']") || document.documentElement.dataset.editor === "ready");

async function look(context, name, language, path) {
  const page = await context.newPage();
  page.setDefaultTimeout(300000); // a busy machine
  const hosts = new Set(), said = [];
  let bytes = 0;
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("requestfinished", async (request) => {
    const sizes = await request.sizes().catch(() => ({ responseBodySize: 0 }));
    bytes += sizes.responseBodySize;
  });
  await page.goto(address + path.replace(/^\//, ""), { waitUntil: "load" });
  await page.waitForFunction(ready);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const found = {
    path, name, language, said, hosts: [...hosts],
    violations: violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]),
    broken: await page.evaluate(broken),
    wide: await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    height: await page.evaluate(() => document.documentElement.scrollHeight),
  };
  if (process.env.SHOTS) {
    const file = `${process.env.SHOTS}/${path.replace(/\W+/g, "_").slice(0, 80)}-${name}-${language}.png`;
    await page.screenshot({ path: file, fullPage: found.height < 8000 });
  }
  await page.close();
  seen.push({ ...found, bytes });
}

// One browser, a context for each width and language, at most AT_ONCE pages open.
const AT_ONCE = 2;
const jobs = [];
for (const [name, width] of [["desktop", 1280], ["phone", 320]]) {
  for (const language of ["it", "en"]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language });
    jobs.push(...paths.map((path) => () => look(context, name, language, path)));
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job();
}));
console.log(JSON.stringify(seen));
await browser.close();
