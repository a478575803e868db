// The interview while it runs: the questions, the one that is worked on, the clock, and how it ends.

import { h, replace, listen } from "../../dom.js";
import { post, get, Problem } from "../../api.js";
import { go } from "../../router.js";
import { announce } from "../../announce.js";
import { ask } from "../../components/dialog.js";
import { icon } from "../../components/icons.js";
import { attempt, note } from "../../components/trouble.js";
import { tidy } from "../../drafts.js";
import { Clock } from "./clock.js";
import { Task } from "./task.js";
import { settingsButton } from "./settings.js";
import * as format from "../../format.js";

const SAVED = {
  saved: { text: "Saved", kind: "good", sign: "cloud" },
  waiting: { text: "Saving…", kind: "", sign: "cloud" },
  saving: { text: "Saving…", kind: "", sign: "cloud" },
  offline: { text: "Offline: kept in this browser", kind: "warn", sign: "warn" },
  conflict: { text: "Changed in another tab", kind: "bad", sign: "warn" },
  refused: { text: "Not saved", kind: "bad", sign: "warn" },
  "signed-out": { text: "Not signed in: kept in this browser", kind: "bad", sign: "warn" },
  closed: { text: "Over", kind: "", sign: "flag" },
};

export function desk({ interview, asked, details, first, signal }) {
  const made = new Desk({ interview, asked, details, first, signal });
  return {
    title: interview.title,
    wide: true,
    bar: made.bar,
    content: made.element,
    stays: () => made.tasks.some((task) => task.draft.dirty) && "Something isn't saved yet.",
    shown: () => made.shown(),
  };
}

class Desk {
  constructor({ interview, asked, details, first, signal }) {
    Object.assign(this, { interview, signal });
    this.tasks = interview.questions.map((one, index) => new Task({
      interview, asked: one, detail: details[index], number: index + 1, signal,
      onchange: () => this.drawQuestions(), onsave: () => this.drawSaved(), onover: () => this.clock.sync({ now: true }),
    }));
    this.clock = new Clock({ interview, asked, signal, onend: () => this.timeIsOver(), onchange: (now) => this.changed(now) });
    this.saved = h("span", { class: "saved", role: "status", "aria-label": "Autosave" });
    this.finishButton = h("button", { type: "button", on: { click: () => this.finish() } }, icon("flag"), "Finish");
    this.bar = h("div", { class: "desk-bar" },
      h("span", { class: "desk-title" }, interview.title),
      h("div", { class: "grow" }), this.saved, this.clock.element, settingsButton(), this.finishButton);
    this.questions = h("ol", { class: "question-tabs" });
    this.buttons = [];
    this.place = h("div", { class: "desk-place" });
    this.heading = h("h1", { class: "unseen" }, interview.title);
    this.element = h("div", { class: "desk" }, this.heading,
      h("nav", { class: "question-nav", "aria-label": "Questions", hidden: this.tasks.length < 2 }, this.questions), this.place);
    this.current = this.tasks.find((task) => task.id === first) ?? this.tasks[0];
    listen(document, "keydown", (event) => this.key(event), signal);
    this.drawQuestions();
    this.drawSaved();
    this.place.append(this.current.element);
    tidy();
  }

  shown() {
    this.current.show();
  }

  /** In place: whoever has the focus on one of them keeps it. */
  drawQuestions() {
    this.tasks.forEach((task, index) => {
      const button = (this.buttons[index] ??= this.questionButton(task));
      const { sign, kind, text } = task.standing();
      const here = task === this.current;
      button.classList.toggle("here", here);
      if (here) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      const [badge, , words] = button.children;
      badge.className = `sign ${kind}`;
      replace(badge, sign ? icon(sign) : String(task.number));
      words.textContent = `, ${text}`;
    });
  }

  questionButton(task) {
    const button = h("button", { type: "button", on: { click: () => this.open(task) } },
      h("span"), h("span", { class: "tab-title" }, task.detail.title), h("span", { class: "unseen" }));
    this.questions.append(h("li", {}, button));
    return button;
  }

