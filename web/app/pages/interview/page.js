// An interview: waiting to be started, running, or over.

import { h } from "../../dom.js";
import { post, get } from "../../api.js";
import { go } from "../../router.js";
import { attempt } from "../../components/trouble.js";
import { readTimed } from "./clock.js";
import { desk } from "./desk.js";
import * as format from "../../format.js";

export async function page({ params, query, signal }) {
  const { interview, asked } = await readTimed(params.id, signal);
  if (interview.phase === "ready") return lobby(interview);
  if (interview.phase === "over") {
    go(`/interviews/${interview.id}/report`, { instead: true });
    return null;
  }
  const details = await Promise.all(interview.questions.map((one) => get(`/questions/${one.question.id}`, { signal })));
  return desk({ interview, asked, details, first: query.get("question"), signal });
}

/** Before the clock runs: what to expect, and the button that starts it. */
function lobby(interview) {
  const extra = interview.extra_percent ? `, ${interview.extra_percent} % extra time included` : "";
  const minutes = Math.round(interview.minutes * (1 + interview.extra_percent / 100));
  const start = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    const started = await attempt(() => post(`/interviews/${interview.id}/start`, {}));
    button.disabled = false;
    if (started) go(`/interviews/${interview.id}`, { instead: true });
  };
  return {
    title: interview.title,
    content: h("div", { class: "narrow lobby" },
      h("h1", {}, interview.title),
      h("p", { class: "lead" }, `You have ${format.minutes(minutes)}${extra}. The clock runs from the moment you start, also while this page is closed.`),
      h("ul", { class: "prose" },
        h("li", {}, "Write Python 3.14 with its standard library. Nothing is installed on your computer."),
        h("li", {}, h("strong", {}, "Run"), " tries the sample cases, or a program of your own, as often as you like. It counts for nothing."),
        h("li", {}, h("strong", {}, "Submit"), ` hands in an answer, graded on hidden cases too. ${interview.max_attempts ? `You have ${format.count(interview.max_attempts, "submission")} for each question.` : "You may submit as often as you like."}`),
        h("li", {}, "What you write is saved as you write it. If the connection fails, go on: it is kept here and sent when it is back."),
        h("li", {}, "When the time is over, what you have written is handed in by itself.")),
      h("p", {}, h("button", { class: "primary large", type: "button", on: { click: start } }, "Start the clock"))),
  };
}
