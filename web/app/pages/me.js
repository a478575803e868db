// All that was sat with this browser or account, and how far one is.

import { h } from "../dom.js";
import { all, get } from "../api.js";
import { bars, course } from "../components/charts.js";
import { suggestions } from "../components/suggestions.js";
import * as session from "../session.js";
import * as format from "../format.js";

const PHASES = { ready: "Not started", running: "Running", over: "Done" };

export async function page({ signal }) {
  const person = await session.me();
  const sittings = person ? await all("/me/interviews", { signal }) : [];
  if (!sittings.length) return { title: "My progress", content: nothing() };
  const [progress, bank] = await Promise.all([get("/me/progress", { signal }), all("/questions", { signal })]);
  const titles = new Map(bank.map((one) => [one.id, one.title]));
  const scored = sittings.filter((one) => one.max_score > 0).toReversed();
  const answered = progress.topics.filter((one) => one.answered);
  return {
    title: "My progress",
    content: h("div", { class: "me" },
      h("h1", {}, "My progress"),
      scored.length > 1 ? h("section", {}, h("h2", {}, "Over time"), course(scored.map((one) => ({
        percent: format.percent(one.score, one.max_score),
        title: `${one.interview.title}, ${format.date(one.interview.created)}: ${format.points(one.score)} of ${format.points(one.max_score)}`,
      })))) : null,
      answered.length ? h("section", {}, h("h2", {}, "By topic"), bars(answered.map((one) => ({
        label: format.topic(one.topic), percent: one.percent, about: `${one.answered} of ${format.count(one.questions, "question")} answered`,
      })))) : null,
      progress.next.length ? h("section", {}, h("h2", {}, "Practise next"),
        progress.level ? h("p", { class: "muted" }, `The level that fits you next: ${format.LEVELS[progress.level].toLowerCase()}.`) : null,
        suggestions(progress.next)) : null,
      h("section", {}, h("h2", {}, "Sittings"), table(sittings, titles)),
      h("p", { class: "muted" }, "This is kept for who is signed in here; without an account, for this browser. ",
        h("a", { href: "/api/v1/me/export", download: "viva.json" }, "Download all of it"), ".")),
  };
}

function nothing() {
  return h("div", { class: "narrow" }, h("h1", {}, "My progress"),
    h("p", { class: "lead" }, "Nothing was sat with this browser yet. After the first interview you see here how far you are, topic by topic, and what to practise next."),
    h("p", {}, h("a", { class: "button primary", href: "/" }, "Practise")));
}

function table(sittings, titles) {
  return h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Sittings" }, h("table", { class: "list" },
    h("thead", {}, h("tr", {}, ["Interview", "When", "State", "Score"].map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, sittings.map(({ interview, score, max_score: max, questions }) => h("tr", {},
      h("td", {}, h("a", { href: `/interviews/${interview.id}${interview.phase === "over" ? "/report" : ""}` }, interview.title),
        h("span", { class: "sitting-about" }, questions.map((one) => titles.get(one.question) ?? one.question).join(" · "))),
      h("td", {}, format.dateTime(interview.started ?? interview.created)),
      h("td", {}, PHASES[interview.phase]),
      h("td", {}, max === null ? "–" : `${format.points(score)} of ${format.points(max)} (${format.percent(score, max)} %)`))))));
}
