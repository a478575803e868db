// What reviewers write: comments, points along a rubric, adjustments.

import { h, replace } from "../../../dom.js";
import { post, put, remove } from "../../../api.js";
import { icon } from "../../../components/icons.js";
import { ask } from "../../../components/dialog.js";
import { attempt, explain, note } from "../../../components/trouble.js";
import { markdown } from "../../../markdown.js";
import { field, select } from "../parts.js";
import * as format from "../../../format.js";

/** Comments on one thing, with a form for another. `about`: what the API wants to know of it. `changed` reads the report again. */
export function remarks({ interview, list, about, title, changed }) {
  const text = h("textarea", { rows: 3, maxlength: 10000, required: true });
  let audience = "staff";
  const line = about.submission ? h("input", { type: "number", min: 1, inputmode: "numeric" }) : null;
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const form = h("form", { class: "stack remark-form", on: { submit: async (event) => {
    event.preventDefault();
    trouble.textContent = "";
    try {
      await post(`/interviews/${interview}/comments`, { ...about, audience, text: text.value, ...(line?.value ? { line: Number(line.value) } : {}) });
      text.value = "";
      note("Comment added");
      await changed();
    } catch (error) {
      trouble.textContent = explain(error);
    }
  } } },
  field(title, text, { hint: "Markdown." }),
  h("div", { class: "row fields" },
    field("Who sees it", select([["staff", "Interviewers alone"], ["candidate", "The candidate, too, with their report"]], audience, (value) => { audience = value; })),
    line ? field("On line (optional)", line) : null,
    h("button", { type: "submit" }, "Comment")), trouble);
  const element = h("div", { class: "remarks" },
    list.map((one) => h("article", { class: "comment" },
      h("p", { class: "facts" }, `${one.author} · ${format.dateTime(one.created)}`, one.line ? ` · line ${one.line}` : null, " ",
        h("span", { class: one.audience === "candidate" ? "tag warn" : "tag faint" }, one.audience === "candidate" ? "candidate sees it" : "staff"),
        h("button", { type: "button", class: "quiet small", "aria-label": `Remove the comment of ${one.author}`, on: { click: () => drop(interview, one, changed) } }, "Remove")),
      markdown(one.text, { top: 5 }))), form);
  /** Goes to the form, on that line. */
  element.online = (number) => {
    if (line) line.value = number;
    text.focus();
  };
  return element;
}

async function drop(interview, one, changed) {
  const sure = await ask({ title: "Remove this comment?", content: h("p", {}, one.text), actions: [{ text: "Cancel", value: null }, { text: "Remove", value: true, kind: "primary" }] });
  if (!sure) return;
  await attempt(async () => {
    await remove(`/interviews/${interview}/comments/${one.id}`);
    await changed();
  });
}

/** Points by hand: along the rubric where there is one, and an adjustment with its reason. */
export function scoring({ interview, one, changed }) {
  const given = one.review;
  const number = (value, props) => h("input", { type: "number", step: "0.5", inputmode: "decimal", value, ...props });
  const lines = one.kind === "explain" ? one.rubric.map((criterion, index) => ({ criterion, input: number(given?.rubric?.[index] ?? "", { min: 0, max: criterion.points }) })) : [];
  const adjustment = number(given?.adjustment || "", { placeholder: "0" });
  const reason = h("input", { type: "text", maxlength: 10000, value: given?.reason ?? "", autocomplete: "off" });
  const sum = h("strong", {});
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const draw = () => replace(sum, `${format.points(lines.reduce((all, { input }) => all + Number(input.value || 0), 0))} of ${lines.reduce((all, { criterion }) => all + criterion.points, 0)} points`);
  if (lines.length) draw();
  const save = async (event) => {
    event.preventDefault();
    trouble.textContent = "";
    try {
      await put(`/interviews/${interview}/reviews/${one.question}`, {
        adjustment: Number(adjustment.value || 0), reason: reason.value,
        ...(lines.some(({ input }) => input.value !== "") ? { rubric: lines.map(({ input }) => Number(input.value || 0)) } : {}),
      });
      note("Score saved");
      await changed();
    } catch (error) {
      trouble.textContent = explain(error);
    }
  };
  return h("form", { class: "stack scoring", on: { submit: save, input: () => lines.length && draw() } },
    lines.length ? h("fieldset", {}, h("legend", {}, "Rubric"), lines.map(({ criterion, input }) => h("label", { class: "criterion" }, h("span", { class: "grow" }, criterion.text), input, h("span", { class: "muted" }, `of ${criterion.points}`))), h("p", { class: "row end" }, sum)) : null,
    h("div", { class: "row fields" }, field("Adjust by points, + or −", adjustment), h("div", { class: "grow" }, field("Why (interviewers see it)", reason)),
      h("button", { type: "submit" }, icon("check"), "Save score")), trouble);
}
