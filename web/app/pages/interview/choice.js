// A question with options to choose from. The draft is what was chosen, in the form in which it is handed in: `a, c`.

import { h, replace, uid } from "../../dom.js";
import { icon } from "../../components/icons.js";
import { outcome } from "../../components/results.js";
import { inlineMarkdown } from "../../markdown.js";

export class ChoiceSheet {
  constructor(task) {
    this.task = task;
    const { detail } = task;
    const one = detail.select === "one";
    const name = uid("choice");
    this.inputs = detail.options.map((option) => h("input", {
      type: one ? "radio" : "checkbox", name, value: option.id, id: uid("option"), on: { change: () => this.changed() },
    }));
    this.status = h("p", { class: "results-status", role: "status" });
    this.submitButton = h("button", { type: "button", class: "primary", title: "Ctrl+Shift+Enter", on: { click: () => this.submit() } }, icon("send"), "Submit");
    this.attempts = h("span", { class: "muted attempts" });
    this.element = h("div", { class: "sheet" },
      h("fieldset", {},
        h("legend", {}, one ? "Choose one" : "Choose all that are right"),
        detail.options.map((option, index) => h("div", { class: "option" },
          this.inputs[index], h("label", { for: this.inputs[index].id }, h("span", { class: "option-id", "aria-hidden": "true" }, option.id), inlineMarkdown(option.text))))),
      h("div", { class: "work-actions" }, this.submitButton, this.attempts, h("div", { class: "grow" }),
        one ? h("button", { type: "button", class: "quiet small", on: { click: () => this.clear() } }, "Clear") : null),
      this.status);
    this.setBusy(false);
    if (task.last) this.done(task.last);
  }

  get text() {
    return this.inputs.filter((input) => input.checked).map((input) => input.value).join(", ");
  }

  open(text) {
    this.write(text);
  }

  write(text) {
    const chosen = new Set(text.split(",").map((part) => part.trim()));
    for (const input of this.inputs) input.checked = chosen.has(input.value);
    this.setBusy(Boolean(this.task.busy));
  }

  focus() {
    (this.inputs.find((input) => input.checked) ?? this.inputs[0]).focus();
  }

  changed() {
    this.task.changed(this.text);
    this.setBusy(Boolean(this.task.busy));
  }

  clear() {
    for (const input of this.inputs) input.checked = false;
    this.changed();
  }

  async submit() {
    if (!this.text || this.submitButton.disabled) return;
    await this.task.send("submission", { text: this.text }, {
      begin: (text) => { this.status.textContent = text; },
      state: () => {}, add: () => {},
      done: (submission) => this.done(submission),
      fail: (text) => { this.status.textContent = text; },
    });
  }

  done(submission) {
    const { head, kind } = outcome(submission);
    this.status.className = `results-status ${kind}`;
    replace(this.status, head, submission.outcome?.kind === "withheld" ? " You may change your mind and submit again; the last one counts." : "");
    return head;
  }

  setBusy(busy) {
    this.submitButton.disabled = busy || this.frozen || !this.text || this.task.attemptsLeft <= 0;
    this.attempts.textContent = this.task.attempts();
  }

  freeze() {
    this.frozen = true;
    for (const input of this.inputs) input.disabled = true;
    this.setBusy(false);
  }
}
