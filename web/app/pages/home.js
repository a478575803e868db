// The first page: what to practise, and one button to begin. No account, no explanation that has to be read before.

import { h, replace, uid } from "../dom.js";
import { all } from "../api.js";
import { icon } from "../components/icons.js";
import { announce } from "../announce.js";
import { begin } from "../components/suggestions.js";
import { markdown } from "../markdown.js";
import * as session from "../session.js";
import * as store from "../store.js";
import * as format from "../format.js";

const CHOICE = "choice";
const LENGTHS = [15, 30, 45, 60, 90];

export async function page({ query, signal }) {
  const [presets, questions, sittings] = await Promise.all([all("/presets", { signal }), all("/questions", { signal }), sat(signal)]);
  const state = { role: "", topic: "", level: "", minutes: "", ...store.read(CHOICE) };
  for (const key of ["role", "topic", "level", "minutes"]) {
    if (query.has(key)) state[key] = query.get(key);
  }
  const home = new Home(presets, questions, sittings, state);
  return { title: "Practise", content: home.element };
}

/** What was sat with this browser or account. */
async function sat(signal) {
  return await session.me() ? all("/me/interviews", { signal }) : [];
}

class Home {
  constructor(presets, questions, sittings, state) {
    const road = presets.filter((one) => one.phase).toSorted((a, b) => a.phase - b.phase);
    Object.assign(this, { presets: presets.filter((one) => !one.phase), questions, state, picked: new Map() });
    this.starter = h("section", { class: "start", "aria-label": "Start" });
    this.tracks = h("ul", { class: "tracks" });
    this.list = h("ul", { class: "question-list" });
    this.basket = h("div", { class: "basket", hidden: true, role: "region", "aria-label": "Your own set" });
    this.count = h("p", { class: "muted", role: "status" });
    const roadId = uid("road");
    const tracksId = uid("tracks");
    const listId = uid("list");
    this.element = h("div", { class: "home" },
      h("section", { class: "hero" },
        h("h1", {}, "Practise a Python interview"),
        h("p", { class: "lead" }, "Real questions, a real clock, hidden cases. Your code runs in a sandbox within a second, and afterwards you see the whole report. No account.")),
      this.filters(),
      this.starter,
      road.length ? h("section", { "aria-labelledby": roadId }, h("h2", { id: roadId }, "The road"),
        h("p", { class: "muted" }, "From the foundation to the last polish, one sitting after the other, each with other questions when you come back."),
        this.road(road, sittings)) : null,
      h("section", { "aria-labelledby": tracksId }, h("h2", { id: tracksId }, "Tracks"), this.tracks),
      h("section", { "aria-labelledby": listId },
        h("div", { class: "row" }, h("h2", { id: listId }, "Single questions"), this.count), this.list),
      this.basket);
    this.draw();
  }

  filters() {
    const roles = unique(this.presets.concat(this.questions).flatMap((one) => one.roles));
    const topics = unique(this.questions.flatMap((one) => one.topics));
    const levels = ["junior", "mid", "senior", "staff"].filter((level) => this.questions.some((one) => one.level === level));
    const field = (key, label, options) => {
      const id = uid(key);
      const select = h("select", { id, on: { change: () => { this.state[key] = select.value; this.draw(); } } },
        options.map(([value, text]) => h("option", { value }, text)));
      select.value = this.state[key];
      if (select.selectedIndex < 0) {
        select.value = "";
        this.state[key] = "";
      }
      return h("div", { class: "field" }, h("label", { for: id }, label), select);
    };
    return h("form", { class: "filters", "aria-label": "What to practise", on: { submit: (event) => event.preventDefault() } },
      field("role", "Role", [["", "Any role"], ...roles.map((role) => [role, format.topic(role)])]),
      field("topic", "Topic", [["", "Any topic"], ...topics.map((topic) => [topic, format.topic(topic)])]),
      field("level", "Level", [["", "Any level"], ...levels.map((level) => [level, format.LEVELS[level]])]),
      field("minutes", "Time you have", [["", "Any time"], ...LENGTHS.map((minutes) => [String(minutes), `Up to ${format.minutes(minutes)}`])]));
  }

  /** Whether a preset or a question is what was asked for. */
  fits(one) {
    const { role, topic, level, minutes } = this.state;
    return (!role || one.roles.includes(role)) && (!level || one.level === level) && (!minutes || one.minutes <= Number(minutes))
      && (!topic || this.topics(one).includes(topic));
  }

  /** A preset without topics has those of its questions. */
  topics(one) {
    if (one.topics.length || !one.pools) return one.topics;
    const ids = new Set([...one.questions, ...one.pools.flatMap((pool) => pool.from)]);
    return this.questions.filter((question) => ids.has(question.id)).flatMap((question) => question.topics);
  }

