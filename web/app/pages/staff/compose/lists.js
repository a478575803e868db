// What is asked: the questions in order and the pools, rearranged by dragging, by buttons or by Alt and the arrow keys.

import { h, replace } from "../../../dom.js";
import { announce } from "../../../announce.js";
import { icon } from "../../../components/icons.js";
import { field } from "../parts.js";
import { questionFacts } from "../bank.js";

const TYPE = "application/x-viva-question";
/** What a browser doesn't tell while something is dragged over a place. */
let dragged = null;

/** Lets `row` be taken to a list. */
export function onDrag(row, id) {
  row.addEventListener("dragstart", (event) => {
    dragged = id;
    event.dataTransfer.setData(TYPE, id);
    event.dataTransfer.effectAllowed = "move";
    row.classList.add("dragged");
  });
  row.addEventListener("dragend", () => {
    dragged = null;
    row.classList.remove("dragged");
  });
}

export class Lists {
  constructor(plan, changed) {
    Object.assign(this, { plan, changed });
    this.body = h("div", {});
    this.element = h("div", {}, this.body,
      h("button", { type: "button", on: { click: () => this.addPool() } }, icon("plus"), "Add a pool"),
      h("p", { class: "field-hint" }, "Of a pool each candidate is asked some, drawn by chance and kept with the interview, so that its report can be read again."));
  }

  draw() {
    const focused = document.activeElement?.dataset?.key;
    replace(this.body, this.plan.lists.map((list, index) => (index ? this.pool(list, index) : this.fixed(list))));
    if (focused) this.focus(focused);
  }

  focus(key) {
    this.body.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  fixed(list) {
    return h("div", { class: "plan-list" }, h("h2", {}, "Asked of everybody"),
      this.drops(h("ol", { class: "plan-rows", "aria-label": "Asked of everybody, in this order" }, list.entries.map((one, at) => this.row(one, 0, at))), 0),
      list.entries.length > 1 ? h("p", { class: "field-hint" }, "Drag to change the order, or press ", h("kbd", {}, "Alt"), " with ", h("kbd", {}, "↑"), " or ", h("kbd", {}, "↓"), " on a row.") : null);
  }

  pool(list, index) {
    const number = (value, set, props) => {
      const input = h("input", { type: "number", inputmode: "numeric", value, ...props, on: { input: () => { set(input.value === "" ? null : Number(input.value)); this.changed(); } } });
      return input;
    };
    return h("div", { class: "plan-list pool" },
      h("div", { class: "row spread" }, h("h2", {}, `Pool ${index}`),
        h("button", { type: "button", class: "quiet small", "aria-label": `Remove pool ${index}`, on: { click: () => this.removePool(index) } }, "Remove pool")),
      h("div", { class: "row pool-numbers" },
        field("Draw", number(list.take, (value) => { list.take = value ?? 0; }, { min: 1, max: Math.max(1, list.entries.length), data: { key: `take-${index}` } })),
        h("span", { class: "muted" }, `of ${list.entries.length}`),
        field("Points each", number(list.weight ?? "", (value) => { list.weight = value; }, { min: 0, max: 10000, placeholder: "own", data: { key: `weight-pool-${index}` } }))),
      this.drops(h("ul", { class: "plan-rows", "aria-label": `Pool ${index}` }, list.entries.map((one, at) => this.row(one, index, at))), index));
  }

  row(entry, list, at) {
    const { id } = entry;
    const question = this.plan.bank.get(id);
    const title = question?.title ?? id;
    const last = this.plan.lists[list].entries.length - 1;
    const button = (name, label, to) => h("button", {
      type: "button", class: "quiet icon-only", "aria-label": `${label}: ${title}`, title: label, data: { key: `${name}-${id}` }, on: { click: to },
      "aria-disabled": (name === "up" && !at) || (name === "down" && at === last) ? "true" : null,
    }, icon(name === "cross" ? "cross" : name));
    const weight = h("input", {
      type: "number", min: 0, max: 10000, inputmode: "numeric", value: entry.weight ?? "", placeholder: String(question?.points ?? ""), "aria-label": `Points for ${title}`, data: { key: `weight-${id}` },
      on: { input: () => { entry.weight = weight.value === "" ? null : Number(weight.value); this.changed(); } },
    });
    const row = h("li", { draggable: "true", data: { id }, on: { keydown: (event) => this.keys(event, id, list, at) } },
      h("span", { class: "grip", "aria-hidden": "true" }, icon("grip")),
      list ? null : h("span", { class: "place" }, `${at + 1}.`),
      h("div", { class: "grow" }, h("p", { class: "question-title" }, title),
        h("p", { class: "facts" }, question ? questionFacts(question) : "The bank has it no more")),
      list ? null : h("label", { class: "weight" }, weight, h("span", { class: "muted", "aria-hidden": "true" }, "points")),
      h("div", { class: "row-buttons" },
        list ? null : [button("up", "Move up", () => this.shift(id, list, at, -1)), button("down", "Move down", () => this.shift(id, list, at, 1))],
        button("cross", "Remove", () => this.remove(id, list, at, title))));
    onDrag(row, id);
    return row;
  }

  keys(event, id, list, at) {
    if (!event.altKey || list || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    this.shift(id, list, at, event.key === "ArrowUp" ? -1 : 1);
  }

  shift(id, list, at, by) {
    const { entries } = this.plan.lists[list];
    const to = at + by;
    if (to < 0 || to >= entries.length) return announce(by < 0 ? "It is the first already" : "It is the last already");
    this.plan.move(id, list, by > 0 ? to + 1 : to);
    this.changed();
    announce(`${this.plan.bank.get(id)?.title ?? id}, now ${to + 1} of ${entries.length}`);
    return undefined;
  }

  remove(id, list, at, title) {
    this.plan.remove(id);
    this.changed();
    announce(`${title} removed`);
    const next = this.plan.lists[list].entries[at] ?? this.plan.lists[list].entries[at - 1];
    if (next) this.focus(`cross-${next.id}`);
  }

  addPool() {
    const index = this.plan.addPool();
    this.changed();
    this.focus(`take-${index}`);
    announce(`Pool ${index} added. Choose in the bank what goes into it.`);
  }

  removePool(index) {
    this.plan.lists.splice(index, 1);
    this.changed();
    announce(`Pool ${index} removed`);
  }

  /** Takes what is dropped, where the line shows. */
  drops(list, index) {
    const clear = () => { for (const row of list.children) row.classList.remove("before", "after"); };
    const place = (event) => {
      const rows = [...list.querySelectorAll("li[data-id]")];
      const at = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
      return { rows, at: at < 0 ? rows.length : at };
    };
    list.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      clear();
      const { rows, at } = place(event);
      if (rows[at]) rows[at].classList.add("before");
      else rows.at(-1)?.classList.add("after");
    });
    list.addEventListener("dragleave", (event) => { if (!list.contains(event.relatedTarget)) clear(); });
    list.addEventListener("drop", (event) => {
      const id = event.dataTransfer.getData(TYPE) || dragged;
      if (!id) return;
      event.preventDefault();
      const { at } = place(event);
      this.plan.move(id, index, at);
      dragged = null;
      this.changed();
      announce(`${this.plan.bank.get(id)?.title ?? id}, now ${this.plan.lists[index].entries.findIndex((one) => one.id === id) + 1} of ${this.plan.lists[index].entries.length}`);
    });
    if (!list.children.length) list.append(h("li", { class: "nothing muted" }, "Drag questions here, or add them from the bank."));
    return list;
  }
}
