// Composing a round, or changing one.

import { h, replace } from "../../../dom.js";
import { all, get, post, put, patch, Problem } from "../../../api.js";
import { go } from "../../../router.js";
import { announce } from "../../../announce.js";
import { icon } from "../../../components/icons.js";
import { ask } from "../../../components/dialog.js";
import { explain, note } from "../../../components/trouble.js";
import { Bank, questionFacts } from "../bank.js";
import { guard, preview, roundHead, select } from "../parts.js";
import { Lists, onDrag } from "./lists.js";
import { Plan } from "./plan.js";
import { Rules } from "./rules.js";
import * as store from "../../../store.js";
import * as format from "../../../format.js";

/** What is composed anew is kept here until it is saved. */
const KEPT = "plan";

export async function page({ params, signal }) {
  const [bank, round] = await Promise.all([all("/questions", { signal }), params.id ? get(`/rounds/${params.id}`, { signal }) : null]);
  const composer = new Composer(bank, round);
  document.body.classList.add("wide-page");
  signal.addEventListener("abort", () => document.body.classList.remove("wide-page"));
  return {
    title: round ? `Questions and rules: ${round.title}` : "Compose a round",
    content: composer.element,
    stays: guard(signal, () => (composer.dirty && round ? "This round has changes that aren't saved." : null)),
  };
}

class Composer {
  constructor(bank, round) {
    this.round = round;
    const kept = round ? null : store.read(KEPT);
    this.plan = round ? Plan.of(bank, round) : new Plan(bank, kept ?? {});
    this.dirty = false;
    this.target = 0;
    this.rules = new Rules(this.plan, () => this.changed());
    this.lists = new Lists(this.plan, () => this.changed());
    this.bank = new Bank(bank, (one) => this.row(one), (found) => { this.found = found; });
    this.totals = h("p", { class: "plan-totals", role: "status" });
    this.trouble = h("p", { class: "field-trouble", role: "alert" });
    this.into = h("div", { class: "row bank-into" });
    const save = (then) => () => this.save(then);
    this.saveButton = h("button", { type: "submit", class: "primary" }, round ? "Save" : "Save round");
    this.element = h("div", { class: "compose" },
      round ? roundHead(round, "Questions and rules") : h("div", { class: "page-head" }, h("p", { class: "crumbs" }, h("a", { href: "/rounds" }, "Rounds")), h("h1", {}, "Compose a round"),
        kept ? h("p", { class: "muted" }, "This is what you had begun. ", h("button", { type: "button", class: "small", on: { click: () => { store.forget(KEPT); go("/rounds/new", { instead: true }); } } }, "Begin anew")) : null),
      h("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); this.save(); } } },
        this.rules.title,
        h("div", { class: "compose-columns" },
          h("section", { class: "card plan", "aria-label": "What is asked" }, this.lists.element),
          h("section", { class: "card bank", "aria-label": "Question bank" }, h("h2", {}, "Question bank"), this.bank.filters, h("div", { class: "row spread" }, this.bank.count, this.into), this.bank.list)),
        this.rules.element,
        h("div", { class: "compose-bar" }, this.totals, this.trouble,
          h("div", { class: "row" },
            h("button", { type: "button", on: { click: save((saved) => preview(saved.id)) } }, icon("eye"), "Save and preview"), this.saveButton))));
    // The bank's form can't be inside of another one.
    this.bank.filters.replaceWith(this.unform(this.bank.filters));
    this.draw();
  }

