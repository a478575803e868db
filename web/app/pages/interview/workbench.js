// Where code is written: the editor, a program of one's own beside it, and the results.

import { h, replace, uid } from "../../dom.js";
import { edit } from "../../editor.js";
import { announce } from "../../announce.js";
import { icon } from "../../components/icons.js";
import { ask } from "../../components/dialog.js";
import { splitter } from "../../components/splitter.js";
import { liveResults } from "../../components/results.js";
import * as store from "../../store.js";

const EXAMPLE = "from answer import *\n\n# Whatever is printed here is shown below.\nprint()\n";

export class Workbench {
  constructor(task) {
    this.task = task;
    this.results = liveResults({ ongoto: (line) => this.goto(line) });
    this.box = h("div", { class: "editor-box" });
    this.scratchBox = h("div", { class: "editor-box", hidden: true });
    this.tabs = this.makeTabs();
    this.runButton = h("button", { type: "button", title: "Ctrl+Enter", on: { click: () => this.run() } }, icon("play"), h("span", {}, "Run samples"));
    this.submitButton = h("button", { type: "button", class: "primary", title: "Ctrl+Shift+Enter", on: { click: () => this.submit() } }, icon("send"), "Submit");
    this.attempts = h("span", { class: "muted attempts" });
    this.writing = h("div", { class: "work-top" },
      h("div", { class: "work-head" }, this.tabs.element, h("div", { class: "grow" }),
        h("button", { type: "button", class: "quiet small", on: { click: () => this.reset() } }, "Start over")),
      this.box, this.scratchBox);
    const bottom = h("div", { class: "work-bottom", role: "region", "aria-label": "Results" },
      h("div", { class: "work-actions" }, this.runButton, this.submitButton, this.attempts), this.results.element);
    this.element = splitter({ name: "results", label: "Height of the editor", first: this.writing, second: bottom, share: 60, vertical: true });
    this.tab("answer");
    this.idle();
  }

  /** The two files, as tabs. */
  makeTabs() {
    const tests = this.task.detail.kind === "tests";
    const names = { answer: tests ? "Your tests" : "answer.py", scratch: "Your own program" };
    const buttons = Object.fromEntries(Object.entries(names).map(([name, text]) => [name, h("button", {
      type: "button", role: "tab", id: uid("tab"), on: { click: () => this.tab(name, true) },
    }, text)]));
    const element = h("div", {
      class: "tabs", role: "tablist", "aria-label": "Files",
      on: {
        keydown: (event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          if (tests) return;
          this.tab(this.shown === "answer" ? "scratch" : "answer");
          buttons[this.shown].focus();
        },
      },
    }, Object.values(buttons));
    // What tests import is there only while they are graded.
    buttons.scratch.hidden = tests;
    return { element, buttons };
  }

  async tab(name, focus = false) {
    this.shown = name;
    for (const [other, button] of Object.entries(this.tabs.buttons)) {
      button.setAttribute("aria-selected", String(other === name));
      button.tabIndex = other === name ? 0 : -1;
    }
    this.box.hidden = name !== "answer";
    this.scratchBox.hidden = name !== "scratch";
    this.runButton.lastChild.textContent = name === "scratch" ? "Run program" : "Run samples";
    if (name === "scratch") await this.openScratch();
    if (focus) this.focus();
  }

  async open(text) {
    const { task } = this;
    this.editor = await edit({
      text, label: `Your answer to: ${task.detail.title}`, signal: task.signal,
      describedBy: "Escape, then Tab leaves the editor. Control Enter runs, Control Shift Enter submits.",
      onchange: (now) => task.changed(now), onrun: () => this.run(), onsubmit: () => this.submit(),
    });
    replace(this.box, this.editor.host);
  }

  async openScratch() {
    if (this.scratch) return;
    const name = `scratch.${this.task.interview.id}.${this.task.id}`;
    this.scratch = await edit({
      text: store.read(name) ?? EXAMPLE, label: "Your own program, which may import answer", signal: this.task.signal,
      onchange: (text) => store.write(name, text), onrun: () => this.run(), onsubmit: () => this.submit(),
    });
    replace(this.scratchBox, this.scratch.host);
  }

  write(text) {
    this.editor.replace(text);
  }

  focus() {
    (this.shown === "scratch" ? this.scratch : this.editor)?.focus();
  }

  goto(line) {
    this.tab("answer");
    this.editor.goto(line);
  }

  marked(problems) {
    this.editor.mark(problems);
  }

  run() {
    const body = { text: this.editor.text };
    if (this.shown === "scratch") body.scratch = this.scratch.text;
    return this.task.send("run", body, this.results);
  }

  async submit() {
    if (this.task.busy) return;
    if (this.task.attemptsLeft <= 0) {
      announce("All submissions are used", { now: true });
      return;
    }
    await this.task.send("submission", { text: this.editor.text }, this.results);
  }

  async reset() {
    const sure = await ask({
      title: "Start over?",
      content: h("p", {}, "The answer becomes what you began with. You can undo it in the editor."),
      actions: [{ text: "No", value: null }, { text: "Start over", value: "yes", kind: "primary" }],
    });
    if (sure !== "yes") return;
    const text = this.task.detail.starter ?? "";
    this.editor.replace(text);
    this.task.changed(text);
  }

  setBusy(busy) {
    this.runButton.disabled = busy || this.frozen;
    this.submitButton.disabled = busy || this.frozen || this.task.attemptsLeft <= 0;
    this.attempts.textContent = this.task.attempts();
  }

  /** What was there when the page was opened. */
  idle() {
    this.setBusy(false);
    const { last } = this.task;
    if (last?.state === "done") this.results.done(last);
    else this.results.fail("");
    if (!last) replace(this.results.element.lastChild, h("p", { class: "muted hint-line" }, "Run tries the sample cases (", h("kbd", {}, "Ctrl+Enter"), "). Submit counts (", h("kbd", {}, "Ctrl+Shift+Enter"), ")."));
  }

  freeze() {
    this.frozen = true;
    this.editor?.freeze();
    this.setBusy(Boolean(this.task.busy));
  }
}

