// What to practise next, each with a button that starts it.

import { h } from "../dom.js";
import { post } from "../api.js";
import { go } from "../router.js";
import { icon } from "./icons.js";
import { attempt } from "./trouble.js";
import * as session from "../session.js";
import * as format from "../format.js";

/** `next` of `GET /me/progress`. */
export function suggestions(next) {
  return h("ul", { class: "question-list" }, next.map(({ question, why }) => h("li", {},
    h("div", { class: "suggestion" }, h("span", { class: "question-title" }, question.title),
      h("span", { class: "facts" }, `${format.KINDS[question.kind]} · ${format.LEVELS[question.level]} · ${format.minutes(question.minutes)}`),
      h("span", { class: "muted" }, why)),
    h("button", { type: "button", "aria-label": `Start: ${question.title}`, on: { click: () => begin({ questions: [question.id] }) } }, icon("play"), "Start"))));
}

/** Starts a practice interview and goes there. */
export async function begin(body) {
  const begun = await attempt(() => post("/practice", body));
  if (!begun) return null;
  if (begun.session) session.began();
  await go(`/interviews/${begun.interview.id}`);
  return begun.interview;
}
