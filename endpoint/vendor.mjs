// Makes endpoint/static/vendor/ from what npm installed beside this file: node vendor.mjs, VENDOR names the folder.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const to = process.env.VENDOR + "/";
mkdirSync(to, { recursive: true });
const fonts = "node_modules/bootstrap-italia/dist/fonts/";
const copied = [
  fonts + "Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2",
  fonts + "Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2",
];
for (const file of copied) copyFileSync(file, to + basename(file));

// The query page: its scripts and CodeMirror in one file.
await build({
  entryPoints: ["editor/page.js"],
  outfile: to + "query.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "eof",
  logLevel: "error",
});

// The library is written for an older Sass, whose warnings are about itself. The pages' policy allows no data: images,
// so each becomes a file of ours.
const style = compile("style/italia.scss", {
  loadPaths: ["node_modules/bootstrap-italia/src/scss"],
  style: "compressed",
  quietDeps: true,
  logger: { warn() {} },
});
let images = 0;
const css = style.css.replace(/url\("data:image\/svg\+xml,([^"]*)"\)/g, (_, text) => {
  const name = `italia-${++images}.svg`;
  writeFileSync(to + name, text.replace(/%[0-9a-f]{2}/gi, decodeURIComponent));
  return `url(${name})`;
});
if (css.includes("data:")) throw new Error("italia.css still holds a data: address, which the pages' policy refuses");
const face = (weight, name) =>
  `@font-face{font-family:"Titillium Web";font-weight:${weight};font-display:swap;` +
  `src:url(titillium-web-v10-latin-ext_latin-${name}.woff2) format("woff2")}`;
writeFileSync(to + "italia.css", face(400, "regular") + face(600, "600") + css);
