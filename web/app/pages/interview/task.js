// One question of a running interview: its draft, its submissions, its hints, and the place where it is worked on.

import { post, follow, Problem, Offline } from "../../api.js";
import { Draft } from "../../drafts.js";
import { announce } from "../../announce.js";
import { explain } from "../../components/trouble.js";
import { place } from "../../components/results.js";
import { splitter } from "../../components/splitter.js";
import { promptPane } from "./prompt.js";
import { Workbench } from "./workbench.js";
import { ChoiceSheet } from "./choice.js";
import { Essay } from "./essay.js";
import { settle } from "./conflict.js";
import * as format from "../../format.js";

const PLACES = { choice: ChoiceSheet, explain: Essay };

export class Task {
  constructor({ interview, asked, detail, number, signal, onchange, onsave, onover }) {
    Object.assign(this, { interview, asked, detail, number, signal, onchange, onover });
    this.id = detail.id;
    this.submissions = asked.submissions;
    this.busy = null;
    this.draft = new Draft({
      interview: interview.id, question: detail.id, server: asked.draft, starter: detail.starter ?? "", signal,
      onstate: (state) => {
        onsave();
        onchange();
        if (state === "closed") onover();
      },
      onconflict: (draft, theirs) => settle(this, draft, theirs),
    });
    const Place = PLACES[detail.kind] ?? Workbench;
    this.place = new Place(this);
    const prompt = promptPane(this);
    this.heading = prompt.heading;
    this.prompt = prompt.element;
    this.element = splitter({
      name: "prompt", label: "Width of the prompt", first: prompt.element, second: this.place.element, share: 42,
      tabs: ["Prompt", "Answer"],
    });
  }

  /** It came into view. The focus stays with the prompt: it is to be read before anything is written. */
  async show() {
    if (this.opened) return undefined;
    this.opened = true;
    const found = this.draft.recover();
    await this.place.open(this.draft.text);
    if (!found) return undefined;
    if (found.clashes) return settle(this, this.draft, { text: this.draft.text, version: this.draft.version }, found.text);
    this.write(found.text);
    this.draft.change(found.text);
    return announce("What you wrote before the page was left is here again.");
  }

  /** The text from outside of the editor: recovered, or another tab's. */
  write(text) {
    this.place.write(text);
  }

  changed(text) {
    this.draft.change(text);
    this.onchange();
  }

  get attemptsLeft() {
    return this.interview.max_attempts === null ? Infinity : this.interview.max_attempts - this.submissions.length;
  }

  get last() {
    return this.submissions.at(-1) ?? null;
  }

  /** Whether something was written that isn't handed in as it stands. */
  unsubmitted() {
    const changed = this.draft.text !== (this.detail.starter ?? "");
    return changed && this.draft.text !== this.handedIn;
  }

  /** In a word, for the list of questions. */
  standing() {
    if (this.busy?.kind === "submission") return { sign: "dots", kind: "", text: "being graded" };
    const last = this.last;
    if (last) {
      const report = last.outcome?.report;
      if (report && report.score !== null && report.score !== undefined) {
        const best = Math.max(...this.submissions.map((one) => one.outcome?.report?.score ?? 0));
        const text = `submitted: ${format.points(best)} of ${format.points(report.max_score)} points`;
        return best >= report.max_score ? { sign: "check", kind: "good", text } : { sign: "send", kind: "warn", text };
      }
      return { sign: "send", kind: "good", text: "submitted" };
    }
    if (this.draft.text !== (this.detail.starter ?? "")) return { sign: "edit", kind: "", text: "begun" };
    return { sign: null, kind: "", text: "not begun" };
  }

  /** The focus goes on to the next of prompt, answer and results. */
  nextPane(step) {
    const panes = [
      { box: this.prompt, focus: () => this.prompt.focus() },
      { box: this.place.writing ?? this.place.element, focus: () => this.place.focus() },
      ...(this.place.results ? [{ box: this.place.results.element, focus: () => this.place.results.element.focus() }] : []),
    ];
    const now = panes.findIndex((pane) => pane.box.contains(document.activeElement));
    const next = (now + step + panes.length) % panes.length;
    this.element.dispatchEvent(new CustomEvent("viva:pane", { detail: next ? 1 : 0 }));
    panes[next].focus();
  }

  run() {
    return this.place.run?.();
  }

  submit() {
    return this.place.submit();
  }

  /**
   * Hands in: `kind` "run" or "submission". `view` is told as results come (see components/results.js).
   */
  async send(kind, body, view) {
    if (this.busy) return;
    this.busy = { kind };
    this.place.setBusy(true);
    this.onchange();
    view.begin(kind === "run" ? "Sending…" : "Handing in…");
    const { text } = body;
    try {
      const path = `/interviews/${this.interview.id}/${kind === "run" ? "runs" : "submissions"}`;
      const [sent] = await Promise.all([post(path, { question: this.id, ...body }, { signal: this.signal }), this.draft.flush()]);
      if (kind === "submission") {
        this.handedIn = text;
        this.submissions = [...this.submissions, sent];
        this.onchange();
      }
      const done = sent.state === "done" ? sent : await this.follow(sent, view);
      if (kind === "submission") this.submissions = this.submissions.map((one) => (one.id === done.id ? done : one));
      announce(`${kind === "run" ? "Run" : "Submission"} done. ${view.done(done)}`);
      this.place.marked?.(problems(done));
      return done;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      if (!(error instanceof Problem || error instanceof Offline)) console.error(error);
      const text = explain(error);
      view.fail(error instanceof Offline ? `${text} Nothing was handed in.` : text);
      announce(text, { now: true });
      if (error.code === "interview_over") this.onover();
    } finally {
      this.busy = null;
      this.place.setBusy(false);
      this.onchange();
    }
    return undefined;
  }

  follow(sent, view) {
    return new Promise((resolve, reject) => {
      follow(sent.id, {
        signal: this.signal,
        onstate: (state) => view.state(state),
        oncase: (one) => view.add(one),
        ondone: resolve,
        onerror: reject,
      });
    });
  }

  freeze() {
    this.place.freeze();
  }

  close() {
    this.draft.close();
  }

  /** The attempts, in words. */
  attempts() {
    const used = this.submissions.length;
    if (this.interview.max_attempts === null) return used ? format.count(used, "submission") : "";
    return `${used} of ${format.count(this.interview.max_attempts, "submission")} used`;
  }
}

/** Lines of the answer at which something went wrong, each once. */
function problems(submission) {
  const { outcome } = submission;
  const texts = outcome?.kind === "report"
    ? [outcome.report.load_error, ...outcome.report.cases.map((one) => one.message)].filter(Boolean)
    : [];
  const found = new Map();
  for (const text of texts) {
    const at = place(text);
    if (at) found.set(`${at.line} ${at.message}`, at);
  }
  return [...found.values()];
}

