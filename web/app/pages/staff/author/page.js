// Writing a question: its files, the editor, what candidates will see, and whether it keeps what it promises. For staff.

import { h, listen, replace, uid } from "../../../dom.js";
import { Problem, all, get, put, remove } from "../../../api.js";
import { edit } from "../../../editor.js";
import { go } from "../../../router.js";
import { ask } from "../../../components/dialog.js";
import { icon } from "../../../components/icons.js";
import { splitter } from "../../../components/splitter.js";
import { begin } from "../../../components/suggestions.js";
import { attempt, note } from "../../../components/trouble.js";
import { settingsButton } from "../../interview/settings.js";
import * as format from "../../../format.js";
import { Check } from "./check.js";
import { settle } from "./conflict.js";
import { FileList } from "./files.js";
import { FIXED, Folder } from "./folder.js";
import { preview } from "./preview.js";
import { template } from "./template.js";

/** After a change, until the preview follows, in milliseconds. */
const PAUSE = 200;

const LANGUAGES = { py: "python", md: "markdown", toml: "toml" };

export async function page({ params, query, signal }) {
  const id = `${params.topic}/${params.slug}`;
  const author = new Author(id, await read(id, query, signal), signal);
  return {
    title: `Edit ${id}`, wide: true, bar: author.bar, content: author.element,
    stays: () => !author.folder.kept && author.folder.dirty && "What was changed could not be kept in this browser.",
    shown: () => author.shown(),
  };
}

/** The question as the bank has it; a new one as its kind begins, or as a copy of another one. */
async function read(id, query, signal) {
  const [kind, copied] = [query.get("kind"), query.get("copy")];
  if ((kind || copied) && !(await all("/questions", { signal })).some((one) => one.id === id)) {
    return { files: copied ? (await get(`/questions/${copied}/source`, { signal })).files : template(kind, id.split("/")[0]) };
  }
  return get(`/questions/${id}/source`, { signal });
}

class Author {
  constructor(id, source, signal) {
    Object.assign(this, { id, signal, editors: new Map(), findings: [] });
    this.folder = new Folder(id, source, () => this.changed());
    this.left = this.folder.left();
    this.makeBar();
    this.files = new FileList({ folder: this.folder, open: (name, how) => this.open(name, how) });
    this.check = new Check({
      files: () => ({ ...this.folder.files }), has: (name) => name in this.folder.files,
      ongoto: (name, line) => this.open(name, { line }), onfindings: (findings) => this.mark(findings), signal,
    });
    this.preview = h("div", { class: "author-preview" });
    this.box = h("div", { class: "editor-box" });
    this.fileName = h("h2", { class: "file-name" });
    this.renameButton = h("button", { type: "button", class: "quiet small", on: { click: () => this.rename() } }, "Rename");
    this.deleteButton = h("button", { type: "button", class: "quiet small", on: { click: () => this.removeFile() } }, "Delete");
    const writing = h("div", { class: "author-writing" }, this.files.element,
      h("div", { class: "work-top" }, h("div", { class: "work-head" }, this.fileName, h("div", { class: "grow" }), this.renameButton, this.deleteButton), this.box));
    this.side = this.makeSide();
    this.element = h("div", { class: "desk author" }, h("h1", { class: "unseen" }, `Edit ${id}`),
      splitter({ name: "author", label: "Width of the editor", first: writing, second: this.side.element, share: 62, tabs: ["Files", "Preview and check"] }));
    this.files.show("prompt.md" in this.folder.files ? "prompt.md" : this.folder.names()[0]);
    this.changed();
    listen(document, "keydown", (event) => this.key(event), signal);
    listen(window, "pagehide", () => this.folder.keep(), signal);
    signal.addEventListener("abort", () => this.folder.keep());
  }

  makeBar() {
    this.state = h("span", { class: "saved", role: "status", "aria-label": "State" });
    this.saveButton = h("button", { type: "button", class: "primary", title: "Ctrl+S", on: { click: () => this.save() } }, "Save");
    this.bar = h("div", { class: "desk-bar" },
      h("a", { class: "button quiet author-back", href: this.folder.digest ? `/questions/${this.id}` : "/questions" }, icon("left"), h("span", {}, this.id)),
      h("div", { class: "grow" }), this.state, settingsButton(), this.saveButton);
  }

