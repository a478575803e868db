// A question's files while they are written: as they are here, as the bank had them, and a copy in this browser until both are
// the same. Knows nothing of the page.

import * as store from "../../../store.js";

/** Files whose name is fixed, in the order in which they are shown, with what they are for. */
export const FIXED = {
  "question.toml": "Title, kind, level, points, groups",
  "prompt.md": "The task, as candidates read it",
  "starter.py": "What the editor opens with",
  "cases.py": "Hidden and sample cases",
  "support.py": "What cases and answers may import",
  "hints.md": "Hints, each with its price",
  "explanation.md": "Shown afterwards",
  "README.md": "For authors",
};

/** Folders whose files are named by the author, with what a new one begins with. */
export const FOLDERS = {
  "submissions/accepted": { title: "Answers that must pass", begin: "# In which style it is written.\n" },
  "submissions/wrong_answer": { title: "Wrong answers", begin: "# fails: test_\n# Which real mistake it is.\n" },
  "submissions/time_limit": { title: "Answers that take too long", begin: "# fails: test_\n# Why it takes too long.\n" },
  "submissions/run_time_error": { title: "Answers that end with an error", begin: "# fails: test_\n# What goes wrong.\n" },
  implementations: { title: "What candidates' tests are tried on", begin: "" },
};

export const folderOf = (name) => name.split("/").slice(0, -1).join("/");

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*\.(py|txt)$/;

/** Why a question can't have a file of this name, or nothing. The server says the last word. */
export function badName(name) {
  if (FIXED[name]) return null;
  if (!FOLDERS[folderOf(name)] && !folderOf(name).startsWith("implementations")) return "There is no such folder in a question.";
  return NAME.test(name.split("/").at(-1)) ? null : "A name is letters, digits, “_”, “-” and “.”, and ends with .py (or .txt, for a choice).";
}

export class Folder {
  /** `source`: `{digest, files}` as the bank has it; without a digest, what a new question begins with. */
  constructor(id, { digest = null, files }, onchange) {
    Object.assign(this, { id, onchange, digest, place: `author.${id}`, kept: true });
    this.base = digest ? { ...files } : {};
    this.files = { ...files };
  }

  /** Those of this browser that the bank never got, if there are any: `{digest, files, at}`. */
  left() {
    const found = store.read(this.place);
    if (!found?.files) return null;
    const isSame = JSON.stringify(Object.entries(found.files).sort()) === JSON.stringify(Object.entries(this.files).sort());
    return isSame ? null : found;
  }

  names() {
    const rank = (name) => {
      const fixed = Object.keys(FIXED).indexOf(name);
      if (fixed >= 0) return fixed;
      const folder = Object.keys(FOLDERS).indexOf(folderOf(name));
      return 50 + (folder < 0 ? 50 : folder);
    };
    return Object.keys(this.files).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  }

  isChanged(name) {
    return this.files[name] !== this.base[name];
  }

  /** Names of files that were changed, added or removed. */
  get changed() {
    return [...new Set([...Object.keys(this.files), ...Object.keys(this.base)])].filter((name) => this.isChanged(name)).sort();
  }

  get dirty() {
    return !this.digest || this.changed.length > 0;
  }

  write(name, text) {
    this.files[name] = text;
    this.touch();
  }

  remove(name) {
    delete this.files[name];
    this.touch();
  }

  rename(from, to) {
    this.files[to] = this.files[from];
    this.remove(from);
  }

  touch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 300);
    this.onchange();
  }

  /** Puts a copy of what isn't saved into the browser. */
  keep() {
    clearTimeout(this.timer);
    const before = this.kept;
    if (this.dirty) this.kept = store.write(this.place, { digest: this.digest, files: this.files, at: Date.now() });
    else store.forget(this.place);
    if (before !== this.kept) this.onchange();
  }

  /** The bank has `files` now, under `digest`. */
  saved(digest, files) {
    this.digest = digest;
    this.base = { ...files };
    this.keep();
    this.onchange();
  }
}
