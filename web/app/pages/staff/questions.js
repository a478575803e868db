// The question bank, for staff.

import { h } from "../../dom.js";
import { all } from "../../api.js";
import { icon } from "../../components/icons.js";
import { Bank, questionFacts } from "./bank.js";
import * as format from "../../format.js";

export async function page({ signal }) {
  const questions = await all("/questions", { signal });
  const bank = new Bank(questions, row);
  const minutes = questions.reduce((sum, one) => sum + one.minutes, 0);
  return {
    title: "Questions",
    content: h("div", {},
      h("div", { class: "page-head" },
        h("div", { class: "row spread" }, h("h1", {}, "Questions"),
          h("div", { class: "row" }, h("a", { class: "button", href: "/questions/import" }, "Import"), h("a", { class: "button primary", href: "/questions/new" }, icon("plus"), "New question"))),
        h("p", { class: "muted" }, `${format.count(questions.length, "question")}, ${format.minutes(minutes)} of work`)),
      bank.filters, bank.count, h("div", { class: "card flat" }, bank.list)),
  };
}

function row(one) {
  return h("li", {}, h("div", { class: "grow" },
    h("p", { class: "question-title" }, h("a", { href: `/questions/${one.id}` }, one.title)),
    h("p", { class: "facts" }, questionFacts(one))),
  h("p", { class: "topics" }, one.topics.slice(0, 4).map((topic) => h("span", { class: "tag faint" }, format.topic(topic)))));
}
