// One question as staff see it: the prompt as candidates do, and what they don't: cases, hints, right and wrong answers.
//
// Each of `SECTIONS` makes a tab's content of what was read, or nothing where there is nothing to show.

import { h, replace, uid } from "../../dom.js";
import { get, Problem } from "../../api.js";
import { begin } from "../../components/suggestions.js";
import { icon } from "../../components/icons.js";
import { attempt } from "../../components/trouble.js";
import { code, markdown } from "../../markdown.js";
import { questionFacts } from "./bank.js";
import * as format from "../../format.js";
import * as session from "../../session.js";

export async function page({ params, signal }) {
  const id = `${params.topic}/${params.slug}`;
  const optional = (path) => get(path, { signal }).catch((error) => {
    if (error instanceof Problem && [401, 403, 404].includes(error.status)) return null;
    throw error;
  });
  const [question, versions, person] = await Promise.all([get(`/questions/${id}`, { signal }), optional(`/questions/${id}/versions`), session.me()]);
  const items = versions?.items ?? [];
  const current = items.find((one) => one.current) ?? items.at(-1);
  const version = current ? await optional(`/questions/${id}/versions/${current.digest}`) : null;
  const all = { id, question, versions: items, content: version?.content ?? null, source: () => optional(`/questions/${id}/source`) };
  return {
    title: question.title,
    content: h("div", { class: "question-page" },
      h("p", { class: "crumbs" }, h("a", { href: "/questions" }, "Questions")),
      h("div", { class: "row spread" }, h("h1", {}, question.title), h("div", { class: "row" },
        h("button", { type: "button", on: { click: () => begin({ questions: [id], minutes: question.minutes }) } }, icon("play"), "Try it"),
        session.isStaff(person) ? h("a", { class: "button", href: `/questions/${id}/edit` }, icon("edit"), "Edit") : null)),
      h("p", { class: "facts" }, `${questionFacts(question)} · `, h("code", {}, id)),
      h("p", { class: "topics" }, question.topics.map((topic) => h("span", { class: "tag faint" }, format.topic(topic)))),
      tabs(SECTIONS.map(({ name, make }) => ({ name, content: make(all) })).filter(({ content }) => content))),
  };
}

const SECTIONS = [
  { name: "Prompt", make: prompt },
  { name: "Cases", make: cases },
  { name: "Options", make: options },
  { name: "Hints", make: hints },
  { name: "Answers and files", make: files },
  { name: "Versions", make: history },
];

/** Tabs by the arrow keys, as the pattern wants it. */
function tabs(sections) {
  const panel = h("div", { role: "tabpanel", class: "card tab-panel", tabindex: "0", id: uid("panel") });
  const buttons = sections.map(({ name }, index) => h("button", {
    type: "button", role: "tab", id: uid("tab"), "aria-controls": panel.id,
    on: { click: () => show(index), keydown: (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = (index + by + sections.length) % sections.length;
      show(next);
      buttons[next].focus();
    } },
  }, name));
  const show = (index) => {
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", buttons[index].id);
    const { content } = sections[index];
    replace(panel, typeof content === "function" ? content() : content);
  };
  show(0);
  return [h("div", { class: "tabs", role: "tablist", "aria-label": "Parts of the question" }, buttons), panel];
}

const file = (name, text, language) => (text ? h("section", {}, h("h2", { class: "file-name" }, name), language === "markdown" ? markdown(text, { top: 3 }) : code(text, language)) : null);

function prompt({ question }) {
  return [markdown(question.prompt, { top: 2, skipTitle: true }), file("starter.py", question.starter, "python"), file("support.py", question.support, "python")];
}

function cases({ content }) {
  if (!content?.cases) return null;
  const text = typeof content.cases === "string" ? content.cases : null;
  const groups = content.groups ?? [];
  return [
    h("p", { class: "muted" }, "What every answer is graded with. Candidates see the sample cases, and of the others the titles and verdicts."),
    groups.length ? h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Groups" }, h("table", {}, h("thead", {}, h("tr", {}, ["Group", "Points", "Cases", "Needs"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, groups.map((group) => h("tr", {}, h("th", { scope: "row" }, group.title), h("td", { class: "numeric" }, format.points(group.points)), h("td", {}, (group.cases ?? []).map((name) => h("div", {}, h("code", {}, name)))), h("td", {}, (group.requires ?? []).join(", ") || "–")))))) : null,
    content.limits && Object.values(content.limits).some((value) => value !== null) ? h("p", { class: "facts" }, `Limits: ${Object.entries(content.limits).filter(([, value]) => value !== null && typeof value !== "object").map(([name, value]) => `${name.replaceAll("_", " ")} ${value.toLocaleString()}`).join(" · ")}`) : null,
    text ? file("cases.py", text, "python") : h("pre", { class: "code" }, JSON.stringify(content.cases, null, 2)),
  ];
}

/** The question's folder, answers that must pass or fail first. Read when the tab is opened: it is much. */
function files({ source }) {
  const place = h("div", { "aria-busy": "true" });
  const rank = (name) => (name.startsWith("submissions/accepted/") ? 0 : name.startsWith("submissions/") ? 1 : 2);
  const show = async () => {
    const found = await attempt(source);
    place.removeAttribute("aria-busy");
    if (!found) return replace(place, h("p", { class: "muted" }, "This service doesn't serve questions' files. They are in the bank's folder."));
    const names = Object.keys(found.files).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    return replace(place, names.map((name) => h("details", { class: "part" },
      h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h2", { class: "file-name" }, name),
        rank(name) === 0 ? h("span", { class: "tag good" }, "must pass") : rank(name) === 1 ? h("span", { class: "tag warn" }, "must not pass") : null),
      h("div", { class: "part-body" }, code(found.files[name], name.endsWith(".py") ? "python" : "")))));
  };
  let asked = false;
  return () => {
    if (!asked) show();
    asked = true;
    return place;
  };
}

function options({ question, content }) {
  if (!question.options.length) return null;
  const solved = new Map((content?.options ?? []).map((one) => [one.id, one]));
  return [h("p", { class: "muted" }, question.select === "all" ? "All that are right are to be chosen." : "One is right."),
    h("ul", { class: "chosen" }, question.options.map((option) => {
      const { correct, why } = solved.get(option.id) ?? {};
      return h("li", { class: correct ? "mine" : "" }, h("span", { class: "option-id" }, option.id), h("div", { class: "grow" }, markdown(option.text, { top: 2 }), why ? h("div", { class: "muted" }, markdown(why, { top: 2 })) : null),
        correct === undefined ? null : h("span", { class: `word ${correct ? "good" : "bad"}` }, correct ? "right" : "wrong"));
    }))];
}

function hints({ content, question }) {
  if (content?.hints?.length) {
    return content.hints.map((hint, index) => h("div", { class: "hint" }, h("p", { class: "facts" }, `Hint ${index + 1} · costs ${hint.cost ?? question.hint_costs_percent[index]} %`), markdown(hint.text ?? "", { top: 2 })));
  }
  return question.hint_costs_percent.length ? h("p", {}, `Hints cost ${question.hint_costs_percent.join(", ")} %.`) : null;
}

function history({ versions }) {
  if (!versions.length) return null;
  return [h("p", { class: "muted" }, "Reports name the version that they were graded with."), h("ul", { class: "bank-list" }, versions.toReversed().map((one) => h("li", {}, h("code", { class: "grow digest" }, one.digest), h("span", { class: "muted" }, format.dateTime(one.kept)), one.current ? h("span", { class: "tag" }, "now") : null)))];
}
