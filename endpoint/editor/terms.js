// The terms of the release: completion by what fits, and what each is, on hover.
import { prefixes, walk } from "./pattern.js";

const MOST = 50;
const WORDS = ["SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "UNION", "VALUES", "BIND", "GROUP BY", "ORDER BY",
  "DESC", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG", "MIN", "MAX", "GRAPH", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX",
  "NOT EXISTS", "LANG", "STR", "YEAR", "CONTAINS", "REGEX", "corale:textMatch"];
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// How much of the release a term stands for; of a class, its things and what may be said of each.
const weight = (term) => term.count * (term.kind === "class" ? 1 + term.fits.length : 1);

export class Terms {
  constructor(made) {
    this.prefixes = made.prefixes;
    this.classes = made.classes.map(([name, label, definition, count, fits]) => ({ kind: "class", name, label, definition, count, fits }));
    this.properties = made.properties.map(([name, label, definition, count, fits, lists]) => ({ kind: "property", name, label, definition, count, fits, lists }));
    this.concepts = made.concepts.map(([name, label, definition, fits]) => ({ kind: "concept", name, label, definition, count: 0, fits }));
    this.all = [...this.classes, ...this.properties, ...this.concepts];
    this.byName = new Map(this.all.map((term) => [term.name, term]));
    for (const term of this.all) {
      term.local = fold(term.name.replace(/^.*[:/]/, "").replace(/>$/, ""));
      term.called = fold(term.label);
      term.words = term.called.split(/[^\p{L}\p{N}]+/u);
      term.prefix = term.name.startsWith("<") ? "" : term.name.slice(0, term.name.indexOf(":"));
    }
  }

  // The term that a query means by a text, whichever prefix it declares for it.
  find(text, declared) {
    const prefix = text.slice(0, text.indexOf(":"));
    const iri = text.startsWith("<") ? text.slice(1, -1) : prefix in declared ? declared[prefix] + text.slice(prefix.length + 1) : "";
    for (const [name, space] of Object.entries(this.prefixes)) {
      const found = iri.startsWith(space) && this.byName.get(name + ":" + iri.slice(space.length));
      if (found) return found;
    }
    return this.byName.get(iri ? `<${iri}>` : text);
  }

  // The classes that a subject is of: those it says, else those to which a property leads.
  classesOf(subject, triples, declared) {
    const stated = new Set(), led = new Set();
    for (const [one, predicate, other] of triples) {
      if (one === subject && (predicate === "a" || predicate === "rdf:type")) stated.add(this.find(other, declared)?.name);
      if (other === subject) for (const name of this.find(predicate, declared)?.fits ?? []) led.add(name);
    }
    return stated.size ? stated : led;
  }

  // What may be written at a place of a query, the likeliest first.
  suggest(text, at) {
    const { triples, place } = walk(text, at);
    const declared = prefixes(text);
    if (!place) return null;
    const typed = text.slice(place.from, at);
    if (typed.startsWith("?") || typed.startsWith("$")) {
      const names = [...new Set([...text.matchAll(/[?$](\w+)/gu)].filter((one) => one.index !== place.from).map((one) => "?" + one[1]))];
      return { from: place.from, options: names.filter((name) => fold(name).startsWith(fold("?" + typed.slice(1)))).map((name) => ({ term: { kind: "variable", name, label: "" }, fits: false })) };
    }
    let among = [], fits = () => false;
    if (place.inside && place.part === 1) {
      const own = new Set([...this.classesOf(place.subject, triples, declared)].flatMap((name) => this.byName.get(name)?.fits ?? []));
      among = this.properties;
      fits = (term) => own.has(term.name);
    } else if (place.inside && place.part >= 2) {
      const property = this.find(place.predicate, declared);
      if (place.predicate === "a" || property?.name === "rdf:type") among = this.classes;
      else if (property?.lists?.length) {
        const lists = new Set(property.lists);
        among = this.concepts.filter((term) => term.fits.some((scheme) => lists.has(scheme)));
        fits = () => true;
      } else among = typed ? this.all : [];
    } else among = typed ? this.all : [];
    const wanted = fold(typed.replace(/^<?.*[:/]/, "").replace(/^</, ""));
    const prefix = /^[\w.-]*:/.test(typed) ? typed.slice(0, typed.indexOf(":")) : "";
    const ranked = [];
    for (const term of among) {
      if (prefix && term.prefix !== prefix) continue;
      const score = rank(term, wanted) * 2;
      if (score) ranked.push({ term, fits: fits(term), score: score + (term.definition ? 1 : 0) });  // ours before those of others
    }
    ranked.sort((one, other) => other.fits - one.fits || other.score - one.score || weight(other.term) - weight(one.term) || (one.term.name < other.term.name ? -1 : 1));
    const options = ranked.slice(0, MOST);
    if (typed && !prefix && place.part === 0) {
      const words = WORDS.filter((word) => fold(word).startsWith(fold(typed)) && word.length > typed.length);
      options.unshift(...words.map((name) => ({ term: { kind: "keyword", name, label: "", prefix: name.includes(":") ? "corale" : "" }, fits: false })));
    }
    return options.length ? { from: place.from, options } : null;
  }
}

function rank(term, wanted) {
  if (!wanted || term.local.startsWith(wanted)) return 3;
  if (term.words.some((word) => word.startsWith(wanted))) return 2;
  return wanted.length > 2 && (term.local.includes(wanted) || term.called.includes(wanted)) ? 1 : 0;
}
