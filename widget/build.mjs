// Builds bot/widget/widget.js and the licence notices beside it; the same sources give the same bytes on every machine.
import { build, transform } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "../bot/widget"));
const MOST_GZIPPED = 20_000;
const NOTICED = ["lit", "lit-html"];

const minifiedCss = {
  name: "css as text, minified",
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// A language's words without the names that English has already.
const wordsAlone = {
  name: "languages as lists in the order of English",
  setup(plugin) {
    plugin.onLoad({ filter: /\.json$/ }, async ({ path: file }) => {
      if (path.basename(file) === "en.json") return undefined;
      const english = JSON.parse(await readFile(path.join(path.dirname(file), "en.json"), "utf8"));
      const words = JSON.parse(await readFile(file, "utf8"));
      const list = JSON.stringify(Object.keys(english).map((key) => words[key]));
      const contents = `import en from "./en.json";const words=${list};
        export default Object.fromEntries(Object.keys(en).map((key,index)=>[key,words[index]]))`;
      return { contents, loader: "js" };
    });
  },
};

// Lit's templates hold indentation that nobody sees; beside words one space is kept.
const tightTemplates = {
  name: "templates without indentation",
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const tight = text.replace(/\n[ ]+(?=[<>$/?@.a-z])/g, "\n").replace(/([>}])\n(?=<)|>\n(?=\$\{)/g, (gap) => gap.trim());
      return { contents: tight, loader: "ts" };
    });
  },
};

// Methods and fields that neither a page, the browser, the server nor what is kept in a tab knows by name.
const OURS =
  "ask|changed|client|closed|config|dialog|forget|happened|heard|listener|keep|lost|mine|numbers|onClose|onFocusOut|reconnect|resized|retry|" +
  "setSmall|setUp|waiting|wake|wasDeleted";

const notices = [];
for (const name of NOTICED) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  notices.push(`${name} ${version} (${license})\n\n${(await readFile(path.join(folder, "LICENSE"), "utf8")).trim()}`);
}
const rule = "\n\n" + "-".repeat(80) + "\n\n";

const TAG = "clinic-assistant"; // as in src/element.ts

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/index.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  mangleProps: new RegExp(`^(${OURS})$`),
  charset: "utf8",
  legalComments: "none",
  // A page that has the tag twice gets one chat. All is left out, as Lit makes its Trusted Types policy when it is loaded,
  // and a strict page lets it make that once.
  banner: {
    js:
      "/*! The clinic's chat. Apache-2.0. With Lit, BSD-3-Clause, Copyright Google LLC: see widget-licences.txt */\n" +
      `if(!customElements.get("${TAG}")){`,
  },
  footer: { js: "}" },
  plugins: [minifiedCss, wordsAlone, tightTemplates],
  write: false,
  logLevel: "warning",
});
const bundle = result.outputFiles[0].contents;
const size = gzipSync(bundle, { level: 9 }).length;
if (size > MOST_GZIPPED) {
  console.error(`widget.js is ${size} bytes gzipped, over the ${MOST_GZIPPED} that it may have; make it smaller.`);
  process.exit(1);
}
await writeFile(path.join(out, "widget.js"), bundle);
await writeFile(path.join(out, "widget-licences.txt"), `What widget.js contains of others\n\n${notices.join(rule)}\n`);
console.log(`widget.js: ${bundle.length} bytes, ${size} gzipped`);
