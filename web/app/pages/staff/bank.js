// Finding questions: a search with filters over the bank, for whoever needs a list of them.

import { h, replace } from "../../dom.js";
import { field, select } from "./parts.js";
import * as format from "../../format.js";

/** `row(question)` makes a list's entry. `filters` and `list` go wherever the page has room for them. */
export class Bank {
  constructor(questions, row, onchange = () => {}) {
    Object.assign(this, { questions, row, onchange, wanted: { text: "", topic: "", kind: "", level: "", minutes: "" } });
    this.list = h("ul", { class: "bank-list", "aria-label": "Questions of the bank" });
    this.count = h("p", { class: "muted bank-count", role: "status" });
    const topics = [...new Set(questions.flatMap((one) => one.topics))].sort();
    const want = (key) => (value) => { this.wanted[key] = value; this.draw(); };
    const search = h("input", { type: "search", placeholder: "Title, topic or id", autocomplete: "off", on: { input: () => want("text")(search.value) } });
    this.filters = h("form", { class: "bank-filters", role: "search", "aria-label": "The question bank", on: { submit: (event) => event.preventDefault() } },
      field("Search", search),
      field("Topic", select([["", "Any"], ...topics.map((topic) => [topic, format.topic(topic)])], "", want("topic"))),
      field("Kind", select([["", "Any"], ...Object.entries(format.KINDS)], "", want("kind"))),
      field("Level", select([["", "Any"], ...Object.entries(format.LEVELS)], "", want("level"))),
      field("Minutes", select([["", "Any"], ...[10, 15, 20, 30, 45].map((most) => [String(most), `Up to ${most}`])], "", want("minutes"))));
    this.draw();
  }

  /** The questions for which all that is wanted holds. */
  found() {
    const { text, topic, kind, level, minutes } = this.wanted;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return this.questions.filter((one) => {
      const all = `${one.title} ${one.id} ${one.topics.map(format.topic).join(" ")} ${one.topics.join(" ")} ${one.roles.join(" ")}`.toLowerCase();
      return words.every((word) => all.includes(word)) && (!topic || one.topics.includes(topic)) && (!kind || one.kind === kind)
        && (!level || one.level === level) && (!minutes || one.minutes <= Number(minutes));
    });
  }

  draw() {
    const found = this.found();
    replace(this.list, found.map((one) => this.row(one)));
    this.count.textContent = found.length ? format.count(found.length, "question") : "No question fits all of that.";
    this.onchange(found);
  }
}

export function questionFacts(one) {
  return `${format.KINDS[one.kind]} · ${format.LEVELS[one.level]} · ${one.minutes} min · ${format.count(one.points, "point")}`;
}