  draw() {
    store.write(CHOICE, this.state);
    const presets = this.presets.filter((one) => this.fits(one));
    const questions = this.questions.filter((one) => this.fits(one));
    const best = this.best(presets, questions);
    replace(this.starter, best
      ? [h("button", { class: "primary large", type: "button", on: { click: (event) => this.begin(event.currentTarget, best.body) } }, icon("play"), "Start now"),
        h("div", { class: "start-what" }, h("strong", {}, best.title), h("span", { class: "muted" }, best.about))]
      : h("p", {}, "Nothing fits all of that. ", h("button", { type: "button", on: { click: () => this.clear() } }, "Show everything")));
    replace(this.tracks, presets.map((one) => this.track(one)));
    this.tracks.parentElement?.toggleAttribute("hidden", !presets.length);
    replace(this.list, questions.map((one) => this.question(one)));
    this.count.textContent = format.count(questions.length, "question");
    this.drawBasket();
  }

  /** What "Start now" starts: the track that asks most within the time; else a single question. */
  best(presets, questions) {
    const wanted = Object.values(this.state).some(Boolean);
    const track = wanted ? presets.toSorted((a, b) => b.minutes - a.minutes)[0] : presets.find((one) => one.id === "phone-screen") ?? presets[0];
    if (track) {
      return { title: track.title, about: `${format.count(track.asked, "question")} · ${format.minutes(track.minutes)} · ${format.LEVELS[track.level]}`, body: { preset: track.id } };
    }
    const one = questions.toSorted((a, b) => b.minutes - a.minutes)[0];
    return one && { title: one.title, about: `1 question · ${format.minutes(one.minutes)} · ${format.LEVELS[one.level]}`, body: { questions: [one.id] } };
  }

  clear() {
    for (const key of Object.keys(this.state)) this.state[key] = "";
    for (const select of this.element.querySelectorAll(".filters select")) select.value = "";
    this.draw();
  }

  track(one) {
    return h("li", { class: "card" },
      h("h3", {}, one.title),
      h("p", { class: "facts" }, `${format.count(one.asked, "question")} · ${format.minutes(one.minutes)} · ${format.LEVELS[one.level]}`),
      markdown(one.description),
      h("div", { class: "card-end" },
        h("button", { type: "button", "aria-label": `Start: ${one.title}`, on: { click: (event) => this.begin(event.currentTarget, { preset: one.id }) } }, icon("play"), "Start")));
  }

  /** The phases in order: what each came to at best, and which is next. */
  road(phases, sittings) {
    const best = new Map();
    for (const { interview, score, max_score: max } of sittings) {
      if (interview.phase !== "over" || !interview.preset) continue;
      const percent = max > 0 ? format.percent(score, max) : 0;
      best.set(interview.preset, Math.max(percent, best.get(interview.preset) ?? 0));
    }
    const next = phases.find((one) => !best.has(one.id));
    return h("ol", { class: "road" }, phases.map((one) => {
      const isNext = one === next;
      const state = best.has(one.id) ? `Sat, at best ${best.get(one.id)} %` : isNext ? "Next" : "Ahead";
      return h("li", { class: best.has(one.id) ? "card done" : isNext ? "card next" : "card" },
        h("p", { class: "road-state" }, state),
        h("h3", {}, one.title),
        h("p", { class: "facts" }, `${format.count(one.asked, "question")} · ${format.minutes(one.minutes)} · ${format.LEVELS[one.level]}`),
        markdown(one.description),
        h("div", { class: "card-end" },
          h("button", { type: "button", class: isNext ? "primary" : undefined, "aria-label": `Start: ${one.title}`, on: { click: (event) => this.begin(event.currentTarget, { preset: one.id }) } },
            icon("play"), best.has(one.id) ? "Again" : "Start")));
    }));
  }

  question(one) {
    const id = uid("pick");
    const box = h("input", {
      type: "checkbox", id, checked: this.picked.has(one.id),
      on: { change: () => { if (box.checked) this.picked.set(one.id, one); else this.picked.delete(one.id); this.drawBasket(); } },
    });
    return h("li", {},
      box,
      h("label", { for: id }, h("span", { class: "question-title" }, one.title),
        h("span", { class: "facts" }, `${format.KINDS[one.kind]} · ${format.LEVELS[one.level]} · ${format.minutes(one.minutes)}`)),
      h("button", { type: "button", class: "quiet", "aria-label": `Start: ${one.title}`, on: { click: (event) => this.begin(event.currentTarget, { questions: [one.id] }) } },
        icon("play"), "Start"));
  }

  drawBasket() {
    const picked = [...this.picked.values()];
    this.basket.hidden = !picked.length;
    const minutes = picked.reduce((sum, one) => sum + one.minutes, 0);
    replace(this.basket,
      h("p", {}, h("strong", {}, format.count(picked.length, "question")), ` · ${format.minutes(minutes)}`),
      h("button", { type: "button", class: "quiet", on: { click: () => { this.picked.clear(); this.draw(); } } }, "Clear"),
      h("button", {
        type: "button", class: "primary",
        on: { click: (event) => this.begin(event.currentTarget, { questions: picked.map((one) => one.id), minutes: Math.min(480, minutes) }) },
      }, icon("play"), "Start these"));
  }

  async begin(button, body) {
    button.disabled = true;
    const interview = await begin(body);
    button.disabled = false;
    if (interview) announce(`The clock runs: ${format.minutes(interview.minutes)}.`);
  }
}

function unique(items) {
  return [...new Set(items)].sort();
}
