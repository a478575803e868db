// Bundles src/*.mjs into the folder that is named. What vim, emacs and merge share with the editor they import from it, so
// that there is one copy of each package.
import { build } from "esbuild";

const out = process.argv[2];
const shared = /^(@codemirror\/|@lezer\/|style-mod$|w3c-keyname$|crelt$)/;

const sharing = {
  name: "shared-with-the-editor",
  setup(build) {
    build.onResolve({ filter: shared }, (found) =>
      found.path === "@codemirror/merge" ? null : { path: "./editor.js", external: true });
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
};
await build({ ...common, entryPoints: ["src/editor.mjs"], outfile: `${out}/editor.js` });
await build({ ...common, entryPoints: ["src/marked.mjs"], outfile: `${out}/marked.js` });
for (const name of ["vim", "emacs", "merge"]) {
  await build({ ...common, entryPoints: [`src/${name}.mjs`], outfile: `${out}/${name}.js`, plugins: [sharing] });
}