  drawSaved() {
    const worst = ["conflict", "refused", "signed-out", "offline", "saving", "waiting"].find((state) => this.tasks.some((task) => task.draft.state === state)) ?? "saved";
    if (worst === this.savedShown) return;
    const before = this.savedShown;
    this.savedShown = worst;
    const { text, kind, sign } = SAVED[worst];
    this.saved.className = `saved ${kind}`;
    // "Saving" comes and goes with each pause in typing: shown, but not read aloud.
    this.saved.setAttribute("aria-live", kind === "warn" || kind === "bad" || before === "offline" ? "polite" : "off");
    replace(this.saved, icon(sign), h("span", {}, text));
  }

  open(task) {
    if (task !== this.current) {
      this.current.draft.flush();
      this.current = task;
      this.place.replaceChildren(task.element);
      history.replaceState(null, "", `?question=${encodeURIComponent(task.id)}`);
    }
    this.drawQuestions();
    this.buttons[task.number - 1].scrollIntoView({ block: "nearest", inline: "center" });
    task.show();
    task.heading.focus();
    announce(`Question ${task.number} of ${this.tasks.length}: ${task.detail.title}`);
  }

  key(event) {
    if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "Enter") {
      event.preventDefault();
      if (event.shiftKey) this.current.submit();
      else this.current.run();
    }
    if (event.key === "F6") {
      event.preventDefault();
      this.current.nextPane(event.shiftKey ? -1 : 1);
    }
    if (event.altKey && !command && /^[1-9]$/.test(event.key) && this.tasks[event.key - 1]) {
      event.preventDefault();
      this.open(this.tasks[event.key - 1]);
    }
  }

  /** Somebody gave extra time, or another tab has finished. */
  changed(interview) {
    if (interview.phase === "over") return;
    if (interview.extra_percent !== this.interview.extra_percent) {
      note(`Your time was changed: ${format.clock(interview.remaining_ms)} left.`);
    }
    this.interview = { ...this.interview, extra_percent: interview.extra_percent };
  }

  async finish() {
    await this.save();
    const open = this.tasks.filter((task) => task.unsubmitted());
    const answer = await ask({
      title: "Finish the interview?",
      content: [
        h("ul", { class: "standing" }, this.tasks.map((task) => h("li", {}, h("strong", {}, task.detail.title), ` – ${task.standing().text}`))),
        open.length ? h("p", {}, "What was changed since it was submitted is handed in as it stands now.") : null,
        h("p", {}, `${format.clock(this.clock.left)} are left. You can't come back afterwards.`),
      ],
      actions: [{ text: "Go on working", value: null }, { text: "Finish", value: "finish", kind: "primary" }],
    });
    if (answer !== "finish") return;
    this.finishButton.disabled = true;
    const done = await attempt(() => post(`/interviews/${this.interview.id}/finish`, {}).catch((error) => {
      if (error instanceof Problem && error.code === "interview_over") return {};
      throw error;
    }));
    this.finishButton.disabled = false;
    if (done) this.leave();
  }

  async save() {
    await Promise.all(this.tasks.map((task) => task.draft.flush()));
  }

  leave() {
    this.clock.stop();
    for (const task of this.tasks) task.close();
    go(`/interviews/${this.interview.id}/report`);
  }

  /** By our clock. The server's decides, and ends the interview by itself. */
  async timeIsOver() {
    announce("The time is over", { now: true });
    for (const task of this.tasks) task.freeze();
    note("The time is over. What you wrote is handed in.");
    for (;;) {
      try {
        const interview = await get(`/interviews/${this.interview.id}`, { signal: this.signal });
        if (interview.phase === "over") return this.leave();
        if (interview.remaining_ms > 1000) return location.reload();
      } catch (error) {
        if (error.name === "AbortError") return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (this.signal.aborted) return undefined;
    }
  }
}
