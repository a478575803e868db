// Candidates of a round beside each other: scores, and their answers to the same question.

import { h, replace } from "../../dom.js";
import { all, get } from "../../api.js";
import { code } from "../../markdown.js";
import { meter } from "../../components/charts.js";
import { sideBySide } from "../../components/diff.js";
import { tally } from "../../components/results.js";
import { attempt } from "../../components/trouble.js";
import { parseScores, roundHead, select } from "./parts.js";
import * as format from "../../format.js";

/** More beside each other can't be read. */
const MOST = 5;

export async function page({ params, query, signal }) {
  const round = await get(`/rounds/${params.id}`, { signal });
  const [people, csv, bank] = await Promise.all([all(`/rounds/${round.id}/progress`, { signal }), get(`/rounds/${round.id}/report.csv`, { signal }), all("/questions", { signal })]);
  const begun = people.filter((one) => one.interview && one.started);
  const wanted = (query.get("of") ?? "").split(",").filter((id) => begun.some((one) => one.interview === id));
  const comparison = new Comparison(round, begun, parseScores(csv), new Map(bank.map((one) => [one.id, one])), signal);
  document.body.classList.add("wide-page");
  signal.addEventListener("abort", () => document.body.classList.remove("wide-page"));
  const best = begun.toSorted((a, b) => comparison.total(b) - comparison.total(a)).map((one) => one.interview);
  comparison.chosen = new Set([...wanted, ...best].slice(0, Math.max(wanted.length, 3)).slice(0, MOST));
  comparison.draw();
  return { title: `Compare: ${round.title}`, content: comparison.element };
}

class Comparison {
  constructor(round, people, scores, bank, signal) {
    Object.assign(this, { round, people, scores, bank, signal, chosen: new Set(), reports: new Map(), question: scores.ids[0] ?? null });
    this.table = h("div", {});
    this.answers = h("div", { class: "answers" });
    this.count = h("p", { class: "field-hint", role: "status" });
    this.boxes = new Map();
    const picker = h("fieldset", { class: "picker" }, h("legend", {}, "Who"), h("div", { class: "picks" }, people.map((one) => {
      const box = h("input", { type: "checkbox", on: { change: () => this.pick(one.interview, box.checked) } });
      this.boxes.set(one.interview, box);
      return h("label", { class: "pick" }, box, one.name);
    })), this.count);
    this.element = h("div", {}, roundHead(round, "Compare", `Compare: ${round.title}`),
      people.length ? [h("div", { class: "card" }, picker), this.table, this.answers]
        : h("div", { class: "card empty" }, h("p", {}, "Nobody has started this round yet.")));
  }

  total(one) {
    return this.scores.interviews.get(one.interview)?.score ?? 0;
  }

  pick(id, on) {
    this.chosen[on ? "add" : "delete"](id);
    this.draw();
  }

  draw() {
    const full = this.chosen.size >= MOST;
    for (const [id, box] of this.boxes) {
      box.checked = this.chosen.has(id);
      box.disabled = full && !box.checked;
    }
    this.count.textContent = `${this.chosen.size} of at most ${MOST} beside each other`;
    const people = this.people.filter((one) => this.chosen.has(one.interview));
    const score = (one, id) => this.scores.interviews.get(one.interview)?.questions.get(id);
    const cell = (found) => h("td", {}, found ? h("div", { class: "score-cell" }, h("strong", {}, format.points(found.score)), h("span", { class: "muted" }, ` / ${format.points(found.max)}`), meter(found.score, found.max),
      found.attempts === undefined ? null : h("span", { class: "tries" }, found.attempts ? format.count(found.attempts, "try", "tries") : "nothing handed in", found.hints ? ` · ${format.count(found.hints, "hint")}` : "")) : h("span", { class: "muted" }, "not asked"));
    const took = (one) => (one.finished ? format.clock(new Date(one.finished) - new Date(one.started)) : "running");
    replace(this.table, people.length ? h("div", { class: "table-box card-table", tabindex: "0", role: "group", "aria-label": "Scores" }, h("table", { class: "comparison" },
      h("caption", { class: "unseen" }, "Scores by question and candidate"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Question"), people.map((one) => h("th", { scope: "col" }, h("a", { href: `/interviews/${one.interview}/review` }, one.name))))),
      h("tbody", {},
        h("tr", { class: "total" }, h("th", { scope: "row" }, "All"), people.map((one) => cell(this.scores.interviews.get(one.interview)))),
        this.scores.ids.map((id) => h("tr", {}, h("th", { scope: "row" }, this.bank.get(id)?.title ?? id), people.map((one) => cell(score(one, id))))),
        h("tr", {}, h("th", { scope: "row" }, "Time used"), people.map((one) => h("td", {}, took(one))))))) : null);
    this.drawAnswers(people);
  }

  async drawAnswers(people) {
    if (!people.length || !this.question) return replace(this.answers);
    const asked = people;
    const place = h("div", { "aria-busy": "true" });
    replace(this.answers, h("div", { class: "row spread" }, h("h2", {}, "Answers"),
      h("label", { class: "row choose" }, h("span", {}, "To"), select(this.scores.ids.map((id) => [id, this.bank.get(id)?.title ?? id]), this.question, (id) => { this.question = id; this.draw(); }))), place);
    const reports = await attempt(() => Promise.all(asked.map((one) => this.report(one.interview))));
    if (!reports || !place.isConnected) return undefined;
    place.removeAttribute("aria-busy");
    const found = asked.map((one, index) => {
      const question = reports[index].questions.find((other) => other.question === this.question);
      return { name: one.name, question, counted: question?.submissions.find((other) => other.id === question.counted) ?? question?.submissions.at(-1) };
    });
    const kind = found.find((one) => one.question)?.question.kind;
    const texts = found.filter((one) => one.counted);
    return replace(place,
      texts.length === 2 && kind !== "choice" ? sideBySide({ left: texts[0].counted.text, right: texts[1].counted.text, leftTitle: texts[0].name, rightTitle: texts[1].name, numbers: true, fold: 0 })
        : h("div", { class: "answer-columns" }, found.map(({ name, question, counted }) => h("section", { class: "card", "aria-label": name }, h("h3", {}, name),
          question ? h("p", { class: "facts" }, `${format.points(question.score)} of ${format.points(question.max_score)}${counted?.outcome?.report?.cases?.length && kind !== "choice" ? ` · ${tally(counted.outcome.report.cases)}` : ""}`) : null,
          !counted ? h("p", { class: "muted" }, question ? "Nothing was handed in." : "Was not asked this.") : kind === "explain" ? h("p", { class: "essay-text" }, counted.text) : kind === "choice" ? h("p", {}, `Chose ${counted.text}`) : code(counted.text, "python")))));
  }

  report(id) {
    if (!this.reports.has(id)) this.reports.set(id, get(`/interviews/${id}/report`, { signal: this.signal }));
    return this.reports.get(id);
  }
}
