// What cases came to: while they run, and afterwards. Of a hidden case there is a title and a verdict, and nothing else.

import { h, replace } from "../dom.js";
import { icon } from "./icons.js";
import { sideBySide } from "./diff.js";
import { points, count } from "../format.js";

/** What is said of each verdict, and with which sign. */
const VERDICTS = {
  passed: { word: "passed", sign: "check", kind: "good" },
  failed: { word: "failed", sign: "cross", kind: "bad" },
  error: { word: "raised an error", sign: "cross", kind: "bad" },
  timeout: { word: "ran out of time", sign: "clock", kind: "bad" },
  memory: { word: "ran out of memory", sign: "cross", kind: "bad" },
  output: { word: "printed too much", sign: "cross", kind: "bad" },
  crashed: { word: "ended without a result", sign: "cross", kind: "bad" },
  skipped: { word: "skipped", sign: "minus", kind: "none" },
  internal: { word: "could not be graded", sign: "warn", kind: "warn" },
};

export const verdict = (name) => VERDICTS[name] ?? { word: name, sign: "dots", kind: "none" };

/** `12 of 15 cases passed`. */
export function tally(cases) {
  const passed = cases.filter((one) => one.verdict === "passed").length;
  return `${passed} of ${count(cases.length, "case")} passed`;
}

/** The line of the answer that a message speaks of last, with what it says there: `{line, message}` or null. */
export function place(message) {
  const found = [...(message ?? "").matchAll(/File "(?:answer|test_\w+)\.py", line (\d+)/g)].at(-1);
  if (!found) return placeInTests(message ?? "");
  const lines = message.slice(found.index).split("\n").map((line) => line.trim()).filter(Boolean);
  const said = lines.filter((line) => /^[\w.]*(Error|Exception|Warning|Interrupt|Exit|Group|Timeout|Iteration)\b/.test(line)).at(-1);
  return { line: Number(found[1]), message: said ?? lines.at(-1) ?? "" };
}

/** The line of a candidate's own test that did not pass, as pytest writes it. */
function placeInTests(message) {
  const found = [...message.matchAll(/^test_\w+\.py:(\d+)/gm)].at(-1);
  return found ? { line: Number(found[1]), message: message.trim().split("\n").at(-1) } : null;
}

/** Cases that follow each other under one title, as parametrized ones do, belong together. */
export function grouped(cases) {
  const groups = [];
  for (const one of cases) {
    const last = groups.at(-1)?.[0];
    if (last && last.title === one.title && last.sample === one.sample) groups.at(-1).push(one);
    else groups.push([one]);
  }
  return groups;
}

/** All cases, as a list. `open`: shows at once what the first one that didn't pass has to say. */
export function caseList(cases, { ongoto, open = false } = {}) {
  const groups = grouped(cases);
  const first = open ? groups.findIndex((group) => group.some((one) => one.verdict !== "passed" && (one.message || one.comparison))) : -1;
  return h("ol", { class: "cases", "aria-label": "Cases" }, groups.map((group, index) => groupRow(group, { ongoto, open: index === first })));
}

function groupRow(group, { ongoto, open = false }) {
  if (group.length === 1) return caseRow(group[0], { ongoto, open });
  const passed = group.filter((one) => one.verdict === "passed").length;
  const all = passed === group.length;
  const bad = group.find((one) => one.verdict !== "passed" && one.verdict !== "skipped");
  const { word, sign, kind } = verdict(all ? "passed" : (bad ?? group.find((one) => one.verdict !== "passed")).verdict);
  const sum = (field) => group.reduce((total, one) => total + (one[field] ?? 0), 0);
  const whole = { title: group[0].title, sample: group[0].sample, points: sum("points"), max_points: sum("max_points") };
  const line = caseLine(whole, { sign, kind, word: all ? `${passed} passed` : bad ? `${group.length - passed} of ${group.length} ${word}` : word });
  if (all && !group.some((one) => one.output)) return h("li", { class: "case" }, h("div", { class: "case-line" }, h("span", { class: "twist" }), line));
  const numbered = group.map((one, index) => caseRow({ ...one, title: `Case ${index + 1}` }, { ongoto, open: open && one === bad }));
  return h("li", { class: "case" },
    h("details", { open }, h("summary", { class: "case-line" }, h("span", { class: "twist" }, icon("right")), line),
      h("ol", { class: "cases inner", "aria-label": group[0].title }, numbered)));
}

