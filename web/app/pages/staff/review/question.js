// One question of a candidate's report, for staff: everything, hidden cases too.

import { h, replace } from "../../../dom.js";
import { caseList, tally } from "../../../components/results.js";
import { icon } from "../../../components/icons.js";
import { meter } from "../../../components/charts.js";
import { sideBySide } from "../../../components/diff.js";
import { code, markdown } from "../../../markdown.js";
import { select } from "../parts.js";
import { frames, playback } from "./playback.js";
import { remarks, scoring } from "./remarks.js";
import * as format from "../../../format.js";

/** `open` keeps which parts are open while the report is read again. */
export function questionReview({ one, report, events, detail, open, changed, signal, index }) {
  const full = one.score >= one.max_score;
  const interview = report.interview.id;
  const key = (name) => `${one.question} ${name}`;
  /** A part that is made when it is first opened. */
  const part = (name, title, make) => {
    const body = h("div", { class: "part-body" });
    const fill = () => { if (!body.childElementCount) replace(body, make()); };
    const details = h("details", { class: "part", open: open.has(key(name)), on: { toggle: () => {
      if (details.open) { open.add(key(name)); fill(); } else open.delete(key(name));
    } } }, h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, title)), body);
    if (details.open) fill();
    return details;
  };
  const notes = (report.integrity ?? []).filter((note) => note.question === one.question);
  const onQuestion = one.comments.filter((comment) => !comment.submission);
  const material = frames(events, one.question, one.submissions, new Date(report.interview.started));
  const top = h("details", { class: "card question-report", id: `question-${index + 1}`, open: open.has(one.question), on: { toggle: (event) => {
    if (event.target === top) open[top.open ? "add" : "delete"](one.question);
  } } },
  h("summary", {},
    h("span", { class: "twist" }, icon("right")),
    h("h2", {}, one.title),
    notes.length ? h("span", { class: "tag warn" }, format.count(notes.length, "note")) : null,
    one.reviewing ? h("span", { class: "tag warn" }, "to score") : null,
    h("span", { class: `word ${full ? "good" : one.score > 0 ? "warn" : "bad"}` }, `${format.points(one.score)} / ${format.points(one.max_score)}`),
    meter(one.score, one.max_score)),
  h("div", { class: "question-body" },
    h("p", {}, "Score: ", h("span", { class: "arithmetic" }, one.arithmetic)),
    h("p", { class: "facts" }, [detail && `${format.KINDS[detail.kind]} · ${format.LEVELS[detail.level]} · ${detail.minutes} min`, attempts(one.attempts), one.hints.length ? format.count(one.hints.length, "hint") : null,
      h("a", { href: `/questions/${one.question}` }, "the question")].filter(Boolean).flatMap((text, at) => (at ? [" · ", text] : [text]))),
    one.submissions.length ? submissions({ one, interview, changed, part, detail }) : h("p", { class: "muted" }, "Nothing was handed in."),
    material.shown.length > 1 ? part("play", `Playback: ${format.count(material.shown.length, "step")}`, () => playback(material, signal)) : null,
    one.hints.length ? part("hints", "Hints that were taken", () => one.hints.map((hint) => h("div", { class: "hint" }, h("p", { class: "facts" }, `Hint ${hint.number} · ${hint.cost_percent} %`), markdown(hint.text, { top: 4 })))) : null,
    part("score", one.kind === "explain" ? "Score it" : "Adjust the score", () => scoring({ interview, one, changed })),
    part("comments", onQuestion.length ? `Comments on the question (${onQuestion.length})` : "Comment on the question", () => remarks({ interview, list: onQuestion, about: { question: one.question }, title: "A comment on this question", changed })),
    one.explanation ? part("explanation", "What a strong answer shows", () => [markdown(one.explanation, { top: 4 }), one.references.map((reference) => h("div", {}, h("h4", {}, `Reference: ${reference.name.replaceAll("_", " ")}`), code(reference.text, "python")))]) : null));
  return top;
}

function attempts({ used, allowed, counts, counted }) {
  if (!used) return null;
  return `${allowed ? `${used} of ${format.count(allowed, "submission")}` : format.count(used, "submission")}${used > 1 && counted ? `, the ${counts} counts: number ${counted}` : ""}`;
}

