// Bundles src/*.mjs into the folder that is named. What vim and emacs share with the editor they import from it, so
// that there is one copy of each package.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { minify } from "terser";

const out = process.argv[2];
const shared = /^(@codemirror\/|@lezer\/|style-mod$|w3c-keyname$|crelt$)/;

const sharing = {
  name: "shared-with-the-editor",
  setup(build) {
    build.onResolve({ filter: shared }, () => ({ path: "./editor.js", external: true }));
  },
};

const common = {
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  metafile: true,
};

/** The packages that went into a bundle. */
const packages = new Set();
async function bundle(name, plugins = []) {
  const file = `${out}/${name}.js`;
  const { metafile } = await build({ ...common, entryPoints: [`src/${name}.mjs`], outfile: file, plugins });
  // Some percent smaller than what esbuild makes.
  const { code } = await minify(readFileSync(file, "utf8"), { module: true, ecma: 2020, compress: { passes: 3 } });
  writeFileSync(file, `${code}\n`);
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
}
await bundle("editor");
await bundle("marked");
for (const name of ["vim", "emacs"]) await bundle(name, [sharing]);

// What their licences ask for: the notices go where the code goes.
const notices = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync(`${out}/licences.txt`, notices.join(`\n${"-".repeat(80)}\n\n`));
