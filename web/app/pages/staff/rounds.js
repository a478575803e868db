// The overview of rounds.

import { h, replace } from "../../dom.js";
import { all } from "../../api.js";
import { icon } from "../../components/icons.js";
import { standing, roundFacts } from "./parts.js";
import * as format from "../../format.js";

/** In this order; a round's candidates are counted when it is scrolled to. */
const STATES = ["started", "finished", "sent", "redeemed", "expired", "revoked"];
const WORDS = { sent: "invited", redeemed: "not started", started: "running", finished: "finished", expired: "expired", revoked: "revoked" };

export async function page({ query, signal }) {
  const archived = query.get("show") === "archived";
  const rounds = await all("/rounds", { query: { archived: archived || null }, signal });
  const content = h("div", { class: "rounds" },
    h("div", { class: "row spread page-head" },
      h("h1", {}, archived ? "Archived rounds" : "Rounds"),
      h("a", { class: "button primary", href: "/rounds/new" }, icon("plus"), "Compose a round")),
    rounds.length ? list(rounds, signal) : empty(archived),
    h("p", {}, archived ? h("a", { href: "/rounds" }, "Back to the others") : h("a", { href: "/rounds?show=archived" }, "Archived rounds")));
  return { title: archived ? "Archived rounds" : "Rounds", content };
}

function empty(archived) {
  return h("div", { class: "card empty" }, archived
    ? h("p", {}, "Nothing was archived.")
    : [h("h2", {}, "No rounds yet"),
      h("p", {}, "A round is what candidates sit: some questions, a time, and rules about attempts, hints and what is shown. Compose one, preview it as a candidate, then invite people to it.")]);
}

function list(rounds, signal) {
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      count(entry.target, signal);
    }
  });
  signal.addEventListener("abort", () => watcher.disconnect());
  return h("ul", { class: "round-list" }, rounds.map((round) => {
    const { text, kind } = standing(round);
    const counts = h("p", { class: "round-counts", data: { round: round.id } }, h("span", { class: "muted" }, "…"));
    watcher.observe(counts);
    return h("li", {},
      h("div", { class: "grow" },
        h("h2", {}, h("a", { href: `/rounds/${round.id}` }, round.title)),
        h("p", { class: "facts" }, `${roundFacts(round)} · made ${format.date(round.created)}`)),
      counts,
      h("span", { class: `tag ${kind}` }, text));
  }));
}

async function count(place, signal) {
  const invites = await all(`/rounds/${place.dataset.round}/progress`, { signal }).catch(() => null);
  if (!invites) return;
  const sums = STATES.map((state) => [state, invites.filter((one) => one.state === state).length]).filter(([, sum]) => sum);
  replace(place, sums.length
    ? sums.map(([state, sum]) => h("span", { class: `count ${state}` }, h("strong", {}, sum), ` ${WORDS[state]}`))
    : h("span", { class: "muted" }, "Nobody invited yet"));
}