  /** Preview and check as tabs, and below them what is done with the whole question. */
  makeSide() {
    const panels = { Preview: this.preview, Check: this.check.element };
    const place = h("div", { class: "side-place", role: "tabpanel", id: uid("panel") });
    const buttons = Object.fromEntries(Object.keys(panels).map((name) => [name, h("button", { type: "button", role: "tab", id: uid("tab"), "aria-controls": place.id, on: { click: () => show(name) } }, name)]));
    const show = (name) => {
      for (const [other, button] of Object.entries(buttons)) {
        button.setAttribute("aria-selected", String(other === name));
        button.tabIndex = other === name ? 0 : -1;
      }
      place.setAttribute("aria-labelledby", buttons[name].id);
      replace(place, panels[name]);
    };
    const next = (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = buttons.Check.tabIndex ? "Check" : "Preview";
      show(other);
      buttons[other].focus();
    };
    this.whole = h("div", { class: "author-whole" });
    show("Preview");
    const element = h("div", { class: "author-side" }, h("div", { class: "work-head" }, h("div", { class: "tabs", role: "tablist", "aria-label": "Beside the editor", on: { keydown: next } }, Object.values(buttons))), place, this.whole);
    return { element, show };
  }

  drawWhole() {
    const { digest, dirty } = this.folder;
    replace(this.whole,
      h("button", { type: "button", class: "small", disabled: !digest || dirty, title: dirty ? "After saving" : null, on: { click: () => begin({ questions: [this.id] }) } }, icon("eye"), "Try it"),
      digest ? h("a", { class: "button small", href: `/api/v1/questions/${this.id}/source.zip`, download: "" }, "Export as zip") : null,
      digest && this.folder.changed.length ? h("button", { type: "button", class: "small", on: { click: () => this.discard() } }, "Discard changes") : null,
      digest ? h("button", { type: "button", class: "small", on: { click: () => this.removeQuestion() } }, "Delete question…") : null);
  }

  async shown() {
    const { left } = this;
    if (left) {
      if (left.digest === this.folder.digest) {
        this.put(left.files);
        note(`Changes of ${format.dateTime(left.at)} that were not saved are here again.`);
      } else {
        const source = { digest: this.folder.digest, files: this.folder.base };
        // Until it is decided, they stay where they were kept.
        const choice = await settle({ digest: left.digest, mine: left.files, theirs: source.digest ? source : null });
        if (choice === "theirs") this.folder.keep();
        else this.put(left.files);
        if (choice === null) this.folder.digest = left.digest;
      }
    }
    await this.open(this.files.current);
  }

  /** Puts these files in place of those that are here. */
  put(files) {
    for (const name of Object.keys(this.folder.files)) if (!(name in files)) this.forget(name);
    this.folder.files = { ...files };
    for (const [name, editor] of this.editors) editor.replace(files[name]);
    this.folder.touch();
    if (!(this.files.current in files)) this.open(this.folder.names()[0]);
  }

  forget(name) {
    this.editors.get(name)?.close();
    this.editors.delete(name);
  }

  async open(name, { line = null, focus = false } = {}) {
    this.files.show(name);
    this.fileName.textContent = name;
    this.renameButton.hidden = Boolean(FIXED[name]);
    this.deleteButton.hidden = name === "question.toml" || name === "prompt.md";
    if (line || focus) this.pane(0);
    const editor = this.editors.get(name) ?? await this.edit(name);
    if (this.files.current !== name) return;
    if (editor.host.parentNode !== this.box) replace(this.box, editor.host);
    if (line) editor.goto(line);
    else if (focus) editor.focus();
  }

  async edit(name) {
    const made = edit({
      text: this.folder.files[name], label: name, signal: this.signal, language: LANGUAGES[name.split(".").at(-1)] ?? "text",
      describedBy: "Escape, then Tab leaves the editor. Control S saves, Control Enter checks.",
      onchange: (text) => this.folder.write(name, text), onrun: () => this.runCheck(),
    });
    const editor = await made;
    // Two may have been asked for while the first was on its way.
    if (this.editors.has(name)) {
      editor.close();
      return this.editors.get(name);
    }
    this.editors.set(name, editor);
    this.markIn(name);
    return editor;
  }

  mark(findings) {
    this.findings = findings;
    this.files.mark(findings);
    for (const name of this.editors.keys()) this.markIn(name);
  }

  markIn(name) {
    this.editors.get(name)?.mark(this.findings.filter((one) => one.file === name).map(({ line, severity, what, todo }) => ({ line: line ?? 1, severity, message: todo ? `${what}\n${todo}` : what })));
  }

