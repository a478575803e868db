// What a candidate will see of the question: made of its files as they are just now, with the parts of the interview's own page.

import { h, replace } from "../../../dom.js";
import { code, markdown } from "../../../markdown.js";
import { icon } from "../../../components/icons.js";
import { promptPane } from "../../interview/prompt.js";
import { manifest } from "./manifest.js";

/** Draws the preview of `files` into `place`. */
export function preview(place, files) {
  const about = manifest(files["question.toml"] ?? "");
  const text = (value, usual) => (typeof value === "string" && value ? value : usual);
  const detail = {
    title: text(about.title, "(no title yet)"), kind: text(about.kind, "code"), level: text(about.level, "mid"),
    minutes: Number(about.minutes) || 0, prompt: files["prompt.md"] ?? "", support: files["support.py"], hint_costs_percent: [],
  };
  const { element } = promptPane({ detail, asked: { weight: Number(about.points) || 0, hints: [], hints_left: 0 } });
  const { scrollTop } = place.firstElementChild ?? {};
  element.append(...options(about), ...starter(files), ...hints(files["hints.md"]));
  replace(place, element);
  element.scrollTop = scrollTop ?? 0;
}

function options({ options: list, select }) {
  if (!Array.isArray(list)) return [];
  return [h("fieldset", {}, h("legend", {}, select === "all" ? "Choose all that are right" : "Choose one"),
    list.map((one) => h("div", { class: "option" },
      h("input", { type: select === "all" ? "checkbox" : "radio", disabled: true, "aria-label": `Option ${one.id}` }),
      h("span", { class: "option-id" }, String(one.id ?? "")), h("div", { class: "grow" }, markdown(String(one.text ?? ""), { top: 4 })))))];
}

function folded(title, content) {
  return h("details", { class: "part" }, h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, title)), h("div", { class: "part-body" }, content));
}

function starter(files) {
  return files["starter.py"] ? [folded("The editor opens with", code(files["starter.py"], "python"))] : [];
}

function hints(text) {
  const sections = (text ?? "").split(/^## /m).slice(1);
  return sections.map((section) => {
    const [title, ...rest] = section.split("\n");
    return folded(title, markdown(rest.join("\n"), { top: 4 }));
  });
}
