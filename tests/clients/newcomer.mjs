// The first five minutes of somebody new: node newcomer.mjs ADDRESS BROWSER MANNER, with BROWSER chromium or firefox and
// MANNER keyboard (nothing but keys, from the first Tab on) or touch (a phone of 390 pixels). Finds a process of Ferrara,
// sees who attended and on which line, draws processes by year, takes them home, pins the link. Prints JSON.
import puppeteer from "puppeteer-core";

const [, , address, name, manner] = process.argv;
const touch = manner === "touch";
const browser = await puppeteer.launch({
  browser: name === "firefox" ? "firefox" : "chrome",
  executablePath: name === "firefox" ? process.env.FIREFOX || "/usr/bin/firefox-esr" : process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: name === "firefox" ? [] : ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  protocolTimeout: 180000,
  timeout: 180000,
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
await page.bringToFront();
const phone = name === "firefox" ? { width: 390, height: 844 } : { width: 390, height: 844, isMobile: true, hasTouch: true };
await page.setViewport(touch ? phone : { width: 1200, height: 900 });
const hosts = new Set(), csv = [];
page.on("request", (request) => { if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host); });
page.on("response", (response) => { if ((response.headers()["content-type"] ?? "").startsWith("text/csv")) csv.push(response.status()); });

// Waits for something to be true of the page, which may be another one meanwhile.
async function until(test, ...given) {
  for (const end = Date.now() + 120000; ; ) {
    const found = await page.evaluate(test, ...given).catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`not seen at ${page.url()}: ${test} ${JSON.stringify(given)}`);
    await new Promise((then) => setTimeout(then, 100));
  }
}

const steps = [];
// Goes to what a selector and a text name, as this reader can: by Tab, or by scrolling and a finger.
async function reach(selector, text = "") {
  await until((selector, text) => [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text)), selector, text);
  if (touch) {
    const place = await page.evaluate((selector, text) => {
      const found = [...document.querySelectorAll(selector)].find((one) => one.textContent.includes(text));
      found.scrollIntoView({ block: "center", behavior: "instant" });
      const box = found.getClientRects()[0];
      return { x: box.x + Math.min(box.width / 2, 150), y: box.y + box.height / 2, width: box.width, height: box.height };
    }, selector, text);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    steps.push({ selector, text, height: Math.round(place.height), wide });
    await page.touchscreen.tap(place.x, place.y);
    return;
  }
  for (let tabs = 0; tabs <= 400; tabs += 1) {
    const there = await page.evaluate((selector, text) => {
      const one = document.activeElement;
      return one.matches(selector) && one.textContent.includes(text) && (!document.hasFocus() || getComputedStyle(one).outlineStyle !== "none");
    }, selector, text);
    if (there) { steps.push({ selector, text, tabs }); return; }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector} ${text} at ${page.url()}`);
}
const follow = async (selector, text) => {
  const before = page.url();
  await reach(selector, text);
  if (!touch) await page.keyboard.press("Enter");
  return before;
};

const began = Date.now();
await page.goto(address + "?lang=it", { waitUntil: "load" });

// find a process of Ferrara
await reach("#q");
await page.keyboard.type("Ferrara");
if (touch) await follow("form.search button");
else await page.keyboard.press("Enter");
await until(() => location.pathname === "/search" && document.querySelector("table") !== null);
await follow("main td a", "Comune di Ferrara");
await until(() => document.querySelector("h1")?.textContent.includes("Comune di Ferrara"));
await follow("main a", "Piano di Zona");
const title = await until(() => /Piano di Zona/.test(document.querySelector("h1")?.textContent) && document.querySelector("h1").textContent.trim());

// who attended, and on which line
const who = await until(() => {
  const role = [...document.querySelectorAll("dt a")].find((one) => one.getAttribute("href")?.endsWith("/scheme/role/participant"));
  return role && [...role.closest("div").querySelectorAll("dd")].map((one) => one.textContent.trim().replace(/\s+/g, " "));
});
await page.evaluate(() => {
  const role = [...document.querySelectorAll("dt a")].find((one) => one.getAttribute("href")?.endsWith("/scheme/role/participant"));
  role.closest("div").id = "attended";
});
await follow("#attended a.line");
const line = await until(() => /^#l\d+$/.test(location.hash) && { hash: location.hash, words: document.querySelector(location.hash)?.textContent.trim().replace(/\s+/g, " ") });

// draw processes by year
await follow("header nav a", "Interroga");
await until(() => document.documentElement.dataset.editor === "ready");
await follow("#examples a", "In quali anni");
const drawn = await until(() => document.querySelector("#answer svg.drawing title") && {
  kind: document.querySelector("#answer svg.drawing").getAttribute("class"),
  rows: document.querySelectorAll("#answer tbody tr").length,
});

// take them home: the file that the link gives has the rows that one sees
await follow("#answer .files a", "CSV");
for (const end = Date.now() + 60000; !csv.length && Date.now() < end; ) await new Promise((then) => setTimeout(then, 100));
const file = await page.evaluate(async () => {
  const link = [...document.querySelectorAll("#answer .files a")].find((one) => one.textContent === "CSV");
  return (await (await fetch(link.href)).text()).trim().split("\n");
});

// pin the link: it leads to the same rows, of the same release
await follow("#permalink");
const pinned = await until(() => new URLSearchParams(location.search).get("release") && document.querySelectorAll("#answer tbody tr").length && {
  address: location.search, rows: document.querySelectorAll("#answer tbody tr").length,
});
console.log(JSON.stringify({ title, who, line, drawn, csv, file, pinned, steps, hosts: [...hosts], seconds: (Date.now() - began) / 1000 }));
await browser.close();
