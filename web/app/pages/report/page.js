// What an interview came to, for the one who sat it.

import { h } from "../../dom.js";
import { get, Problem } from "../../api.js";
import { go, reload } from "../../router.js";
import { ring, bars } from "../../components/charts.js";
import { questionReport } from "./question.js";
import { timeline } from "./timeline.js";
import { suggestions } from "../../components/suggestions.js";
import { comments } from "../../components/comments.js";
import * as format from "../../format.js";

/** How often a report is read again while something in it is still being graded. */
const AGAIN = 1500;

export async function page({ params, signal }) {
  let report;
  try {
    report = await get(`/interviews/${params.id}/report`, { signal });
  } catch (error) {
    if (error instanceof Problem && (error.code === "interview_running" || error.code === "not_started")) {
      go(`/interviews/${params.id}`, { instead: true });
      return null;
    }
    if (error instanceof Problem && error.code === "not_released") return thanks();
    throw error;
  }
  const optional = (path) => get(path, { signal }).catch(() => null);
  const [progress, ...details] = await Promise.all([
    report.interview.round ? null : optional("/me/progress"),
    ...report.questions.map((one) => optional(`/questions/${one.question}`)),
  ]);
  // At the deadline, the server takes in what was written within a moment.
  const settling = report.grading || !report.interview.finished;
  if (settling) {
    const timer = setTimeout(reload, AGAIN);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }
  return { title: `Report: ${report.interview.title}`, content: view(report, details, progress, settling) };
}

/** Where the round keeps what it came to. */
function thanks() {
  return {
    title: "Thank you",
    content: h("div", { class: "narrow" },
      h("h1", {}, "Thank you, that was it"),
      h("p", { class: "lead" }, "Everything that you handed in has arrived. Whoever invited you will come back to you; there is nothing to see here for now."),
      h("p", {}, h("a", { class: "button", href: "/" }, "To the first page"))),
  };
}

function view(report, details, progress, settling) {
  const { interview } = report;
  const titles = new Map(report.questions.map((one) => [one.question, one.title]));
  return h("article", { class: "report" },
    h("header", { class: "report-head" },
      h("div", {},
        h("p", { class: "facts" }, `${format.dateTime(interview.started ?? interview.created)} · ${used(interview)}`),
        h("h1", {}, interview.title),
        h("p", { class: "score-line" }, h("strong", {}, format.points(report.score)), ` of ${format.points(report.max_score)} points`),
        report.questions.length > 1 ? h("p", { class: "muted" }, h("span", { class: "unseen" }, "How it came about: "), report.arithmetic) : null,
        settling ? h("p", { role: "status", class: "tag warn" }, "Still being graded; this page follows") : null,
        report.reviewing ? h("p", { class: "tag warn" }, "An answer waits for a person to score it") : null),
      ring(report.score, report.max_score)),
    comments(report.comments),
    skills(report, details),
    h("section", { "aria-label": "Questions" }, report.questions.map((one, index) => questionReport(one, details[index], { open: report.questions.length === 1 }))),
    progress?.next.length ? h("section", {}, h("h2", {}, "Practise next"), suggestions(progress.next)) : null,
    timeline(report.timeline, titles));
}

function used(interview) {
  if (!interview.started || !interview.finished) return format.minutes(interview.minutes);
  const took = new Date(interview.finished) - new Date(interview.started);
  return `${format.clock(took)} of ${format.clock(interview.minutes * 60_000 * (1 + interview.extra_percent / 100))}`;
}

/** The share of points by topic, over the questions that have it. */
function skills(report, details) {
  const topics = new Map();
  report.questions.forEach((one, index) => {
    for (const topic of details[index]?.topics ?? []) {
      const sum = topics.get(topic) ?? { score: 0, max: 0, questions: 0 };
      topics.set(topic, { score: sum.score + one.score, max: sum.max + one.max_score, questions: sum.questions + 1 });
    }
  });
  if (topics.size < 2) return null;
  const items = [...topics].map(([topic, { score, max, questions }]) => ({
    label: format.topic(topic), percent: format.percent(score, max), about: format.count(questions, "question"),
  }));
  items.sort((a, b) => b.percent - a.percent || a.label.localeCompare(b.label));
  return h("section", {}, h("h2", {}, "By skill"), bars(items));
}
