// The query page with scripts: the form is asked without leaving the page, and its answer, which the server made, takes
// the place of the one before. Without scripts the same form asks and the same answer comes with its page.
import { create } from "./editor.js";

const page = document.getElementById("query-page");
const form = document.getElementById("ask");
const field = document.getElementById("query");
const host = document.getElementById("editor");
const words = JSON.parse(page.dataset.words);
const status = document.getElementById("status");
const mine = document.getElementById("mine");
const KEPT = "corale-queries", DRAFT = "corale-draft";

// The browser's own storage, where it has one and lets us.
const stored = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
const store = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* a private window */ } };

let made = null;
const terms = () => (made ??= fetch(page.dataset.terms).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))));
const given = new URLSearchParams(location.search).has("query");
const examples = new Set([...document.querySelectorAll("#examples a[data-example]")].map((link) => link.dataset.example.trim()));
const draft = stored(DRAFT, "");

host.hidden = false;
const editor = create({
  host, words, terms,
  text: given || !draft ? field.value : draft,
  run: () => ask(editor.text),
  changed: (text) => { field.value = text; if (!shown.has(text.trim())) { store(DRAFT, text); mine.hidden = true; } },
});
// Texts that the page put there itself: what differs from them is one's own, and is kept.
const shown = new Set([...examples, field.value.trim()]);
field.value = editor.text;
field.hidden = true;
form.querySelector("label").addEventListener("click", () => editor.focus());
document.getElementById("keys").hidden = false;

form.addEventListener("submit", (event) => { event.preventDefault(); ask(editor.text); });
mine.addEventListener("click", () => { editor.text = stored(DRAFT, editor.text); mine.hidden = true; editor.focus(); });

// Puts a text of the page into the editor and runs it; one's own text is one button away.
function put(text) {
  const own = stored(DRAFT, "");
  shown.add(text.trim());
  editor.text = text;
  mine.hidden = !own || own.trim() === text.trim();
  ask(text);
}

let last = 0;
async function ask(text, remembered = true) {
  const number = ++last;
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, name === "query" ? text : value);
  status.textContent = words.running;
  const answer = document.getElementById("answer");
  answer.setAttribute("aria-busy", "true");
  let body;
  try {
    body = await (await fetched(address)).text();
  } catch {
    body = "";
  }
  if (number !== last) return;
  const fresh = body && new DOMParser().parseFromString(body, "text/html").getElementById("answer");
  if (fresh) answer.replaceChildren(...fresh.childNodes);
  else { const line = document.createElement("p"); line.className = "alert"; line.textContent = words.failed; answer.replaceChildren(line); }
  answer.removeAttribute("aria-busy");
  const head = answer.querySelector("h2, .alert strong, .alert");
  status.textContent = head?.textContent ?? "";
  if (remembered && address.href.length < 6000) history.pushState({ query: text }, "", address);
  place();
  if (answer.getBoundingClientRect().top > innerHeight * 0.6) answer.scrollIntoView({ block: "start" });
  page.dataset.answered = String(number);
}

// A long query goes in a body: addresses have their limits.
function fetched(address) {
  const headers = { Accept: "text/html" };
  if (address.href.length < 6000) return fetch(address, { headers });
  return fetch(form.action, { method: "POST", headers, body: new URLSearchParams(address.searchParams) });
}

addEventListener("popstate", (event) => {
  const text = event.state?.query ?? new URLSearchParams(location.search).get("query");
  if (text) { shown.add(text.trim()); editor.text = text; ask(text, false); }
});

// Marks in the editor the places that the answer tells.
function place() {
  const places = [];
  const alert = document.querySelector("#answer .alert[data-line]");
  for (const one of document.querySelectorAll("#answer .meant li")) {
    const link = one.querySelector("a");
    places.push({
      line: Number(one.dataset.line), column: Number(one.dataset.column), text: one.dataset.text,
      message: one.dataset.text, fix: { name: link.textContent, apply: () => mend(link) },
    });
  }
  if (alert) places.push({ line: Number(alert.dataset.line), column: Number(alert.dataset.column), message: alert.querySelector("pre")?.textContent ?? "" });
  editor.mark(places);
}

// A mended query is one's own text, mended.
function mend(link) {
  editor.text = link.dataset.example;
  store(DRAFT, editor.text);
  ask(editor.text);
}

page.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-example]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if ("mended" in link.dataset) mend(link);
    else put(link.dataset.example);
    return;
  }
  const button = event.target.closest("td.why button");
  if (button) { event.preventDefault(); why(button); }
});

// Why a row is there: the statements, under it.
async function why(button) {
  const row = button.closest("tr");
  if (row.nextElementSibling?.classList.contains("evidence")) {
    row.nextElementSibling.remove();
    button.setAttribute("aria-expanded", "false");
    button.textContent = words.open;
    return;
  }
  const values = new URLSearchParams(new FormData(button.form));
  values.set("row", button.value);
  button.setAttribute("aria-expanded", "true");
  button.textContent = words.close;
  const line = document.createElement("tr"), cell = document.createElement("td");
  line.className = "evidence";
  cell.colSpan = row.cells.length;
  cell.textContent = words.running;
  line.append(cell);
  row.after(line);
  let told = null;
  try {
    const answer = await fetch(button.form.action, { method: "POST", headers: { Accept: "text/html" }, body: values });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    told = page.getElementById("why") ?? page.querySelector("main");
  } catch { /* told below */ }
  cell.replaceChildren(...(told ? told.childNodes : [words.failed]));
  status.textContent = cell.textContent.slice(0, 200);
}

// Queries kept in this browser.
const saved = document.getElementById("saved");
saved.hidden = false;
function list() {
  saved.querySelector("ul").replaceChildren(...stored(KEPT, []).map(({ name, text }, n) => {
    const item = document.createElement("li");
    const open = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: name });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: words.remove });
    drop.setAttribute("aria-label", `${words.remove}: ${name}`);
    open.addEventListener("click", () => put(text));
    drop.addEventListener("click", () => { store(KEPT, stored(KEPT, []).filter((_, other) => other !== n)); list(); saved.querySelector("input").focus(); });
    item.append(open, " ", drop);
    return item;
  }));
}
document.getElementById("save").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = saved.querySelector("input").value.trim();
  if (!name) return;
  store(KEPT, [...stored(KEPT, []).filter((one) => one.name !== name), { name, text: editor.text }].slice(-100));
  saved.querySelector("input").value = "";
  list();
});
list();
place();
document.documentElement.dataset.editor = "ready";
