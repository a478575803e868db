// One question of a report: the score and how it came about, the cases, one's own answer, and what a strong one shows.

import { h } from "../../dom.js";
import { caseList, tally } from "../../components/results.js";
import { icon } from "../../components/icons.js";
import { sideBySide } from "../../components/diff.js";
import { meter } from "../../components/charts.js";
import { code, markdown, inlineMarkdown } from "../../markdown.js";
import { comments } from "../../components/comments.js";
import * as format from "../../format.js";

/** `one` of the report; `detail` is the question itself, null if the bank has it no more. */
export function questionReport(one, detail, { open = false } = {}) {
  const counted = one.submissions.find((submission) => submission.id === one.counted) ?? one.submissions.at(-1) ?? null;
  const full = one.score >= one.max_score;
  return h("details", { class: "card question-report", open },
    h("summary", {},
      h("span", { class: "twist" }, icon("right")),
      h("h2", {}, one.title),
      h("span", { class: `word ${full ? "good" : one.score > 0 ? "warn" : "bad"}` }, `${format.points(one.score)} / ${format.points(one.max_score)}`),
      meter(one.score, one.max_score)),
    h("div", { class: "question-body" },
      h("p", { class: "facts" }, [
        detail && `${format.KINDS[detail.kind]} · ${format.LEVELS[detail.level]}`,
        attempts(one.attempts),
      ].filter(Boolean).join(" · ")),
      h("p", {}, "Score: ", h("span", { class: "arithmetic" }, one.arithmetic)),
      one.reviewing ? h("p", { class: "tag warn" }, "Waits for a person to score it") : null,
      one.review ? review(one) : null,
      comments(one.comments),
      counted ? answered(one, detail, counted) : h("p", { class: "muted" }, "Nothing was handed in."),
      one.hints.length ? part("Hints you took", one.hints.map((hint) => h("div", { class: "hint" }, h("p", { class: "facts" }, `Hint ${hint.number} · ${hint.cost_percent} %`), markdown(hint.text, { top: 4 })))) : null,
      references(one, counted),
      one.explanation ? part("What a strong answer shows", markdown(one.explanation, { top: 4 }), !full) : null,
      detail ? part("The question", markdown(detail.prompt, { top: 4, skipTitle: true })) : null));
}

function attempts({ used, allowed, counts, counted }) {
  if (!used) return "nothing handed in";
  const of = allowed ? `${used} of ${format.count(allowed, "submission")}` : format.count(used, "submission");
  return used > 1 && counted ? `${of}, the ${counts === "best" ? "best" : "last"} counts (number ${counted})` : of;
}

function part(title, content, open = false) {
  return h("details", { class: "part", open }, h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, title)), h("div", { class: "part-body" }, content));
}

function answered(one, detail, counted) {
  const cases = counted.outcome?.report?.cases ?? [];
  if (one.kind === "choice") return choice(one, detail, counted);
  return [
    cases.length ? [
      h("h3", {}, tally(cases)),
      caseList(cases),
    ] : null,
    part(one.kind === "explain" ? "Your answer" : "Your code", one.kind === "explain" ? h("p", { class: "essay-text" }, counted.text) : code(counted.text, "python")),
  ];
}

function choice(one, detail, counted) {
  const chosen = new Set(counted.text.split(",").map((text) => text.trim()));
  const solved = new Map(one.options.map((option) => [option.id, option]));
  const right = counted.outcome?.report?.verdict === "passed";
  return [
    h("p", { class: `word ${right ? "good" : "bad"}` }, right ? "That is right." : "That is not right."),
    h("ul", { class: "chosen" }, (detail?.options ?? []).map((option) => {
      const { correct, why } = solved.get(option.id) ?? {};
      const mine = chosen.has(option.id);
      return h("li", { class: mine ? "mine" : "" },
        h("span", { class: "option-id" }, option.id),
        h("div", {}, inlineMarkdown(option.text),
          h("p", { class: "row" }, mine ? h("span", { class: "tag" }, "your choice") : null,
            correct === undefined ? null : h("span", { class: `word ${correct === mine ? "good" : "bad"}` }, correct ? "right" : "wrong")),
          why ? h("div", { class: "muted" }, markdown(why, { top: 4 })) : null));
    })),
  ];
}

function review(one) {
  const { rubric, adjustment } = one.review;
  return h("div", { class: "review" }, h("h3", {}, "Scored by a person"),
    rubric ? h("ul", {}, one.rubric.map((line, index) => h("li", {}, `${line.text}: ${format.points(rubric[index])} of ${line.points}`))) : null,
    adjustment ? h("p", {}, `Adjusted by ${adjustment > 0 ? "+" : ""}${format.points(adjustment)} points`) : null);
}

/** Answers that pass everything, each beside one's own. */
function references(one, counted) {
  const many = one.references.length > 1;
  return one.references.map(({ name, text }, index) => part(many ? `Reference answer ${index + 1}: ${name.replaceAll("_", " ")}` : "Reference answer",
    counted && one.kind !== "explain"
      ? sideBySide({ left: counted.text, right: text, leftTitle: "Yours", rightTitle: "Reference", fold: 8, numbers: true })
      : code(text, "python")));
}
