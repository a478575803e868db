// A round while it is sat: everybody who was invited, kept up to date.

import { h, replace } from "../../dom.js";
import { all, get, patch, post } from "../../api.js";
import { icon } from "../../components/icons.js";
import { ask } from "../../components/dialog.js";
import { attempt, note } from "../../components/trouble.js";
import { announce } from "../../announce.js";
import { field, parseScores, roundHead, secret } from "./parts.js";
import * as format from "../../format.js";

/** Where events don't come through, it is asked this often. */
const POLL = 5_000;
/** Scores are read again this long after something changed, so that a burst is one request. */
const SETTLE = 1_000;

const STATES = { started: "Running", redeemed: "Not started", sent: "Invited", finished: "Finished", expired: "Link expired", revoked: "Revoked" };
const KINDS = { started: "good", redeemed: "warn", sent: "none", finished: "", expired: "none", revoked: "none" };

export async function page({ params, signal }) {
  const round = await get(`/rounds/${params.id}`, { signal });
  const [invites, scores, bank] = await Promise.all([
    all(`/rounds/${round.id}/progress`, { signal }),
    get(`/rounds/${round.id}/report.csv`, { signal }),
    all("/questions", { signal }),
  ]);
  const table = new Candidates(round, new Map(bank.map((one) => [one.id, one.title])), signal);
  document.body.classList.add("wide-page");
  signal.addEventListener("abort", () => document.body.classList.remove("wide-page"));
  table.scores = parseScores(scores);
  table.take(invites);
  table.follow();
  return { title: round.title, content: table.element };
}

class Candidates {
  constructor(round, titles, signal) {
    Object.assign(this, { round, titles, signal, rows: new Map(), order: { key: "state", down: false } });
    this.head = h("tr", {});
    this.body = h("tbody", {});
    this.live = h("span", { class: "live", role: "status" });
    this.sums = h("p", { class: "round-counts" });
    this.legend = h("ol", { class: "legend-questions" });
    this.nobody = h("div", { class: "card empty", hidden: true }, h("h2", {}, "Nobody was invited yet"),
      h("p", {}, "Invite one person, or paste a list. Each gets a link of their own."),
      h("p", {}, h("a", { class: "button primary", href: `/rounds/${round.id}/invite` }, "Invite")));
    this.box = h("div", { class: "table-box card-table", tabindex: "0", role: "group", "aria-label": "Candidates" },
      h("table", { class: "candidates" }, h("caption", { class: "unseen" }, "Candidates, sorted by the column whose button is pressed"), h("thead", {}, this.head), this.body));
    this.element = h("div", {}, roundHead(round, "Candidates"),
      h("div", { class: "row spread table-head" }, this.sums, h("div", { class: "row" }, this.live,
        h("a", { class: "button", href: `/api/v1/rounds/${round.id}/report.csv`, download: "round.csv" }, "Results as CSV"),
        h("a", { class: "button primary", href: `/rounds/${round.id}/invite` }, icon("plus"), "Invite"))),
      this.nobody, this.box, this.legend);
    const ticking = setInterval(() => this.tick(), 1000);
    signal.addEventListener("abort", () => clearInterval(ticking));
  }

  /** Takes what `/progress` said. */
  take(invites) {
    const at = performance.now();
    for (const invite of invites) {
      const row = this.rows.get(invite.invite) ?? this.addRow(invite.invite);
      row.of = invite;
      row.until = invite.state === "started" ? at + invite.remaining_ms : null;
    }
    this.draw();
  }

  addRow(id) {
    const cells = { name: h("th", { scope: "row" }), state: h("td"), left: h("td", { class: "numeric" }), doing: h("td"), score: h("td", { class: "numeric" }) };
    const row = { cells, questions: new Map(), element: h("tr", {}) };
    this.rows.set(id, row);
    return row;
  }

  draw() {
    this.questions = this.scores.ids;
    this.drawHead();
    for (const row of this.rows.values()) this.drawRow(row);
    this.sort();
    this.tick();
    this.nobody.hidden = this.rows.size > 0;
    this.box.hidden = !this.rows.size;
    const sums = Object.keys(STATES).map((state) => [state, [...this.rows.values()].filter((row) => row.of.state === state).length]);
    replace(this.sums, sums.filter(([, sum]) => sum).map(([state, sum]) => h("span", { class: `count ${state}` }, h("strong", {}, sum), ` ${STATES[state].toLowerCase()}`)));
    replace(this.legend, this.rows.size ? this.questions.map((id) => h("li", {}, this.titles.get(id) ?? id)) : null);
  }