function caseLine(one, { sign, kind, word }) {
  return [
    h("span", { class: `sign ${kind}` }, icon(sign)),
    h("span", { class: "case-title" }, one.title),
    h("span", { class: one.sample ? "tag" : "tag faint" }, one.sample ? "sample" : "hidden"),
    h("span", { class: `word ${kind}` }, word),
    one.max_points > 0 ? h("span", { class: "worth" }, `${points(one.points)} / ${points(one.max_points)}`) : null,
  ];
}

/** One case. `ongoto(line)`, if a line of the answer can be gone to. */
function caseRow(one, { ongoto, open = false } = {}) {
  const details = one.verdict === "skipped" && !one.message ? [] : parts(one, ongoto);
  const line = caseLine(one, verdict(one.verdict));
  if (!details.length) return h("li", { class: "case" }, h("div", { class: "case-line" }, h("span", { class: "twist" }), line));
  return h("li", { class: "case" },
    h("details", { open }, h("summary", { class: "case-line" }, h("span", { class: "twist" }, icon("right")), line),
      h("div", { class: "case-details" }, details)));
}

function parts(one, ongoto) {
  const found = [];
  if (one.comparison) found.push(comparison(one.comparison));
  if (one.message) {
    const at = place(one.message);
    found.push(section("What happened", h("pre", { tabindex: "0", role: "group", "aria-label": "What happened" }, one.message),
      at && ongoto ? h("button", { type: "button", class: "small", on: { click: () => ongoto(at.line) } }, `Go to line ${at.line}`) : null));
  }
  if (one.schedules?.story?.length) found.push(story(one.schedules));
  if (one.output) {
    found.push(section("Printed", h("pre", { tabindex: "0", role: "group", "aria-label": "Printed" }, one.output)));
  }
  return found;
}

function section(title, ...content) {
  return h("section", { class: "case-part" }, h("h4", {}, title), content);
}

function comparison({ op, left, right }) {
  const isEqual = op === "==";
  return h("section", { class: "case-part" },
    sideBySide({
      left, right, fold: 12,
      leftTitle: isEqual ? "Your answer gave" : `Left of "${op}"`,
      rightTitle: isEqual ? "Expected" : `Right of "${op}"`,
    }));
}

/** How threads took turns in the schedule that failed, or where they stand. */
function story({ ran, of, failed, story: steps }) {
  return section(failed ? `The schedule that fails: the ${ordinal(failed)} of ${of} (${ran} ran)` : "How it came about",
    h("ol", { class: "story" }, steps.map((step) => h("li", {}, step))));
}

function ordinal(number) {
  const tens = number % 100;
  if (tens >= 11 && tens <= 13) return `${number}th`;
  return `${number}${{ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th"}`;
}

/**
 * Shows a submission or a run as it goes on. `begin`, then `state`, `add` and `done`.
 */