  /** The filters as a group: forms don't nest. Enter in the search saves nothing. */
  unform(form) {
    const group = h("div", { class: form.className, role: "search", "aria-label": "The question bank" }, ...form.childNodes);
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
    });
    return group;
  }

  row(one) {
    const list = this.plan.where(one.id);
    const inside = list >= 0;
    const button = h("button", {
      type: "button", class: "small", data: { bank: one.id }, "aria-label": inside ? `Remove ${one.title}` : `Add ${one.title}`,
      on: { click: () => this.toggle(one) },
    }, icon(inside ? "minus" : "plus"), inside ? "Remove" : "Add");
    const row = h("li", { class: inside ? "inside" : "", draggable: inside ? null : "true" },
      h("div", { class: "grow" }, h("p", { class: "question-title" }, h("a", { href: `/questions/${one.id}`, target: "_blank", rel: "noopener" }, one.title, h("span", { class: "unseen" }, " (new tab)"))),
        h("p", { class: "facts" }, questionFacts(one), inside ? h("span", { class: "tag" }, list ? `in pool ${list}` : "asked of all") : null)),
      button);
    onDrag(row, one.id);
    return row;
  }

  toggle(one) {
    if (this.plan.remove(one.id)) announce(`${one.title} removed`);
    else {
      this.plan.add(one.id, this.target);
      announce(`${one.title} added ${this.target ? `to pool ${this.target}` : `as number ${this.plan.lists[0].entries.length}`}`);
    }
    this.changed();
    this.bank.list.querySelector(`[data-bank="${CSS.escape(one.id)}"]`)?.focus();
  }

  changed() {
    this.dirty = true;
    if (!this.round) store.write(KEPT, this.plan);
    this.draw();
  }

  draw() {
    this.target = Math.min(this.target, this.plan.lists.length - 1);
    this.lists.draw();
    this.bank.draw();
    this.drawInto();
    const { asked, minutes, points } = this.plan.totals();
    const range = ([from, to]) => (from === to ? String(from) : `${from} to ${to}`);
    const given = this.plan.rules.minutes;
    const tight = given && minutes[0] > given;
    this.totals.className = tight ? "plan-totals tight" : "plan-totals";
    const text = asked
      ? `${format.count(asked, "question")} · ${range(minutes)} minutes of work in ${given ?? "…"} · ${range(points)} points${tight ? ": more work than time" : ""}`
      : "Nothing is asked yet: add questions from the bank.";
    if (this.totals.textContent !== text) this.totals.textContent = text;
  }

  /** Where the bank's buttons add to, once there is a choice. */
  drawInto() {
    const many = this.plan.lists.length > 1;
    const options = this.plan.lists.map((_, list) => [String(list), list ? `Pool ${list}` : "Asked of everybody"]);
    const all = h("button", { type: "button", class: "small", on: { click: () => this.addFound() } }, "Add all of these");
    replace(this.into, many ? [h("label", { class: "into" }, "Add to ", select(options, String(this.target), (value) => { this.target = Number(value); this.drawInto(); })), this.target ? all : null] : null);
  }

  addFound() {
    const added = this.found.filter((one) => this.plan.add(one.id, this.target)).length;
    announce(`${format.count(added, "question")} added to pool ${this.target}`);
    this.changed();
  }

  async save(then) {
    this.trouble.textContent = "";
    this.rules.clear();
    this.saveButton.disabled = true;
    try {
      const saved = await this.send();
      if (!saved) return;
      this.dirty = false;
      store.forget(KEPT);
      note("Saved");
      if (then) await then(saved);
      else await go(`/rounds/${saved.id}`);
    } catch (error) {
      if (error instanceof Problem && this.rules.show(error)) return;
      this.trouble.textContent = explain(error);
    } finally {
      this.saveButton.disabled = false;
    }
  }

  async send() {
    const body = this.plan.body();
    if (!this.round) return post("/rounds", body);
    try {
      return await put(`/rounds/${this.round.id}`, body);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "round_in_use") throw error;
    }
    const choice = await ask({
      title: "Candidates have started this round",
      content: [h("p", {}, "What they are asked stays as it is. Save your changes as a new version: a round of its own, to which you invite others."),
        h("p", {}, "Name and opening times can be changed for this one, too.")],
      actions: [{ text: "Go on editing", value: null }, { text: "Only name and times", value: "times" }, { text: "Save as a new version", value: "version", kind: "primary" }],
    });
    if (choice === "version") return post(`/rounds/${this.round.id}/versions`, body);
    const { title, opens, closes } = { opens: null, closes: null, ...body };
    return choice === "times" ? patch(`/rounds/${this.round.id}`, { title, opens, closes }) : null;
  }
}
