// What a query says around a place: which term is being written, in which part of a triple, and what its subject is.
// A walk over the tokens, not a parser: what it does not understand it passes over.
const TOKEN = /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|<[^<>"{}|^`\\\s]*>|[?$]\w+|@[\w-]+|[\p{L}_][\p{L}\w.-]*:[\p{L}\w.-]*|:[\p{L}\w-]+|[\p{L}_][\p{L}\w]*|\d[\w.]*|\^\^|\s+|[^]/gu;
const CLAUSES = new Set(["FILTER", "BIND", "VALUES", "GRAPH", "OPTIONAL", "UNION", "MINUS", "EXISTS", "NOT", "SERVICE"]);

export function prefixes(text) {
  const found = {};
  for (const [, name, iri] of text.matchAll(/^\s*PREFIX\s+([\w.-]*):\s*<([^>\s]*)>/gimu)) found[name] = iri;
  return found;
}

// The triples of a query as they are written, [subject, predicate, object], and the place of the cursor: what is being
// written there, in which part of a triple (0 subject, 1 predicate, 2 object, 3 after it). No place in a string or comment.
export function walk(text, at = text.length) {
  const triples = [], open = [], tokens = [...text.matchAll(TOKEN)];
  const touched = tokens.find((match) => match.index < at && match.index + match[0].length >= at && !/^\s/u.test(match[0]));
  if (touched && (/^["'#]/u.test(touched[0]) && touched.index + touched[0].length !== at || touched[0][0] === "#")) return { triples, place: null };
  const word = touched && /^[\p{L}_?$<:]/u.test(touched[0]) ? touched : null;
  const from = word ? word.index : at;
  let state = { subject: "", predicate: "", part: 0 }, depth = 0, place = null;
  const here = () => ({ from, to: word ? from + word[0].length : at, token: word?.[0] ?? "", inside: depth > 0, ...state });
  for (const match of tokens) {
    const token = match[0];
    if (match.index >= from) place ??= here();
    if (/^\s/u.test(token) || token[0] === "#") continue;
    if (token === "{") { open.push(state); state = { subject: "", predicate: "", part: 0 }; depth += 1; }
    else if (token === "}") { open.pop(); state = { subject: "", predicate: "", part: 0 }; depth -= 1; }
    else if (depth <= 0) continue;
    else if (token === ".") state = { subject: "", predicate: "", part: 0 };
    else if (token === ";") state = { ...state, part: 1 };
    else if (token === ",") state = { ...state, part: 2 };
    else if ("/|^".includes(token)) state = { ...state, part: 1 };
    else if (CLAUSES.has(token.toUpperCase())) state = { subject: "", predicate: "", part: 0 };
    else if (/^["'(){}[\]*+!=<>&@\d-]$/u.test(token)) continue;
    else if (state.part === 0) state = { subject: token, predicate: "", part: 1 };
    else if (state.part === 1) state = { ...state, predicate: token, part: 2 };
    else if (state.part === 2) { triples.push([state.subject, state.predicate, token]); state = { ...state, part: 3 }; }
  }
  return { triples, place: place ?? here() };
}
