// How an answer came about: every draft and submission one after the other, with what each changed.

import { h, s, replace, uid } from "../../../dom.js";
import { icon } from "../../../components/icons.js";
import { compare } from "../../../components/diff.js";
import { select } from "../parts.js";
import * as format from "../../../format.js";

/** At speed 1, the longest that one step is shown: nobody watches a pause. */
const LONGEST = 2_500;
const SHORTEST = 60;

/** An edit as events have it, done to `chars` (an array of characters: positions count those, not UTF-16 units). */
export function apply(chars, { at, removed, text }) {
  return [...chars.slice(0, at), ...text, ...chars.slice(at + removed)];
}

/**
 * What there is to show of one question: `{after, kind, label, text}` in order. `events` are the interview's, `submissions` the
 * question's. Runs have no text of their own and are `marks`.
 */
export function frames(events, question, submissions, started) {
  const shown = [];
  const marks = [];
  let chars = [];
  const byId = new Map(submissions.map((one) => [one.id, one]));
  for (const event of events) {
    if (event.question !== question) continue;
    const after = Math.max(0, new Date(event.at) - started);
    if (event.kind === "draft_saved" && event.detail.edit) {
      chars = apply(chars, event.detail.edit);
      shown.push({ after, kind: "draft", label: "Draft saved", text: chars.join("") });
    } else if (event.kind === "submitted") {
      const text = byId.get(event.detail.submission)?.text;
      if (text !== undefined) shown.push({ after, kind: "submit", label: `Submission ${event.detail.number}`, text });
    } else if (event.kind === "ran" || event.kind === "hint_taken") {
      marks.push({ after, kind: event.kind === "ran" ? "run" : "hint", label: `${event.kind === "ran" ? "Run" : "Hint"} ${event.detail.number ?? ""}` });
    }
  }
  return { shown, marks };
}

export function playback({ shown, marks }, signal) {
  return shown.length ? new Player(shown, marks, signal).element : h("p", { class: "muted" }, "There are no drafts: nothing to play.");
}

class Player {
  constructor(shown, marks, signal) {
    Object.assign(this, { shown, marks, at: 0, speed: 1, timer: null });
    const button = (name, label, to) => h("button", { type: "button", class: "icon-only", "aria-label": label, title: label, on: { click: to } }, icon(name));
    this.playButton = button("play", "Play", () => this.toggle());
    this.slider = h("input", {
      type: "range", class: "play-slider", min: 0, max: shown.length - 1, value: 0, step: 1, "aria-label": "Step", disabled: shown.length < 2,
      on: { input: () => { this.stop(); this.show(Number(this.slider.value)); } },
    });
    this.label = h("p", { class: "play-label" });
    this.code = h("pre", { class: "play-code", tabindex: "0", role: "group", "aria-label": "The answer at this step" });
    const speedId = uid("speed");
    this.element = h("div", { class: "player" },
      this.track(),
      h("div", { class: "play-bar" },
        button("left", "One step back", () => { this.stop(); this.show(this.at - 1); }), this.playButton, button("right", "One step on", () => { this.stop(); this.show(this.at + 1); }),
        this.slider,
        h("label", { for: speedId, class: "unseen" }, "Speed"),
        select([["0.5", "½×"], ["1", "1×"], ["2", "2×"], ["4", "4×"], ["16", "16×"]], "1", (value) => { this.speed = Number(value); }, { id: speedId })),
      this.label, this.code);
    signal.addEventListener("abort", () => this.stop());
    this.show(shown.length - 1);
  }

  /** When what happened, to scale; the slider goes by steps. */
  track() {
    const all = [...this.shown, ...this.marks];
    const span = Math.max(1000, ...all.map((one) => one.after));
    const x = (after) => 8 + (after / span) * 984;
    this.cursor = s("line", { class: "play-cursor", y1: 0, y2: 28 });
    this.x = x;
    return h("div", { class: "play-track" },
      s("svg", { viewBox: "0 0 1000 28", preserveAspectRatio: "none", "aria-hidden": "true" },
        s("line", { class: "rail", x1: 8, x2: 992, y1: 14, y2: 14 }),
        all.map((one) => s("rect", { class: `dot ${one.kind}`, x: x(one.after) - 2, width: one.kind === "draft" ? 3 : 6, y: one.kind === "draft" ? 10 : 4, height: one.kind === "draft" ? 8 : 20, rx: 1.5 }, s("title", {}, `${format.clock(one.after)} ${one.label}`))),
        this.cursor),
      h("p", { class: "legend" }, [["draft", "draft"], ["run", "run"], ["hint", "hint"], ["submit", "submission"]].map(([kind, text]) =>
        h("span", {}, s("svg", { viewBox: "0 0 12 12", class: "legend-dot", "aria-hidden": "true" }, s("circle", { class: `dot ${kind}`, cx: 6, cy: 6, r: 5 })), ` ${text}`))));
  }

  show(at) {
    this.at = Math.min(Math.max(at, 0), this.shown.length - 1);
    const now = this.shown[this.at];
    const before = this.at ? this.shown[this.at - 1].text : now.text;
    const { lines, come, gone, first } = changed(before, now.text);
    replace(this.code, lines);
    this.slider.value = this.at;
    const change = come || gone ? ` · ${come ? `+${format.count(come, "line")}` : ""}${come && gone ? ", " : ""}${gone ? `−${format.count(gone, "line")}` : ""}` : this.at ? " · unchanged" : "";
    const text = `${format.clock(now.after)} · ${now.label} · step ${this.at + 1} of ${this.shown.length}${change}`;
    replace(this.label, h("span", { class: `legend-square ${now.kind}`, "aria-hidden": "true" }), text);
    this.slider.setAttribute("aria-valuetext", text);
    this.cursor.setAttribute("x1", this.x(now.after));
    this.cursor.setAttribute("x2", this.x(now.after));
    if (first) this.code.scrollTop = Math.max(0, first.offsetTop - this.code.clientHeight / 3);
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.at >= this.shown.length - 1) this.show(0);
    this.face("pause", "Pause");
    return this.next();
  }

  next() {
    const [now, then] = [this.shown[this.at], this.shown[this.at + 1]];
    if (!then) return this.stop();
    const wait = Math.max(SHORTEST, Math.min(LONGEST, then.after - now.after) / this.speed);
    this.timer = setTimeout(() => {
      this.show(this.at + 1);
      this.next();
    }, wait);
    return undefined;
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.face("play", "Play");
  }

  face(name, label) {
    replace(this.playButton, icon(name));
    this.playButton.setAttribute("aria-label", label);
    this.playButton.title = label;
  }
}

/** The new text's lines with what came and went marked. */
function changed(before, text) {
  const lines = [];
  let [come, gone, number, first] = [0, 0, 0, null];
  for (const { kind, items } of compare(before.split("\n"), text.split("\n"))) {
    for (const item of items) {
      if (kind !== "gone") number += 1;
      if (kind === "come") come += 1;
      if (kind === "gone") gone += 1;
      const line = h("span", { class: `line ${kind}` }, h("span", { class: "line-number", "aria-hidden": "true" }, kind === "gone" ? "−" : number),
        kind === "same" ? null : h("span", { class: "unseen" }, kind === "gone" ? "removed: " : "added: "), `${item}\n`);
      if (kind !== "same") first ??= line;
      lines.push(line);
    }
  }
  return { lines, come, gone, first };
}
