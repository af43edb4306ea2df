// The editor over the form's field: CodeMirror 6 in a shadow root, where its styles are constructed sheets, which the
// pages' policy allows. Tab is not taken: the keyboard can leave.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { prefixes } from "./pattern.js";
import { Terms } from "./terms.js";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#6b2a86", fontWeight: "600" },
  { tag: [tags.atom, tags.typeName], color: "#00606f" },
  { tag: tags.local(tags.variableName), color: "#8a3a00" },
  { tag: tags.string, color: "#2d6418" },
  { tag: tags.comment, color: "#4d5d63", fontStyle: "italic" },
  { tag: tags.meta, color: "#4d5d63" },
]);
const look = EditorView.theme({
  "&": { border: "1px solid #465a62", borderRadius: "4px", backgroundColor: "#fff", color: "#17262b", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid #9a5b00", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", "Roboto Mono", Menlo, monospace', lineHeight: "1.5", maxHeight: "24rem", minHeight: "9rem", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "#f2f6f7", color: "#4d5d63", borderRight: "1px solid #cfdade" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#f2f6f7aa" },
  ".cm-tooltip": { backgroundColor: "#fff", border: "1px solid #465a62", borderRadius: "4px", maxWidth: "min(34rem, 90vw)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#0a4f5c", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1", color: "inherit", marginLeft: ".8em" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionLabel": { fontFamily: "ui-monospace, Menlo, monospace" },
  // the library marks with data: images, which the pages' policy refuses
  ".cm-lintRange-error, .cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy #a3231d", textUnderlineOffset: ".2em" },
  ".cm-lint-marker-error, .cm-lint-marker-warning": { content: '"!"', color: "#a3231d", fontWeight: "700", textAlign: "center" },
  ".cm-completionInfo, .about": { padding: ".5rem .7rem", fontFamily: '"Titillium Web", system-ui, sans-serif', fontSize: ".9rem", lineHeight: "1.4" },
  ".about p": { margin: "0 0 .25rem" },
  ".about .quiet": { color: "#465a62" },
});

// `terms` promises the terms; `run` runs the query; `words` are the page's.
export function create({ host, text, words, terms, run, changed }) {
  const shadow = host.attachShadow({ mode: "open" });
  let known = null;
  const load = () => terms().then((made) => { known ??= new Terms(made); return known; });
  const view = new EditorView({
    root: shadow,
    parent: shadow,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), lintGutter(),
        StreamLanguage.define(sparql), syntaxHighlighting(colours), look, EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": words.editor, autocapitalize: "off", spellcheck: "false" }),
        autocompletion({ override: [complete], maxRenderedOptions: 50 }),
        hoverTooltip(hover, { hoverTime: 250 }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(view.state.doc.toString()); }),
        keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      ],
    }),
  });
  view.dom.addEventListener("focusin", load, { once: true });

  async function complete(context) {
    const terms = known ?? await load();
    const began = performance.now();
    const found = terms.suggest(context.state.doc.toString(), context.pos);
    host.dataset.took = (performance.now() - began).toFixed(2);
    if (!found || (!context.explicit && found.from === context.pos && !found.options.some((one) => one.fits))) return null;
    return { from: found.from, filter: false, options: found.options.map(option) };
  }

  function option({ term, fits }) {
    const written = term.name;
    return {
      label: written,
      detail: [term.label, fits && words.fits].filter(Boolean).join(" · "),
      info: term.definition ? () => about(term) : undefined,
      apply: (_, __, from, to) => insert(term, written, from, to),
    };
  }

  // Writes a term, and declares its prefix where the query does not.
  function insert(term, written, from, to) {
    const declared = prefixes(view.state.doc.toString());
    const changes = [{ from, to, insert: written }];
    if (term.prefix && !(term.prefix in declared) && known.prefixes[term.prefix]) {
      changes.unshift({ from: 0, insert: `PREFIX ${term.prefix}: <${known.prefixes[term.prefix]}>\n` });
    }
    const added = changes.length > 1 ? changes[0].insert.length : 0;
    view.dispatch({ changes, selection: { anchor: from + added + written.length }, userEvent: "input.complete" });
  }

  async function hover(_, pos) {
    const text = view.state.doc.toString();
    const terms = known ?? await load();
    for (const match of text.matchAll(/<[^<>\s]+>|[\w.-]+:[\w-]+/g)) {
      if (match.index > pos || match.index + match[0].length < pos) continue;
      const term = terms.find(match[0], prefixes(text));
      return term ? { pos: match.index, end: match.index + match[0].length, create: () => ({ dom: about(term) }) } : null;
    }
    return null;
  }

  function about(term) {
    const box = document.createElement("div");
    box.className = "about";
    const say = (name, text) => {
      if (!text) return;
      const line = document.createElement("p");
      line.className = name;
      line.textContent = text;
      box.append(line);
    };
    say("", `${term.label || term.name} · ${term.name}`);
    say("", term.definition);
    const lists = (term.lists ?? []).map((one) => one.replace(/^.*\//, "")).join(", ");
    const leads = term.kind === "property" && term.fits.length ? `${words.leads} ${term.fits.join(", ")}` : "";
    say("quiet", [lists && `${words.values_of} ${lists}`, leads, term.count && `${term.count.toLocaleString(document.documentElement.lang)} ${words.occurs}`].filter(Boolean).join(" · "));
    return box;
  }

  return {
    get text() { return view.state.doc.toString(); },
    set text(value) {
      if (value !== this.text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
      view.dispatch(setDiagnostics(view.state, []));
    },
    focus: () => view.focus(),
    // Marks places of the text: [{line, column, text, message, fix}]; `fix` is the text with the place mended.
    mark(places) {
      const marks = places.map(({ line, column, text, message, fix }) => {
        const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
        const from = Math.min(at.from + Math.max(0, column - 1), at.to);
        const rest = view.state.doc.sliceString(from, at.to).match(/^\S+/);
        const to = Math.min(from + (text?.length || rest?.[0].length || 1), view.state.doc.length);
        const actions = fix ? [{ name: `${words.did_you_mean} ${fix.name}`, apply: () => fix.apply() }] : [];
        return { from: Math.min(from, Math.max(0, to - 1)), to, severity: fix ? "warning" : "error", message, actions };
      });
      view.dispatch(setDiagnostics(view.state, marks.sort((one, other) => one.from - other.from)));
    },
  };
}
