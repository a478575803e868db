// What is asked, what may be imported, and the hints with their price.

import { h, replace, uid } from "../../dom.js";
import { post } from "../../api.js";
import { announce } from "../../announce.js";
import { ask } from "../../components/dialog.js";
import { icon } from "../../components/icons.js";
import { attempt } from "../../components/trouble.js";
import { markdown, code } from "../../markdown.js";
import * as format from "../../format.js";

export function promptPane(task) {
  const { detail, asked } = task;
  const heading = h("h2", { class: "prompt-title", tabindex: "-1" }, detail.title);
  const element = h("div", { class: "prompt-pane", tabindex: "0", role: "region", "aria-label": "Prompt" },
    heading,
    h("p", { class: "facts" }, `${format.KINDS[detail.kind]} · ${format.LEVELS[detail.level]} · about ${format.minutes(detail.minutes)} · ${format.count(asked.weight, "point")}`),
    markdown(detail.prompt, { top: 3, skipTitle: true }),
    detail.support ? h("details", { class: "support" }, h("summary", {}, h("code", {}, "support.py"), ", which your answer may import"), code(detail.support, "python")) : null,
    hints(task));
  return { element, heading };
}

function hints(task) {
  const { asked } = task;
  const state = { taken: asked.hints, left: asked.hints_left };
  if (!state.taken.length && !state.left) return null;
  const id = uid("hints");
  const box = h("section", { class: "hints", "aria-labelledby": id });
  const draw = () => {
    const price = task.detail.hint_costs_percent[state.taken.length];
    replace(box,
      h("h3", { id }, "Hints"),
      state.taken.map((hint) => h("div", { class: "hint" },
        h("p", { class: "facts" }, `Hint ${hint.number} · ${hint.cost_percent ? `costs ${hint.cost_percent} %` : "free"}`), markdown(hint.text, { top: 4 }))),
      state.left
        ? h("button", { type: "button", on: { click: take } }, icon("bulb"), state.taken.length ? "Next hint" : "Take a hint",
          price ? h("span", { class: "muted" }, ` up to ${price} % of the points`) : null)
        : h("p", { class: "muted" }, "There are no more hints."));
  };
  const take = async () => {
    const price = task.detail.hint_costs_percent[state.taken.length];
    const sure = await ask({
      title: "Take the next hint?",
      content: h("p", {}, `It may cost up to ${price} % of this question's points (${format.points((task.asked.weight * price) / 100)} of ${task.asked.weight}). ${state.left === 1 ? "It is the last one." : `${state.left} are left.`}`),
      actions: [{ text: "No", value: null }, { text: "Show the hint", value: "take", kind: "primary" }],
    });
    if (sure !== "take") return;
    const hint = await attempt(() => post(`/interviews/${task.interview.id}/hints`, { question: task.id }));
    if (!hint) return;
    state.taken = [...state.taken, hint];
    state.left -= 1;
    draw();
    announce(`Hint ${hint.number}: ${hint.text}`);
  };
  draw();
  return box;
}