export function liveResults({ ongoto }) {
  const status = h("p", { class: "results-status", role: "status" });
  const bar = h("progress", { class: "results-bar", "aria-label": "Cases done", hidden: true });
  const list = h("ol", { class: "cases", "aria-label": "Cases" });
  const body = h("div", { class: "results-body" });
  const element = h("div", { class: "results", tabindex: "-1" }, h("div", { class: "results-head" }, status, bar), body);
  let seen = 0;
  let cases = [];

  return {
    element,
    begin(text) {
      seen = 0;
      cases = [];
      status.className = "results-status";
      status.textContent = text;
      replace(list);
      replace(body, list);
      bar.hidden = false;
      bar.removeAttribute("value");
    },
    state({ state, position }) {
      if (seen) return;
      status.textContent = state === "running" ? "Running…" : position ? `Waiting: ${position} before it` : "Waiting for a grader…";
    },
    add(one) {
      seen = one.done;
      bar.max = one.cases;
      bar.value = one.done;
      status.textContent = `${one.done} of ${one.cases} cases`;
      cases.push(one);
      const group = grouped(cases).at(-1);
      const row = groupRow(group, { ongoto });
      if (group.length > 1) list.lastChild.replaceWith(row);
      else list.append(row);
    },
    done(submission) {
      bar.hidden = true;
      const { head, kind, content } = outcome(submission, { ongoto });
      status.className = `results-status ${kind}`;
      status.textContent = head;
      replace(body, content);
      return head;
    },
    fail(text) {
      bar.hidden = true;
      status.className = "results-status bad";
      status.textContent = text;
    },
  };
}

/** What a finished submission or run says: `{head, kind, content}`. */
export function outcome(submission, { ongoto } = {}) {
  const result = submission.outcome ?? {};
  switch (result.kind) {
    case "report":
      return report(result.report, ongoto);
    case "ran":
      return ran(result.ran);
    case "by_person":
      return { head: "Handed in. A person reads and scores it.", kind: "good", content: null };
    case "withheld":
      return { head: "Handed in. What it came to is shown later, if at all.", kind: "good", content: null };
    case "refused":
      return { head: `Not graded: ${result.why}`, kind: "bad", content: null };
    case "internal":
      return { head: "This could not be graded: our fault, not yours. It costs you nothing; try again.", kind: "warn", content: null };
    default:
      return { head: "Handed in.", kind: "good", content: null };
  }
}

function report(found, ongoto) {
  const cases = found.cases ?? [];
  const all = cases.length > 0 && cases.every((one) => one.verdict === "passed");
  const score = found.score === null || found.score === undefined ? "" : ` · ${points(found.score)} of ${points(found.max_score)} points`;
  const head = `${all ? "All" : ""} ${tally(cases)}${score}`.trim().replace(/^All (\d+) of \1/, "All $1");
  if (found.load_error) {
    const at = place(found.load_error);
    return {
      // Tests that can't be run have no cases: those are what they run against.
      head: cases.length > 0 ? "The answer could not be loaded, so no case ran" : "The tests could not be run", kind: "bad",
      content: [
        section("What happened", h("pre", { tabindex: "0", role: "group", "aria-label": "What happened" }, found.load_error),
          at && ongoto ? h("button", { type: "button", class: "small", on: { click: () => ongoto(at.line) } }, `Go to line ${at.line}`) : null),
        caseList(cases.map((one) => ({ ...one, message: null }))),
      ],
    };
  }
  return { head, kind: all ? "good" : "bad", content: caseList(cases, { ongoto, open: true }) };
}

function ran({ verdict: name, stdout, stderr, message, cost }) {
  const text = (title, value, kind) => section(title, h("pre", { tabindex: "0", class: kind, role: "group", "aria-label": title }, value));
  const { word, kind } = verdict(name);
  const took = cost?.virtual_ms >= 1000 ? ` · ${(cost.virtual_ms / 1000).toFixed(1)} virtual seconds` : "";
  return {
    head: name === "passed" ? `The program ended${took}` : `The program ${word}${took}`,
    kind: name === "passed" ? "good" : kind,
    content: [
      stdout ? text("Printed", stdout) : h("p", { class: "muted" }, "Nothing was printed."),
      stderr ? text("Errors", stderr, "bad") : null,
      message && name !== "passed" ? h("p", { class: "muted" }, message) : null,
    ],
  };
}
