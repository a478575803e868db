// A candidate's report, for whoever invited them.

import { h, replace } from "../../../dom.js";
import { all, get } from "../../../api.js";
import { ring } from "../../../components/charts.js";
import { timeline } from "../../report/timeline.js";
import { questionReview } from "./question.js";
import { remarks } from "./remarks.js";
import * as format from "../../../format.js";

/** How often it is read again while something in it is still being graded or the interview runs. */
const AGAIN = 3_000;

const SIGNS = { long_paste: "Much text at once", idle_then_full: "Idle, then much text", no_draft: "No draft", same_as_other: "Same as another's", reached_outside: "Tried the sandbox" };

export async function page({ params, signal }) {
  const review = new Review(params.id, signal);
  await review.read();
  const { report } = review;
  return { title: `${report.candidate || "Practice"}: ${report.interview.title}`, content: review.element };
}

class Review {
  constructor(id, signal) {
    Object.assign(this, { id, signal, open: new Set(), details: null });
    this.element = h("article", { class: "report staff-report" });
    signal.addEventListener("abort", () => clearTimeout(this.timer));
  }

  async read() {
    const { id, signal } = this;
    const [report, events] = await Promise.all([get(`/interviews/${id}/report`, { signal }), all(`/interviews/${id}/events`, { signal })]);
    this.details ??= await Promise.all(report.questions.map((one) => get(`/questions/${one.question}`, { signal }).catch(() => null)));
    Object.assign(this, { report, events });
    this.draw();
    clearTimeout(this.timer);
    // A form that somebody writes in isn't taken away.
    const again = () => { this.timer = setTimeout(() => (this.busy() ? again() : this.read().catch(() => again())), AGAIN); };
    if (report.grading) again();
  }

  busy() {
    return this.element.contains(document.activeElement) || [...this.element.querySelectorAll("textarea")].some((one) => one.value);
  }

  draw() {
    const { report, events, open, signal } = this;
    const { interview } = report;
    const titles = new Map(report.questions.map((one) => [one.question, one.title]));
    const changed = async () => {
      const at = scrollY;
      await this.read();
      scrollTo(0, at);
    };
    replace(this.element,
      h("header", { class: "report-head" },
        h("div", {},
          h("p", { class: "crumbs" }, h("a", { href: "/rounds" }, "Rounds"), interview.round ? [" / ", h("a", { href: `/rounds/${interview.round}` }, interview.title)] : null),
          h("h1", {}, report.candidate || interview.title),
          h("p", { class: "facts" }, [interview.started ? `Started ${format.dateTime(interview.started)}` : "Not started", used(interview), interview.extra_percent ? `${interview.extra_percent} % extra time` : null].filter(Boolean).join(" · ")),
          h("p", { class: "score-line" }, h("strong", {}, format.points(report.score)), ` of ${format.points(report.max_score)} points`),
          report.questions.length > 1 ? h("p", { class: "arithmetic muted" }, report.arithmetic) : null,
          h("p", { class: "row" },
            interview.phase === "running" ? h("span", { class: "tag good" }, "Still running") : null,
            report.grading ? h("span", { class: "tag warn", role: "status" }, "Still being graded; this page follows") : null,
            report.reviewing ? h("span", { class: "tag warn" }, "An answer waits for a person to score it") : null),
          h("p", { class: "row report-links" },
            h("a", { class: "button", href: `/api/v1/interviews/${this.id}/report.html`, target: "_blank", rel: "noopener" }, "To print", h("span", { class: "unseen" }, " (new tab)")),
            interview.round ? h("a", { class: "button", href: `/rounds/${interview.round}/compare?of=${this.id}` }, "Compare with others") : null,
            interview.phase === "running" ? h("button", { type: "button", on: { click: changed } }, "Read again") : null)),
        ring(report.score, report.max_score)),
      this.notes(report, titles),
      h("section", { "aria-label": "Questions" }, report.questions.map((one, index) => questionReview({ one, report, events, detail: this.details[index], open, changed, signal, index }))),
      h("section", {}, h("h2", {}, "On the whole"), remarks({ interview: this.id, list: report.comments, about: {}, title: "A comment on the interview", changed })),
      timeline(report.timeline, titles));
  }

  notes({ integrity, questions }, titles) {
    if (!integrity?.length) return null;
    const go = (question) => () => {
      const index = questions.findIndex((one) => one.question === question);
      const card = this.element.querySelector(`#question-${index + 1}`);
      if (!card) return;
      card.open = true;
      card.querySelector("summary").focus();
      card.scrollIntoView({ block: "start" });
    };
    return h("section", { class: "card integrity", "aria-labelledby": "integrity" }, h("h2", { id: "integrity" }, "What you may want to look at"),
      h("p", { class: "field-hint" }, "Hints to a person, never a verdict: each has innocent explanations. Ask the candidate."),
      h("ul", {}, integrity.map((one) => h("li", {}, h("span", { class: "tag warn" }, SIGNS[one.sign] ?? one.sign),
        h("span", { class: "grow" }, one.seen, " ", h("button", { type: "button", class: "linklike", on: { click: go(one.question) } }, titles.get(one.question) ?? one.question),
          one.other_interview ? [" ", h("a", { href: `/interviews/${one.other_interview}/review` }, "the other one")] : null),
        h("span", { class: "muted" }, format.dateTime(one.at))))));
  }
}

function used(interview) {
  const whole = interview.minutes * 60_000 * (1 + interview.extra_percent / 100);
  if (!interview.started || !interview.finished) return format.clock(whole);
  return `${format.clock(new Date(interview.finished) - new Date(interview.started))} of ${format.clock(whole)} used`;
}
