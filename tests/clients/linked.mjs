// What JavaScript programs do with the service: fetch-sparql-endpoint, N3.js, jsonld.js. Usage: linked.mjs WHAT URL [QUERY]
import { createRequire } from "node:module";
const require = createRequire(process.env.CORALE_CLIENTS + "/");

const [what, url, query] = process.argv.slice(2);

async function text(address, accept) {
  const answer = await fetch(address, { headers: { accept } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

const clients = {
  async bindings() {
    const { SparqlEndpointFetcher } = require("fetch-sparql-endpoint");
    const rows = [];
    for await (const row of await new SparqlEndpointFetcher().fetchBindings(url, query)) rows.push(row.t.value);
    return rows;
  },
  async triples() {
    const { SparqlEndpointFetcher } = require("fetch-sparql-endpoint");
    let count = 0;
    for await (const triple of await new SparqlEndpointFetcher().fetchTriples(url, query)) count += triple ? 1 : 0;
    return count;
  },
  async ask() {
    const { SparqlEndpointFetcher } = require("fetch-sparql-endpoint");
    return new SparqlEndpointFetcher().fetchAsk(url, query);
  },
  async n3() {
    const { Parser } = require("n3");
    const counts = [];
    for (const accept of ["text/turtle", "application/n-triples"])
      counts.push(new Parser({ format: accept }).parse(await text(url, accept)).length);
    return counts;
  },
  async jsonld() {
    const jsonld = require("jsonld");
    const quads = await jsonld.toRDF(JSON.parse(await text(url, "application/ld+json")));
    return quads.length;
  },
};

console.log(JSON.stringify(await clients[what]()));
