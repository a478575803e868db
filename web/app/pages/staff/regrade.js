// Grading a round again after a question was changed: first see whose score changes, then decide.

import { h, replace } from "../../dom.js";
import { all, get, post, Problem, sleep } from "../../api.js";
import { ask } from "../../components/dialog.js";
import { attempt, explain, note } from "../../components/trouble.js";
import { announce } from "../../announce.js";
import { roundHead } from "./parts.js";
import * as format from "../../format.js";

const AGAIN = 1_500;

export async function page({ params, signal }) {
  const [round, regrades] = await Promise.all([get(`/rounds/${params.id}`, { signal }), all("/regrades", { signal })]);
  const page = new Regrades(round, regrades.filter((one) => one.round === params.id), signal);
  return { title: `Regrade: ${round.title}`, content: page.element };
}

class Regrades {
  constructor(round, list, signal) {
    Object.assign(this, { round, list, signal });
    this.said = h("p", { role: "status" });
    this.place = h("div", {});
    this.past = h("div", {});
    this.element = h("div", {}, roundHead(round, "Regrade", `Regrade: ${round.title}`),
      h("section", { class: "card stack" }, h("h2", {}, "Grade again with the questions as they are now"),
        h("p", {}, "For when a question was mended after somebody answered it, or grading failed by a fault of ours. Everything that was graded with another version is graded again, behind what candidates wait for. You see whose score would change and by how much; nothing changes until you apply it."),
        h("p", {}, h("button", { type: "button", class: "primary", on: { click: (event) => this.begin(event.currentTarget) } }, "See what would change")), this.said),
      this.place, this.past);
    const open = list.find((one) => one.state === "open");
    if (open) this.show(open.id);
    this.drawPast();
  }

  async begin(button) {
    button.disabled = true;
    this.said.textContent = "";
    try {
      const made = await post("/regrades", { round: this.round.id });
      await this.show(made.id);
    } catch (error) {
      this.said.textContent = error instanceof Problem && error.code === "nothing_to_regrade"
        ? "Nothing to do: everything was graded with its question as it is now, or is in an open regrade." : explain(error);
    } finally {
      button.disabled = false;
    }
  }

  async show(id) {
    for (;;) {
      const found = await attempt(() => get(`/regrades/${id}`, { signal: this.signal }));
      if (!found) return;
      this.draw(found);
      if (found.state !== "open" || found.done >= found.submissions) return;
      await sleep(AGAIN, this.signal).catch(() => {});
      if (this.signal.aborted) return;
    }
  }

  draw(found) {
    const running = found.done < found.submissions;
    const kept = found.changes.filter((one) => one.kept).length;
    const sign = (number) => `${number > 0 ? "+" : "−"}${format.points(Math.abs(number))}`;
    replace(this.place, h("section", { class: "card stack regrade", "aria-label": "What changes" },
      h("div", { class: "row spread" }, h("h2", {}, found.state === "open" ? "What would change" : found.state === "applied" ? "What changed" : "This one was dropped"),
        running ? h("span", { class: "tag warn" }, `${found.done} of ${found.submissions} graded`) : h("span", { class: "tag faint" }, `${format.count(found.submissions, "submission")} graded again`)),
      running ? h("progress", { class: "results-bar", max: found.submissions, value: found.done, "aria-label": "Graded again" }) : null,
      found.interviews.length ? h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Whose score changes" }, h("table", {}, h("caption", { class: "unseen" }, "Whose score changes"),
        h("thead", {}, h("tr", {}, ["Candidate", "Before", "After", "Change", "How it comes about"].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, found.interviews.map((one) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: `/interviews/${one.interview}/review` }, one.candidate || "Practice")),
          h("td", { class: "numeric" }, format.points(one.before)), h("td", { class: "numeric" }, format.points(one.after)),
          h("td", { class: "numeric" }, h("strong", { class: one.difference > 0 ? "share good" : "share bad" }, sign(one.difference))), h("td", {}, one.arithmetic))))))
        : h("p", {}, running ? "No score changes so far." : found.state === "dropped" ? "Nothing was changed." : "Nobody's score changes."),
      kept ? h("p", { class: "field-hint" }, `${format.count(kept, "submission")} could not be graded again, by a fault of ours, and ${kept === 1 ? "keeps its" : "keep their"} result.`) : null,
      found.state === "open" ? h("div", { class: "row" },
        h("button", { type: "button", class: "primary", disabled: running, on: { click: () => this.end(found, "apply") } }, "Apply"),
        h("button", { type: "button", on: { click: () => this.end(found, "drop") } }, "Drop it")) : null));
    if (!running) announce(`${format.count(found.interviews.length, "score")} ${found.interviews.length === 1 ? "changes" : "change"}`);
  }

  async end(found, how) {
    if (how === "apply") {
      const sure = await ask({ title: "Apply the new grades?", content: h("p", {}, `${format.count(found.interviews.length, "candidate")} will have another score. It stands on their time lines, and can't be undone but by grading again.`), actions: [{ text: "Cancel", value: null }, { text: "Apply", value: true, kind: "primary" }] });
      if (!sure) return;
    }
    if (!await attempt(() => post(`/regrades/${found.id}/${how}`, {}))) return;
    note(how === "apply" ? "The new grades count now" : "Dropped; nothing was changed");
    await this.show(found.id);
    this.list = (await all("/regrades", { signal: this.signal })).filter((one) => one.round === this.round.id);
    this.drawPast();
  }

  drawPast() {
    const past = this.list.filter((one) => one.state !== "open");
    replace(this.past, past.length ? h("section", {}, h("h2", {}, "Before"), h("ul", { class: "bank-list" }, past.map((one) => h("li", {},
      h("p", { class: "grow" }, `${format.dateTime(one.created)} · ${format.count(one.submissions, "submission")} · ${one.state}`),
      h("button", { type: "button", class: "small", on: { click: () => this.show(one.id) } }, "Show"))))) : null);
  }
}
