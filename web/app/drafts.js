// Saving what is written: in this browser at once, on the server soon after, and never over what another tab wrote.
//
// A copy is kept here until the server has acknowledged the same text. Should the page, the browser or the connection end
// before, the next visit finds the copy and goes on from it.

import { get, put, Offline, Problem } from "./api.js";
import * as store from "./store.js";

/** A pause in typing after which the server gets it, and the longest that it waits without one, in milliseconds. */
const PAUSE = 700;
const LONGEST = 4000;
const BACKOFF = [1000, 2000, 4000, 8000, 15000];
/** Browsers refuse larger bodies of requests that outlive their page. */
const KEEPALIVE = 60_000;

const name = (interview, question) => `draft.${interview}.${question}`;

/** Copies of interviews that ended long ago. */
export function tidy(days = 14) {
  for (const one of store.names("draft.")) {
    const kept = store.read(one);
    if (!kept?.at || Date.now() - kept.at > days * 86_400_000) store.forget(one);
  }
}

export class Draft {
  /**
   * `server`: `{text, version}` or null; `starter`: the text without a draft. `onstate(state)` with saved, waiting, saving,
   * offline, conflict or closed; `onconflict(draft, theirs)` when another tab has saved something else meanwhile.
   */
  constructor({ interview, question, server, starter, onstate, onconflict, signal }) {
    Object.assign(this, { interview, question, onstate, onconflict });
    this.version = server?.version ?? 0;
    this.acknowledged = server?.text ?? starter;
    this.text = server?.text ?? starter;
    this.state = "saved";
    this.failures = 0;
    this.path = `/interviews/${interview}/drafts/${question}`;
    addEventListener("online", () => this.flush(), { signal });
    addEventListener("pagehide", () => this.leave(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(), { signal });
    signal.addEventListener("abort", () => this.flush());
  }

  /** What was written here and never acknowledged, if there is any: `{text, clashes}`. */
  recover() {
    const kept = store.read(name(this.interview, this.question));
    if (!kept || typeof kept.text !== "string") return null;
    if (kept.text === this.text) {
      store.forget(name(this.interview, this.question));
      return null;
    }
    // What the server has may be what was on its way from here when the page was left.
    return { text: kept.text, clashes: kept.version !== this.version && kept.sent !== this.text };
  }

  change(text) {
    if (text === this.text) return;
    this.text = text;
    this.keep();
    if (this.state === "closed" || this.state === "conflict") return;
    if (this.state !== "offline") this.tell("waiting");
    this.since ??= Date.now();
    const left = this.since + LONGEST - Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(PAUSE, left)));
  }

  get dirty() {
    return this.state !== "closed" && this.text !== this.acknowledged;
  }

  keep() {
    store.write(name(this.interview, this.question), { text: this.text, version: this.version, sent: this.sent, at: Date.now() });
  }

  tell(state) {
    this.state = state;
    this.onstate?.(state);
  }

  /** Saves what isn't saved. Resolves when it is, or when that has to wait. */
  async flush() {
    clearTimeout(this.timer);
    this.running ??= this.save().finally(() => { this.running = null; });
    return this.running;
  }

  async save() {
    while (this.dirty && this.state !== "conflict") {
      const text = this.text;
      this.since = undefined;
      this.sent = text;
      this.tell("saving");
      try {
        const saved = await put(this.path, { text, version: this.version });
        this.accept(text, saved.version);
      } catch (error) {
        if (!(await this.recoverFrom(error))) return;
      }
    }
    if (this.state !== "conflict" && this.state !== "closed") this.tell("saved");
  }

  accept(text, version) {
    this.version = version;
    this.acknowledged = text;
    this.failures = 0;
    if (this.text === text) store.forget(name(this.interview, this.question));
    else this.keep();
  }

  /** Whether to go on at once. */
  async recoverFrom(error) {
    this.since ??= Date.now();
    if (error instanceof Problem && error.code === "draft_conflict") return this.compare();
    if (error instanceof Problem && (error.code === "interview_over" || error.status === 404)) {
      this.tell("closed");
      return false;
    }
    if (error instanceof Problem && error.status === 401) {
      this.tell("signed-out");
      return this.again();
    }
    if (error instanceof Problem && error.status < 500 && error.status !== 429) {
      this.problem = error;
      this.tell("refused");
      return false;
    }
    this.tell(error instanceof Offline ? "offline" : "waiting");
    return this.again();
  }

  again() {
    const pause = BACKOFF[Math.min(this.failures, BACKOFF.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
    return false;
  }

  /** Another version is there: our own, whose acknowledgement was lost, or another tab's. */
  async compare() {
    try {
      const interview = await get(`/interviews/${this.interview}`);
      const asked = interview.questions.find((one) => one.question.id === this.question);
      const theirs = asked?.draft;
      if (!theirs) return false;
      if (theirs.text === this.sent || theirs.text === this.text) {
        this.accept(theirs.text, theirs.version);
        return true;
      }
      this.tell("conflict");
      this.onconflict(this, theirs);
      return false;
    } catch (error) {
      this.tell(error instanceof Offline ? "offline" : "waiting");
      return this.again();
    }
  }

  /** Ends a conflict: `text` is what is to be kept, written upon the version that was shown. */
  resolve(text, theirs) {
    this.version = theirs.version;
    this.acknowledged = theirs.text;
    this.text = text;
    this.since = Date.now();
    this.state = "waiting";
    if (this.dirty) this.keep();
    else store.forget(name(this.interview, this.question));
    return this.flush();
  }

  /** The interview is over: nothing is saved any more. */
  close() {
    clearTimeout(this.timer);
    this.tell("closed");
  }

  /** The page goes: the browser may still send this. */
  leave() {
    if (!this.dirty || this.state === "conflict") return;
    const body = { text: this.text, version: this.version };
    this.sent = this.text;
    put(this.path, body, { keepalive: this.text.length < KEEPALIVE }).then((saved) => this.accept(body.text, saved.version), () => {});
  }
}
