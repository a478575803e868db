// What holds in a round besides its questions, and where the API's errors about it are shown.

import { h } from "../../../dom.js";
import { field, select } from "../parts.js";
import { explain } from "../../../components/trouble.js";

const CHOICES = {
  counts: ["Which submission counts", { best: "The best one", last: "The last one" },
    { best: "Trying again never makes it worse.", last: "As in production: what is there at the end." }],
  hints: ["Hints", { priced: "For points", free: "Free", none: "None" },
    { priced: "Each costs a part of the question's points, which is said before.", free: "Taking one is on the time line, and costs nothing.", none: "Candidates don't see that there are any." }],
  live: ["While it runs, candidates see", { results: "Their results", nothing: "Nothing" },
    { results: "Each submission's verdicts, hidden cases by their titles.", nothing: "That it was handed in. Sample cases can be run as always." }],
  release: ["Afterwards, candidates see", { nothing: "Nothing", score: "Their score", explanations: "Score and explanations" },
    { nothing: "A word of thanks, and no result at any time.", score: "Their report: score, verdicts and time line.", explanations: "The report with explanations and reference answers. Whoever sees them can tell others." }],
};

/** Which field a problem speaks of; the first that fits. */
const ABOUT = [
  [/\btitle\b/, "title"], [/\bmax_attempts\b/, "max_attempts"], [/\bopens\b|\bcloses\b/, "closes"],
  [/\bminutes\b/, "minutes"],
];

export class Rules {
  constructor(plan, changed) {
    this.plan = plan;
    this.controls = {};
    const { rules } = plan;
    const set = (key, read) => (event) => { rules[key] = read(event.currentTarget); changed(); };
    const number = (key, props) => h("input", { type: "number", inputmode: "numeric", value: rules[key] ?? "", ...props, on: { input: set(key, (input) => (input.value === "" ? null : Number(input.value))) } });
    const time = (key) => h("input", { type: "datetime-local", value: local(rules[key]), on: { change: set(key, (input) => (input.value ? new Date(input.value).toISOString() : null)) } });
    const name = h("input", { type: "text", maxlength: 200, value: plan.title, autocomplete: "off", placeholder: "Backend screening", on: { input: () => { plan.title = name.value; changed(); } } });
    this.title = h("div", { class: "plan-title" }, this.control("title", "Name", name, "Candidates see it."));
    const choice = (key) => {
      const [label, options, hints] = CHOICES[key];
      const control = select(Object.entries(options), rules[key], (value) => {
        rules[key] = value;
        made.querySelector(".field-hint").textContent = hints[value];
        changed();
      });
      const made = this.control(key, label, control, hints[rules[key]]);
      return made;
    };
    this.element = h("section", { class: "card rules", "aria-label": "Rules" }, h("h2", {}, "Rules"),
      h("div", { class: "rules-grid" },
        this.control("minutes", "Minutes", number("minutes", { min: 1, max: 480 }), "For each candidate, from their own start. Extra time comes on top."),
        this.control("max_attempts", "Submissions for each question", number("max_attempts", { min: 1, max: 1000, placeholder: "as many as time allows" }), "Running the sample cases is always free."),
        choice("counts"), choice("hints"), choice("live"), choice("release"),
        this.control("opens", "Can be started from", time("opens"), "In your own time zone. Empty: at once."),
        this.control("closes", "and before", time("closes"), "Empty: for as long as invites are good. Who has started keeps all of their time.")));
  }

  control(key, label, control, hint) {
    this.controls[key] = control;
    const made = field(label, control, { hint });
    made.append(h("p", { class: "field-trouble", id: `${control.id}-trouble`, "aria-live": "polite", hidden: true }));
    return made;
  }

  clear() {
    for (const control of Object.values(this.controls)) {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-errormessage");
      control.closest(".field").querySelector(".field-trouble").hidden = true;
    }
  }

  /** Shows a problem at its field and goes there; false if it is about none. */
  show(problem) {
    const about = ABOUT.find(([pattern]) => pattern.test(problem.detail))?.[1];
    const control = this.controls[about];
    if (!control) return false;
    const trouble = control.closest(".field").querySelector(".field-trouble");
    trouble.textContent = about === "title" && !this.plan.title.trim() ? "Give the round a name." : explain(problem);
    trouble.hidden = false;
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-errormessage", trouble.id);
    control.focus();
    return true;
  }
}

/** An instant as a field for local time takes it. */
function local(text) {
  if (!text) return "";
  const date = new Date(text);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
