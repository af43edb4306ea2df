// Drives the query page in Chromium: node editor.mjs ADDRESS. Prints as JSON what a person would see.
import { chromium } from "playwright-core";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
const hosts = new Set();
page.on("request", (request) => hosts.add(new URL(request.url()).host));
await page.goto(process.argv[2] + "sparql#run");
await page.waitForSelector(".yasr_results tbody tr", { timeout: 60000 });
const box = (selector) => page.locator(selector).first().evaluate((node) => {
  const place = node.getBoundingClientRect();
  return { top: place.top, bottom: place.bottom };
});
const focused = () => page.evaluate(() => document.activeElement.matches(".CodeMirror textarea"));
const header = await box(".yasr_header");
const table = await box(".yasr_results table");
const row = await box(".yasr_results tbody tr");
await page.locator(".CodeMirror textarea").first().focus();
await page.keyboard.press("Tab");
const kept = await focused();
await page.keyboard.press("Escape");
await page.keyboard.press("Tab");
const left = !(await focused());
console.log(JSON.stringify({ gap: table.top - header.bottom, row: row.bottom, kept, left, hosts: [...hosts] }));
await browser.close();
