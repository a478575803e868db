// The server's clock, as it is seen here. Its own time of day is never compared with this computer's: what counts is how much
// time was left when it answered, from the middle of the request on, by a clock that nobody can set.

import { get } from "../../api.js";
import { h } from "../../dom.js";
import { icon } from "../../components/icons.js";
import { announce } from "../../announce.js";
import * as format from "../../format.js";

/** How often it is compared again, and always after the computer may have slept. */
const AGAIN = 60_000;
const MINUTES = [10, 5, 1];

export class Clock {
  /** `read` is the interview; `onend()` once, when the time is over. */
  constructor({ interview, asked, onchange, onend, signal }) {
    Object.assign(this, { id: interview.id, onchange, onend, signal });
    this.face = h("span", { class: "clock-face" });
    this.element = h("div", { class: "clock", role: "timer", "aria-label": "Time left" }, icon("clock"), this.face);
    this.told = new Set();
    this.set(interview, asked);
    this.timer = setInterval(() => this.tick(), 250);
    this.compare = setInterval(() => this.sync(), AGAIN);
    document.addEventListener("visibilitychange", () => document.hidden || this.sync(), { signal });
    addEventListener("online", () => this.sync(), { signal });
    addEventListener("focus", () => this.sync(), { signal });
    signal.addEventListener("abort", () => this.stop());
    this.tick();
  }

  stop() {
    this.over = true;
    clearInterval(this.timer);
    clearInterval(this.compare);
  }

  /** `asked`: the page's time in the middle of the request that `interview` answers. */
  set(interview, asked) {
    this.ends = asked + interview.remaining_ms;
    this.total = new Date(interview.deadline) - new Date(interview.started);
  }

  get left() {
    return Math.max(0, this.ends - performance.now());
  }

  /** Not more than once in five seconds, unless there is a reason `now`. */
  async sync({ now = false } = {}) {
    if (this.over || (!now && performance.now() - (this.synced ?? -Infinity) < 5000)) return;
    this.synced = performance.now();
    try {
      const { interview, asked } = await readTimed(this.id, this.signal);
      if (interview.phase === "running") this.set(interview, asked);
      else this.ends = performance.now();
      this.onchange?.(interview);
    } catch {
      // The next time will do: the clock goes on.
    }
  }

  tick() {
    const { left } = this;
    this.face.textContent = format.clock(left);
    this.element.classList.toggle("soon", left <= 5 * 60_000);
    this.element.classList.toggle("last", left <= 60_000);
    this.milestones(left);
    if (left > 0 || this.over) return;
    this.stop();
    this.onend();
  }

  milestones(left) {
    const marks = [[this.total / 2, "Half of the time is left"],
      ...MINUTES.map((minutes) => [minutes * 60_000, `${format.minutes(minutes)} left`])];
    for (const [at, text] of marks) {
      if (left > at || this.told.has(at)) continue;
      this.told.add(at);
      // Only those that were reached just now: not the ones that had passed before the page was opened.
      if (left > at - 5000 && at < this.total) announce(text, { now: at <= 60_000 });
    }
  }
}

/** The interview, and when it was like that. */
export async function readTimed(id, signal) {
  const sent = performance.now();
  const interview = await get(`/interviews/${id}`, { signal });
  return { interview, asked: (sent + performance.now()) / 2 };
}