  drawHead() {
    const signature = this.questions.join() + JSON.stringify(this.order);
    if (this.head.dataset.of === signature) return;
    this.head.dataset.of = signature;
    const focused = this.head.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const column = (key, text, props = {}) => {
      const here = this.order.key === key;
      return h("th", { scope: "col", "aria-sort": here ? (this.order.down ? "descending" : "ascending") : null, ...props },
        h("button", { type: "button", class: "sort", data: { key }, on: { click: () => this.sortBy(key) } }, text, here ? icon(this.order.down ? "down" : "up") : null));
    };
    replace(this.head, column("name", "Candidate"), column("state", "State"), column("left", "Time left", { class: "numeric" }), column("last", "Last seen"), column("score", "Score", { class: "numeric" }),
      this.questions.map((id, index) => column(`q:${id}`, [h("span", { "aria-hidden": "true" }, index + 1), h("span", { class: "unseen" }, `Question ${index + 1}: ${this.titles.get(id) ?? id}`)], { class: "numeric", title: this.titles.get(id) ?? id })),
      h("td", {}, h("span", { class: "unseen" }, "Actions")));
    if (focused) this.head.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  drawRow(row) {
    const { of, cells } = row;
    const scores = this.scores.interviews.get(of.interview);
    const report = of.interview && of.started ? `/interviews/${of.interview}/review` : null;
    fresh(cells.name, `${report} ${of.name}`, () => (report ? h("a", { href: report }, of.name) : of.name));
    fresh(cells.state, of.state, () => h("span", { class: `tag ${KINDS[of.state] === "good" ? "good" : KINDS[of.state] === "warn" ? "warn" : "faint"}` }, STATES[of.state] ?? of.state));
    const begun = of.state === "started" || of.state === "finished";
    const total = scores && begun ? `${format.points(scores.score)} / ${format.points(scores.max)}${scores.grading ? " …" : ""}${scores.reviewing ? " *" : ""}` : "";
    fresh(cells.score, total, () => [total && h("strong", {}, format.points(scores.score)), total && h("span", { class: "muted" }, ` / ${format.points(scores.max)}`),
      scores?.grading ? h("span", { class: "tag faint" }, "grading") : null, scores?.reviewing ? h("span", { class: "tag warn" }, "to score") : null].filter(Boolean));
    const line = [cells.name, cells.state, cells.left, cells.doing, cells.score];
    for (const id of this.questions) {
      const cell = row.questions.get(id) ?? h("td", { class: "numeric" });
      row.questions.set(id, cell);
      const one = begun ? scores?.questions.get(id) : null;
      const text = !one ? "" : one.attempts ? `${format.points(one.score)} after ${one.attempts}` : "none";
      fresh(cell, text, () => {
        if (!one) return [];
        if (!one.attempts) return [h("span", { class: "muted" }, "–"), h("span", { class: "unseen" }, "nothing handed in")];
        const share = format.percent(one.score, one.max);
        return [h("span", { class: `share ${share >= 80 ? "good" : share >= 40 ? "warn" : "bad"}` }, format.points(one.score)), h("span", { class: "tries" }, format.count(one.attempts, "try", "tries"))];
      });
      line.push(cell);
    }
    row.actions ??= h("td", {}, h("button", { type: "button", class: "small", on: { click: () => this.manage(row) } }, "Manage"));
    row.actions.firstChild.setAttribute("aria-label", `Manage ${of.name}`);
    line.push(row.actions);
    if (line.some((cell, index) => row.element.children[index] !== cell) || row.element.children.length !== line.length) row.element.replaceChildren(...line);
  }

  /** What the clock alone changes. */
  tick() {
    const now = performance.now();
    for (const { of, cells, until } of this.rows.values()) {
      const left = until === null ? "" : format.clock(until - now);
      if (cells.left.textContent !== left) cells.left.textContent = left;
      cells.left.classList.toggle("soon", until !== null && until - now < 300_000);
      const seen = !of.last ? "" : of.state === "started" ? ago(Date.now() - new Date(of.last)) : format.dateTime(of.last);
      if (cells.doing.textContent !== seen) cells.doing.textContent = seen;
    }
  }

  value(row, key) {
    const scores = this.scores.interviews.get(row.of.interview);
    switch (key) {
      case "name": return row.of.name.toLowerCase();
      case "state": return Object.keys(STATES).indexOf(row.of.state);
      case "left": return row.until ?? Infinity;
      case "last": return row.of.last ? -new Date(row.of.last) : Infinity;
      case "score": return -(scores?.score ?? -1);
      default: return -(scores?.questions.get(key.slice(2))?.score ?? -1);
    }
  }

  sortBy(key) {
    this.order = { key, down: this.order.key === key && !this.order.down };
    this.drawHead();
    this.sort();
    announce(`Sorted, ${this.order.down ? "descending" : "ascending"}`);
  }

  sort() {
    const rows = [...this.rows.values()];
    const side = this.order.down ? -1 : 1;
    const key = new Map(rows.map((row) => [row, this.value(row, this.order.key)]));
    rows.sort((a, b) => side * (key.get(a) < key.get(b) ? -1 : key.get(a) > key.get(b) ? 1 : 0) || a.of.name.localeCompare(b.of.name));
    const now = [...this.body.children];
    if (now.length === rows.length && rows.every((row, index) => now[index] === row.element)) return;
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    this.body.append(...rows.map((row) => row.element));
    focused?.focus();
  }

  /** Events tell that something changed and with whom; the rest is read. */
  follow() {
    this.say("Connecting…", "");
    const source = new EventSource(`/api/v1/rounds/${this.round.id}/events`);
    this.signal.addEventListener("abort", () => source.close());
    source.addEventListener("open", () => this.say("Live", "good"));
    source.addEventListener("interview", () => this.soon());
    source.addEventListener("error", () => {
      if (this.signal.aborted) return;
      if (source.readyState !== EventSource.CLOSED) return this.say("Connecting again…", "warn");
      const polling = setInterval(() => this.read(), POLL);
      this.signal.addEventListener("abort", () => clearInterval(polling));
      return this.say("Every 5 seconds", "");
    });
  }

  say(text, kind) {
    replace(this.live, h("span", { class: `live-dot ${kind}`, "aria-hidden": "true" }), text);
  }

  soon() {
    this.settling ??= setTimeout(async () => {
      this.settling = null;
      await this.read();
    }, SETTLE);
  }

  async read() {
    const at = `/rounds/${this.round.id}`;
    const { signal } = this;
    try {
      const [invites, scores] = await Promise.all([all(`${at}/progress`, { signal }), get(`${at}/report.csv`, { signal })]);
      this.scores = parseScores(scores);
      this.take(invites);
      if ([...this.scores.interviews.values()].some((one) => one.grading)) this.soon();
    } catch (error) {
      if (error.name !== "AbortError") this.say("No connection", "warn");
    }
  }

  async manage(row) {
    const { of } = row;
    const extra = h("input", { type: "number", min: 0, max: 200, step: 5, inputmode: "numeric" });
    const invites = await attempt(() => all(`/rounds/${this.round.id}/invites`));
    const invite = invites?.find((one) => one.id === of.invite);
    if (!invite) return;
    extra.value = invite.extra_percent;
    const over = of.state === "finished";
    const chosen = await ask({
      title: of.name,
      content: h("div", { class: "stack" },
        h("p", {}, [invite.email, `invited ${format.dateTime(invite.created)}`, of.interview ? null : `link good until ${format.dateTime(invite.expires)}`].filter(Boolean).join(" · ")),
        invite.note ? h("p", {}, invite.note) : null,
        over ? null : field("Extra time, %", extra, { hint: of.state === "started" ? "The deadline moves at once. It becomes what it would have been from the start." : "Of the round's time, from 0 to 200." }),
        h("p", { class: "field-hint" }, "A new link leads to the same interview and ends the sessions on other devices. A revoked invite's link is good no more; an interview that runs goes on to its deadline.")),
      actions: [{ text: "Close", value: null }, invite.revoked ? null : { text: "Revoke", value: "revoke" }, { text: "New link", value: "resend" }, over ? null : { text: "Save extra time", value: "extra", kind: "primary" }].filter(Boolean),
    });
    if (chosen === "extra" && await attempt(() => patch(`/invites/${of.invite}`, { extra_percent: Number(extra.value || 0) }))) note(`${of.name} has ${Number(extra.value || 0)} % extra time`);
    if (chosen === "revoke" && await attempt(() => post(`/invites/${of.invite}/revoke`, {}))) note(`The invite of ${of.name} was revoked`);
    if (chosen === "resend") {
      const made = await attempt(() => post(`/invites/${of.invite}/resend`, {}));
      if (made) {
        await ask({ title: `A new link for ${of.name}`, content: [h("p", {}, `Good once, until ${format.dateTime(made.expires)}. It is shown here once.`), secret(`Link for ${of.name}`, made.link)], actions: [{ text: "Done", value: null, kind: "primary" }] });
      }
    }
    if (chosen) await this.read();
  }
}

/** Puts what `make` gives into `cell`, unless it holds the same already. */
function fresh(cell, signature, make) {
  if (cell.dataset.of === signature) return;
  cell.dataset.of = signature;
  replace(cell, make());
}

function ago(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}