/** One submission at a time, its cases, its text and what changed since another. */
function submissions({ one, interview, changed, part, detail }) {
  const list = one.submissions;
  let shown = list.find((submission) => submission.id === one.counted) ?? list.at(-1);
  const place = h("div", {});
  const name = (submission) => `Submission ${submission.number}${submission.origin === "leftover" ? " (the last draft)" : ""}${submission.score === null ? "" : `: ${format.points(submission.score)} of ${format.points(submission.max_score)}`}${submission.id === one.counted ? ", counts" : ""}`;
  const draw = () => {
    const cases = shown.outcome?.report?.cases ?? [];
    const before = list[list.indexOf(shown) - 1];
    const own = one.comments.filter((comment) => comment.submission === shown.id);
    const form = remarks({ interview, list: own, about: { question: one.question, submission: shown.id }, title: "A comment on this submission", changed });
    replace(place,
      shown.question_is_current === false ? h("p", { class: "tag warn" }, "Graded with another version of the question") : null,
      outcomeNote(shown, cases, one, detail),
      cases.length && one.kind !== "choice" ? part("cases", `Cases: ${tally(cases)}`, () => caseList(cases, { open: true })) : null,
      one.kind === "choice" ? null : part("text", one.kind === "explain" ? "The answer" : "The code, with comments", () => [
        one.kind === "explain" ? h("p", { class: "essay-text" }, shown.text) : numbered(shown.text, own, (line) => form.online(line)), form]),
      before && one.kind !== "choice" ? part("diff", "What it changed", () => differences(list, shown)) : null);
  };
  draw();
  return h("div", {}, list.length > 1
    ? h("label", { class: "row choose" }, h("span", {}, "Shown"), select(list.map((submission) => [submission.id, name(submission)]), shown.id, (id) => { shown = list.find((submission) => submission.id === id); draw(); }))
    : null, place);
}

function outcomeNote(shown, cases, one, detail) {
  const outcome = shown.outcome ?? {};
  if (shown.state !== "done") return h("p", { class: "tag warn" }, "Is being graded");
  if (one.kind === "choice") {
    const chosen = new Set(shown.text.split(",").map((id) => id.trim()));
    return h("ul", { class: "chosen" }, (detail?.options ?? one.options).map((option) => {
      const right = one.options.find((solved) => solved.id === option.id)?.correct;
      const mine = chosen.has(option.id);
      return h("li", { class: mine ? "mine" : "" }, h("span", { class: "option-id" }, option.id), h("div", { class: "grow" }, option.text ? markdown(option.text, { top: 5 }) : null),
        mine ? h("span", { class: "tag" }, "chosen") : null, h("span", { class: `word ${right === mine ? "good" : "bad"}` }, right ? "right" : "wrong"));
    }));
  }
  if (outcome.kind === "refused") return h("p", { class: "bad" }, `Not graded: ${outcome.why}`);
  if (outcome.kind === "internal") return h("p", { class: "tag warn" }, "Could not be graded, by a fault of ours");
  if (outcome.report?.load_error) return h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Why it could not be loaded" }, outcome.report.load_error);
  return null;
}

function differences(list, shown) {
  const index = list.indexOf(shown);
  let from = list[index - 1];
  const place = h("div", {});
  const draw = () => replace(place, sideBySide({ left: from.text, right: shown.text, leftTitle: `Submission ${from.number}`, rightTitle: `Submission ${shown.number}`, fold: 8, numbers: true }));
  draw();
  return [list.length > 2 ? h("label", { class: "row choose" }, h("span", {}, "Compared with"), select(list.filter((one) => one !== shown).map((one) => [one.id, `Submission ${one.number}`]), from.id, (id) => { from = list.find((one) => one.id === id); draw(); })) : null, place];
}

/** Code with a number before each line; a press on it comments on the line. The comment's form takes a number from the keyboard. */
function numbered(text, comments, online) {
  const byLine = new Set(comments.map((comment) => comment.line).filter(Boolean));
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return h("pre", { class: "numbered", tabindex: "0", role: "group", "aria-label": "The code" }, lines.map((line, index) =>
    h("span", { class: byLine.has(index + 1) ? "line noted" : "line" },
      h("span", { class: "line-number", "aria-hidden": "true", title: "Comment on this line", on: { click: () => online(index + 1) } }, index + 1), `${line}\n`)));
}