  /** Something is different, or kept differently. */
  changed() {
    if (!this.files) return;
    const { digest, dirty, kept } = this.folder;
    const [text, kind, sign, more = ""] = this.saving ? ["Saving…", "", "cloud"]
      : !dirty ? ["Saved", "good", "cloud"]
        : !kept ? ["Not saved", "bad", "warn", ", and too large to be kept in this browser"]
          : [digest ? "Not saved" : "New", "warn", "cloud", ": kept in this browser"];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => preview(this.preview, this.folder.files), this.preview.firstChild ? PAUSE : 0);
    // Most keys change a text and nothing else of the page.
    const shown = [text, more, digest, ...this.folder.names(), "", ...this.folder.changed].join("\n");
    if (shown === this.drawn) return;
    this.drawn = shown;
    this.state.className = `saved ${kind}`;
    replace(this.state, icon(sign), h("span", {}, text, h("span", { class: "saved-more" }, more)));
    this.files.draw();
    this.drawWhole();
  }

  key(event) {
    if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (isCommand && event.key.toLowerCase() === "s") {
      event.preventDefault();
      this.save();
    }
    if (isCommand && event.key === "Enter") {
      event.preventDefault();
      this.runCheck();
    }
    if (event.key === "F6") {
      event.preventDefault();
      this.nextPane(event.shiftKey ? -1 : 1);
    }
  }

  nextPane(by) {
    const panes = [[this.files.element, () => this.files.focus()], [this.box, () => this.editors.get(this.files.current)?.focus()], [this.side.element, () => this.side.element.querySelector('[role="tab"][tabindex="0"]').focus()]];
    const here = panes.findIndex(([element]) => element.contains(document.activeElement));
    panes[(here + by + panes.length) % panes.length][1]();
  }

  /** On a narrow window one of the panes is shown at a time. */
  pane(number) {
    this.element.querySelector(".split-box").dispatchEvent(new CustomEvent("viva:pane", { detail: number }));
  }

  showCheck() {
    this.side.show("Check");
    this.pane(1);
  }

  runCheck() {
    this.showCheck();
    return this.check.run();
  }

  async save() {
    if (this.saving || !this.folder.dirty) return;
    this.saving = true;
    this.changed();
    const files = { ...this.folder.files };
    try {
      const isNew = !this.folder.digest;
      const written = await put(`/questions/${this.id}/source`, { files }, { match: this.folder.digest });
      this.folder.saved(written.digest, files);
      if (!this.findings.length) this.mark(written.findings);
      note(written.findings.length ? `Saved, with ${format.count(written.findings.length, "warning")}` : "Saved");
      if (isNew) history.replaceState(null, "", location.pathname);
    } catch (error) {
      if (error instanceof Problem && error.status === 412) await this.conflict();
      else {
        this.showCheck();
        this.check.refused(error, "Not saved");
      }
    } finally {
      this.saving = false;
      this.changed();
    }
  }

  async conflict() {
    const theirs = await attempt(() => get(`/questions/${this.id}/source`).catch((error) => {
      if (error instanceof Problem && error.status === 404) return { files: {} };
      throw error;
    }));
    if (!theirs) return;
    const choice = await settle({ digest: this.folder.digest, mine: this.folder.files, theirs: theirs.digest ? theirs : null });
    if (choice === null) return;
    this.folder.saved(theirs.digest ?? null, theirs.files);
    if (choice === "theirs") this.put(theirs.files);
    else setTimeout(() => this.save());
  }

  async rename() {
    const name = this.files.current;
    const next = await this.files.rename(name);
    if (!next) return;
    this.forget(name);
    await this.open(next, { focus: true });
  }

  async removeFile() {
    const name = this.files.current;
    const names = this.folder.names();
    if (!await this.files.remove(name)) return;
    this.forget(name);
    await this.open(names[names.indexOf(name) + 1] ?? names.at(-2));
    this.files.focus();
  }

  async discard() {
    const sure = await ask({
      title: "Discard what was changed?", content: h("p", {}, `${this.folder.changed.join(", ")}: as in the bank again.`),
      actions: [{ text: "Cancel", value: null }, { text: "Discard", value: true, kind: "primary" }],
    });
    if (sure) this.put(this.folder.base);
  }

  async removeQuestion() {
    const sure = await ask({
      title: `Delete ${this.id}?`, content: h("p", {}, "It goes from the bank: it can't be asked any more. Its versions and all reports stay."),
      actions: [{ text: "Cancel", value: null }, { text: "Delete the question", value: true, kind: "primary" }],
    });
    if (!sure) return;
    const gone = await attempt(async () => {
      await remove(`/questions/${this.id}/source`, { match: this.folder.digest });
      return true;
    });
    if (!gone) return;
    this.folder.saved(this.folder.digest, this.folder.files);
    note("Deleted");
    await go("/questions");
  }
}
