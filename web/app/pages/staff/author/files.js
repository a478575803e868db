// The list of a question's files, and what is done with whole files: adding, renaming, deleting.

import { h, replace } from "../../../dom.js";
import { ask } from "../../../components/dialog.js";
import { icon } from "../../../components/icons.js";
import { field, select } from "../parts.js";
import { FIXED, FOLDERS, badName, folderOf } from "./folder.js";

export class FileList {
  /** `open(name)` shows a file; `folder` is what it lists. */
  constructor({ folder, open }) {
    Object.assign(this, { folder, open, current: null, findings: new Map() });
    this.list = h("ul", { class: "file-list", on: { keydown: (event) => this.key(event) } });
    this.element = h("nav", { class: "author-files", "aria-label": "Files" }, this.list,
      h("button", { type: "button", class: "small", on: { click: () => this.add() } }, icon("plus"), "Add a file"));
  }

  /** `findings`: `{file, severity}` of the last check. */
  mark(findings) {
    this.findings = new Map();
    for (const { file, severity } of findings) if (this.findings.get(file) !== "error") this.findings.set(file, severity);
    this.draw();
  }

  draw() {
    const hadFocus = this.list.contains(document.activeElement);
    let shown = "";
    replace(this.list, this.folder.names().map((name) => {
      const folder = folderOf(name);
      const title = folder !== shown ? h("li", { class: "file-group" }, FOLDERS[folder]?.title ?? folder) : null;
      shown = folder;
      return [title, h("li", {}, this.button(name))];
    }));
    if (hadFocus) this.focus();
  }

  button(name) {
    const finding = this.findings.get(name);
    const here = name === this.current;
    return h("button", {
      type: "button", "aria-current": here ? "true" : null, tabindex: here ? 0 : -1, title: FIXED[name] ?? name,
      on: { click: () => this.open(name) }, data: { name },
    }, h("span", { class: "file-label" }, name.split("/").at(-1)),
    this.folder.digest && this.folder.isChanged(name) ? h("span", { class: "file-changed", title: "Changed" }, h("span", { class: "unseen" }, ", changed")) : null,
    finding ? h("span", { class: `sign ${finding === "error" ? "bad" : "warn"}` }, icon("warn"), h("span", { class: "unseen" }, `, ${finding}`)) : null);
  }

  show(name) {
    this.current = name;
    this.draw();
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  focus() {
    this.list.querySelector("[aria-current]")?.focus();
  }

  key(event) {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const names = this.folder.names();
    this.open(names[(names.indexOf(this.current) + by + names.length) % names.length]);
    this.focus();
  }

  async add() {
    const missing = Object.keys(FIXED).filter((name) => !(name in this.folder.files));
    const name = await chooseName("Add a file", "Add", {
      places: [...missing.map((file) => [file, `${file}: ${FIXED[file]}`]), ...folders()], place: "submissions/wrong_answer", file: "", folder: this.folder,
    });
    if (!name) return;
    this.folder.write(name, FOLDERS[folderOf(name)]?.begin ?? "");
    this.open(name, { focus: true });
  }

  async rename(name) {
    const next = await chooseName(`Rename ${name.split("/").at(-1)}`, "Rename", { places: folders(), place: folderOf(name), file: name.split("/").at(-1), folder: this.folder });
    if (!next || next === name) return null;
    this.folder.rename(name, next);
    return next;
  }

  async remove(name) {
    const sure = await ask({
      title: `Delete ${name.split("/").at(-1)}?`, content: h("p", {}, "It goes from the question with the next save."),
      actions: [{ text: "Cancel", value: null }, { text: "Delete", value: true, kind: "primary" }],
    });
    if (sure) this.folder.remove(name);
    return Boolean(sure);
  }
}

const folders = () => Object.entries(FOLDERS).map(([name, { title }]) => [name, `${title}: ${name}/…`]);

/** Asks where a file belongs and what it is called, until it can be called that. Null for neither. */
async function chooseName(title, action, { places, place, file, folder }) {
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const input = h("input", { type: "text", value: file, autocomplete: "off", spellcheck: "false", maxlength: 100, on: { keydown: (event) => {
    if (event.key !== "Enter") return;
    // Else the key would press the button that has the focus once the dialog is gone.
    event.preventDefault();
    input.closest("dialog").querySelector("button.primary").click();
  } } });
  const named = field("Name", input, { hint: "such as forgets_the_lock.py" });
  const where = select(places, place, () => { named.hidden = Boolean(FIXED[where.value]); });
  const content = h("div", { class: "stack" }, field("What it is", where), named, trouble);
  for (;;) {
    if (!await ask({ title, content, actions: [{ text: "Cancel", value: null }, { text: action, value: true, kind: "primary" }] })) return null;
    const name = FIXED[where.value] ? where.value : `${where.value}/${input.value.trim()}`;
    const taken = Object.keys(folder.files).some((other) => other.toLowerCase() === name.toLowerCase() && other.split("/").at(-1) !== file);
    const why = taken ? "There is one of that name already." : badName(name);
    if (!why) return name;
    trouble.textContent = why;
  }
}
