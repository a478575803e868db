// A question that is answered in words, and read by a person.

import { h, replace } from "../../dom.js";
import { edit } from "../../editor.js";
import { icon } from "../../components/icons.js";
import { outcome } from "../../components/results.js";

export class Essay {
  constructor(task) {
    this.task = task;
    this.box = h("div", { class: "editor-box" });
    this.status = h("p", { class: "results-status", role: "status" });
    this.words = h("span", { class: "muted attempts" });
    this.submitButton = h("button", { type: "button", class: "primary", title: "Ctrl+Shift+Enter", on: { click: () => this.submit() } }, icon("send"), "Submit");
    this.element = h("div", { class: "sheet essay" }, this.box,
      h("div", { class: "work-actions" }, this.submitButton, this.words), this.status);
    if (task.last) this.done(task.last);
  }

  async open(text) {
    this.editor = await edit({
      text, language: "text", label: `Your answer to: ${this.task.detail.title}`, signal: this.task.signal,
      describedBy: "Escape, then Tab leaves the editor. Control Shift Enter submits.",
      onchange: (now) => { this.task.changed(now); this.setBusy(Boolean(this.task.busy)); },
      onsubmit: () => this.submit(),
    });
    replace(this.box, this.editor.host);
    this.setBusy(false);
  }

  write(text) {
    this.editor.replace(text);
    this.setBusy(false);
  }

  focus() {
    this.editor?.focus();
  }

  async submit() {
    if (this.submitButton.disabled) return;
    await this.task.send("submission", { text: this.editor.text }, {
      begin: (text) => { this.status.textContent = text; },
      state: () => {}, add: () => {},
      done: (submission) => this.done(submission),
      fail: (text) => { this.status.textContent = text; },
    });
  }

  done(submission) {
    const { head, kind } = outcome(submission);
    this.status.className = `results-status ${kind}`;
    this.status.textContent = head;
    return head;
  }

  setBusy(busy) {
    const text = this.editor?.text.trim() ?? "";
    this.submitButton.disabled = busy || this.frozen || !text || this.task.attemptsLeft <= 0;
    const words = text ? text.split(/\s+/).length : 0;
    this.words.textContent = [`${words} words`, this.task.attempts()].filter(Boolean).join(" · ");
  }

  freeze() {
    this.frozen = true;
    this.editor?.freeze();
    this.setBusy(false);
  }
}
