// Where a new question begins: its kind and its name. The author's page goes on from there.

import { h, replace } from "../../../dom.js";
import { all } from "../../../api.js";
import { go } from "../../../router.js";
import { icon } from "../../../components/icons.js";
import { field, select } from "../parts.js";
import * as format from "../../../format.js";

const ABOUT = {
  code: "An answer is written and graded by hidden cases.",
  fix: "Faulty code is mended; hidden cases say whether it is.",
  choice: "One or several of some options are right.",
  explain: "Free text, scored by a person along a rubric.",
};

const PART = "[a-z0-9]+(-[a-z0-9]+)*";

export async function page({ signal }) {
  const questions = await all("/questions", { signal });
  const topics = [...new Set(questions.map((one) => one.id.split("/")[0]))].sort();
  const trouble = h("p", { class: "field-trouble", role: "alert" });
  const part = (props) => h("input", { type: "text", required: true, maxlength: 40, pattern: PART, autocomplete: "off", spellcheck: "false", autocapitalize: "off", ...props });
  const topic = part({ list: "topics-known" });
  const slug = part({});
  const copied = select([["", "A small example of the kind"], ...questions.map((one) => [one.id, `A copy of ${one.title}`])], "", (value) => { kindField.hidden = Boolean(value); });
  const kinds = Object.entries(ABOUT).map(([kind, text], index) => h("label", { class: "option" },
    h("input", { type: "radio", name: "kind", value: kind, checked: index === 0 }),
    h("span", {}, h("strong", {}, format.KINDS[kind]), h("span", { class: "kind-about" }, text))));
  const kindField = h("fieldset", {}, h("legend", {}, "What is asked for"), h("div", { class: "kinds" }, kinds));
  const form = h("form", { class: "card stack", on: { submit: (event) => {
    event.preventDefault();
    const id = `${topic.value}/${slug.value}`;
    const begin = copied.value ? `copy=${copied.value}` : `kind=${new FormData(form).get("kind")}`;
    if (!questions.some((one) => one.id === id)) return go(`/questions/${id}/edit?${begin}`);
    replace(trouble, "There is a question of this name already: ", h("a", { href: `/questions/${id}/edit` }, `edit ${id}`), ", or choose another name.");
    return slug.focus();
  } } },
  field("Begin with", copied), kindField,
  h("div", { class: "row fields" },
    field("Topic", topic, { hint: "a folder of the bank, such as oauth2" }), field("Name", slug, { hint: "in lower case, with hyphens: refresh-tokens" })),
  h("datalist", { id: "topics-known" }, topics.map((one) => h("option", { value: one }))),
  trouble,
  h("p", { class: "row" }, h("button", { type: "submit", class: "primary" }, icon("edit"), "Begin")));
  return {
    title: "New question",
    content: h("div", { class: "new-question" },
      h("p", { class: "crumbs" }, h("a", { href: "/questions" }, "Questions")),
      h("h1", {}, "New question"),
      h("p", { class: "lead" }, "It begins as a small question that works. Replace it piece by piece; nothing is in the bank until you save it."),
      form,
      h("p", {}, "From another bank: ", h("a", { href: "/questions/import" }, "import an archive"), ".")),
  };
}
