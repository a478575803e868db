// What a question promises, tried out: the check as it goes on, its findings at their places, and what each submission came to.

import { h, replace, uid } from "../../../dom.js";
import { Offline, Problem, events } from "../../../api.js";
import { announce } from "../../../announce.js";
import { icon } from "../../../components/icons.js";
import { explain } from "../../../components/trouble.js";
import { field, select } from "../parts.js";
import * as format from "../../../format.js";

const EXPECTED = { accepted: "passes everything", wrong_answer: "a wrong answer", time_limit: "too slow", run_time_error: "ends with an error" };

/** `findings` with their places, which `ongoto(file, line)` opens; of files that `has` doesn't know there is only the name. */
export function findingList(findings, { has, ongoto }) {
  return h("ul", { class: "findings", "aria-label": "Findings" }, findings.map((one) => {
    const place = one.line ? `${one.file}:${one.line}` : one.file;
    return h("li", { class: one.severity },
      h("p", {}, has(one.file) ? h("button", { type: "button", class: "linklike", on: { click: () => ongoto(one.file, one.line ?? 1) } }, place) : h("code", {}, place),
        h("span", { class: `tag ${one.severity === "error" ? "bad" : "warn"}` }, one.severity)),
      h("p", {}, coded(one.what)), one.todo ? h("p", { class: "muted" }, coded(one.todo)) : null);
  }));
}

/** What stands between backticks as code. */
const coded = (text) => text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? h("code", {}, part) : part));

export class Check {
  /** `files()`: what is to be checked. `onfindings(findings)`: to be shown in the editor. */
  constructor({ files, has, ongoto, onfindings, signal }) {
    Object.assign(this, { files, has, ongoto, onfindings });
    this.seeds = 3;
    this.status = h("p", { class: "results-status", role: "status" });
    this.bar = h("progress", { class: "results-bar", "aria-label": "The check goes on", hidden: true });
    this.body = h("div", { class: "check-body" });
    this.button = h("button", { type: "button", title: "Ctrl+Enter", on: { click: () => (this.running ? this.running.abort() : this.run()) } });
    const seeds = select([1, 3, 10, 20].map((count) => [String(count), format.count(count, "seed")]), "3", (value) => { this.seeds = Number(value); });
    seeds.setAttribute("aria-label", "Seeds, under which each submission runs");
    this.element = h("div", { class: "check", tabindex: "0", role: "region", "aria-label": "Check" },
      h("div", { class: "row check-head" }, this.button, seeds), this.status, this.bar, this.body);
    this.idle();
    replace(this.body, h("p", { class: "muted" }, "Runs every submission against every case, the starter, a stub, and the prompt's examples (", h("kbd", {}, "Ctrl+Enter"), "). Nothing is saved."));
    signal.addEventListener("abort", () => this.running?.abort());
  }

  idle() {
    this.running = null;
    this.bar.hidden = true;
    replace(this.button, icon("play"), "Check");
  }

  async run() {
    if (this.running) return;
    const { signal } = (this.running = new AbortController());
    const steps = h("ol", { class: "steps", "aria-label": "Looked at" });
    replace(this.button, icon("cross"), "Stop");
    this.bar.hidden = false;
    this.say("Checking…");
    replace(this.body, steps);
    let count = 0;
    let end = null;
    try {
      await events("/questions/check", { files: this.files(), seeds: this.seeds }, { signal, onevent: (name, data) => {
        if (name === "step") {
          steps.append(step(data));
          this.say(`Checking… ${count += 1} looked at`);
          steps.lastChild.scrollIntoView({ block: "nearest" });
        } else end = { name, data };
      } });
      if (end?.name === "done") this.done(end.data);
      else this.say(end?.data?.detail ? `Not checked: ${end.data.detail}.` : "The check ended early. Try again.", "bad");
    } catch (error) {
      if (signal.aborted) this.say("Stopped");
      else this.refused(error, "Not checked");
    } finally {
      this.idle();
    }
  }

  say(text, kind = "") {
    this.status.className = `results-status ${kind}`;
    this.status.textContent = text;
  }

  /** What the server said instead of doing what was asked. */
  refused(error, title) {
    const { findings = [] } = error;
    if (!(error instanceof Problem || error instanceof Offline)) console.error(error);
    this.onfindings(findings);
    const errors = findings.filter((one) => one.severity === "error").length;
    this.say(findings.length ? `${title}: ${format.count(errors, "error")}` : `${title}. ${explain(error)}`, "bad");
    replace(this.body, findings.length ? findingList(findings, this) : null);
    announce(this.status.textContent, { now: true });
  }

  done({ ok, cases, samples, submissions, findings }) {
    this.onfindings(findings);
    const count = (severity) => findings.filter((one) => one.severity === severity).length;
    const found = [count("error") ? format.count(count("error"), "error") : null, count("warning") ? format.count(count("warning"), "warning") : null].filter(Boolean);
    this.say(`${ok ? "It keeps what it promises" : "It doesn't keep what it promises yet"}${found.length ? `: ${found.join(", ")}` : ""}`, ok ? "good" : "bad");
    replace(this.body,
      cases ? h("p", { class: "facts" }, `${format.count(cases, "case")}, ${format.count(samples, "sample")} among them`) : null,
      findings.length ? findingList(findings, this) : null,
      submissions.length ? this.table(submissions) : null);
  }

  table(submissions) {
    const id = uid("table");
    return [h("h2", { id }, "What each submission came to"), h("div", { class: "table-box", tabindex: "0", role: "group", "aria-labelledby": id }, h("table", { "aria-labelledby": id },
      h("thead", {}, h("tr", {}, ["Submission", "Meant to be", "Came to"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, submissions.map(({ file, expected, ok, fails }) => h("tr", {},
        h("th", { scope: "row" }, h("button", { type: "button", class: "linklike", on: { click: () => this.ongoto(file, 1) } }, file.replace(/^submissions\/\w+\//, ""))),
        h("td", {}, EXPECTED[expected] ?? String(expected)),
        h("td", {}, h("span", { class: `word ${ok ? "good" : "bad"}` }, icon(ok ? "check" : "cross"), ok ? " as meant" : " not as meant"),
          Object.entries(fails).length ? Object.entries(fails).map(([name, verdict]) => h("div", {}, h("code", {}, name), ` ${verdict}`)) : h("div", { class: "muted" }, "passes everything")))))))];
  }
}

function step({ ok, what, result }) {
  const kind = ok === null ? "none" : ok ? "good" : "bad";
  return h("li", {}, h("span", { class: `sign ${kind}` }, icon(ok === null ? "minus" : ok ? "check" : "cross")), h("span", {}, h("code", {}, what), ` ${result}`));
}
