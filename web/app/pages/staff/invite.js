// Inviting people to a round: one of them, or a whole list.

import { h, replace } from "../../dom.js";
import { get, post, Problem } from "../../api.js";
import { announce } from "../../announce.js";
import { icon } from "../../components/icons.js";
import { explain } from "../../components/trouble.js";
import { copy, download, field, guard, roundHead, secret } from "./parts.js";
import * as format from "../../format.js";

export async function page({ params, signal }) {
  const round = await get(`/rounds/${params.id}`, { signal });
  const inviting = new Inviting(round);
  return {
    title: `Invite to ${round.title}`, content: inviting.element,
    stays: guard(signal, () => (inviting.uncopied ? "The links are shown once, and weren't copied yet." : null)),
  };
}

class Inviting {
  constructor(round) {
    this.round = round;
    this.made = [];
    this.uncopied = false;
    this.results = h("section", { class: "card invited", "aria-label": "Links", tabindex: "-1", hidden: true });
    this.element = h("div", {}, roundHead(round, "Invite", `Invite to ${round.title}`),
      round.archived ? h("p", { class: "tag warn" }, "It was archived: nobody can be invited to it") : null,
      this.results,
      h("div", { class: "invite-columns" }, this.one(), this.list()));
  }

  one() {
    const input = (props) => h("input", { type: "text", autocomplete: "off", ...props });
    const [name, email, note] = [input({ maxlength: 200, required: true }), input({ type: "email", maxlength: 254 }), input({ maxlength: 500 })];
    const extra = input({ type: "number", min: 0, max: 200, step: 5, value: 0, inputmode: "numeric" });
    const days = input({ type: "number", min: 1, max: 365, value: 14, inputmode: "numeric" });
    const trouble = h("p", { class: "field-trouble", role: "alert" });
    const send = async () => {
      const made = await post(`/rounds/${this.round.id}/invites`, {
        name: name.value, extra_percent: Number(extra.value || 0), expires_days: Number(days.value || 14),
        ...(email.value ? { email: email.value } : {}), ...(note.value ? { note: note.value } : {}),
      });
      this.show([made]);
      for (const one of [name, email, note]) one.value = "";
      extra.value = 0;
    };
    return this.form("One person", trouble, send, "Invite",
      field("Name", name), field("E-mail (optional)", email, { hint: "viva sends no mail: you send the link. The address tells people apart." }),
      h("div", { class: "row fields" }, field("Extra time, %", extra), field("Link good for, days", days)),
      field("Note for yourself (optional)", note));
  }

  list() {
    const text = h("textarea", { rows: 9, spellcheck: "false", autocomplete: "off", placeholder: "name,email,extra_percent,note\nAda Example,ada@example.org,25,\n\nor one person a line:\nAda Example <ada@example.org>" });
    const days = h("input", { type: "number", min: 1, max: 365, value: 14, inputmode: "numeric" });
    const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain", on: { change: async () => {
      const [chosen] = file.files;
      if (chosen) text.value = await chosen.text();
    } } });
    const trouble = h("div", { class: "field-trouble", role: "alert" });
    const send = async () => {
      const { csv, shift } = asCsv(text.value);
      try {
        const { items } = await post(`/rounds/${this.round.id}/invites/csv`, csv, { query: { expires_days: days.value || null } });
        this.show(items);
        text.value = "";
        file.value = "";
      } catch (error) {
        if (!(error instanceof Problem) || !error.lines.length) throw error;
        const lines = error.lines.map(({ line, detail }) => ({ line: Math.max(1, line - shift), detail }));
        replace(trouble, h("p", {}, `Nobody was invited: ${format.count(lines.length, "line")} can't be used.`),
          h("ul", {}, lines.map(({ line, detail }) => h("li", {}, h("button", { type: "button", class: "small", on: { click: () => mark(text, line) } }, `Line ${line}`), ` ${detail}`))));
        mark(text, lines[0].line);
      }
    };
    return this.form("A list", trouble, send, "Invite them all",
      field("Paste a list, or cells of a spreadsheet", text, { hint: "All are invited, or nobody: every line that can't be used is named." }),
      field("or choose a file", file), field("Links good for, days", days));
  }

  form(title, trouble, send, action, ...fields) {
    const button = h("button", { type: "submit", class: "primary", disabled: Boolean(this.round.archived) }, action);
    return h("form", { class: "card stack", "aria-label": title, on: { submit: async (event) => {
      event.preventDefault();
      button.disabled = true;
      replace(trouble);
      try {
        await send();
      } catch (error) {
        replace(trouble, h("p", {}, explain(error)));
      } finally {
        button.disabled = false;
      }
    } } }, h("h2", {}, title), fields, trouble, h("p", {}, button));
  }

  show(items) {
    this.made = [...items.filter((one) => one.link), ...this.made];
    this.uncopied = true;
    const all = () => this.made.map((one) => [one.name, one.email ?? "", one.link].map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")).join("\r\n");
    const csv = () => `name,email,link\r\n${all()}\r\n`;
    replace(this.results,
      h("h2", {}, `${format.count(this.made.length, "link")} to send`),
      h("p", {}, "Each is good once and is shown here once. Whoever loses a link gets another under Candidates."),
      h("div", { class: "row" },
        h("button", { type: "button", on: { click: async () => { if (await copy(csv())) this.uncopied = false; } } }, icon("copy"), "Copy all as CSV"),
        h("button", { type: "button", on: { click: () => { download("invites.csv", csv()); this.uncopied = false; } } }, "Save as a file"),
        h("a", { class: "button", href: `/rounds/${this.round.id}` }, "To the candidates")),
      h("ul", { class: "invited-list" }, this.made.map((one) => h("li", {},
        h("p", {}, h("strong", {}, one.name), one.email ? ` ${one.email}` : null, one.extra_percent ? h("span", { class: "tag" }, `+${one.extra_percent} %`) : null),
        secret(`Link for ${one.name}`, one.link)))));
    this.results.addEventListener("click", (event) => { if (event.target.closest(".secret-line button")) this.uncopied = this.made.length > 1 && this.uncopied; });
    this.results.hidden = false;
    this.results.focus();
    announce(`${format.count(items.length, "person", "people")} invited`);
  }
}

/** Selects a line of the list. */
function mark(text, line) {
  const lines = text.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}

/**
 * What people paste, as the table that the API takes, line by line: columns by tabs, `Name <address>`, and a first line of names
 * where there is none; `shift` is by how much that moves the lines.
 */
export function asCsv(text) {
  const quote = (cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = text.split("\n").map((line) => {
    const plain = line.replace(/\r$/, "");
    const person = /^\s*"?([^"<>,]+?)"?\s*<([^<>\s]+)>[\s,;]*$/.exec(plain);
    if (person) return `${quote(person[1])},${person[2]}`;
    return plain.includes("\t") ? plain.split("\t").map((cell) => quote(cell.trim())).join(",") : plain;
  });
  const columns = (lines[0] ?? "").toLowerCase().split(",").map((cell) => cell.trim());
  if (columns.includes("name") && columns.includes("email")) return { csv: lines.join("\n"), shift: 0 };
  const most = Math.max(2, ...lines.filter((line) => !line.includes('"')).map((line) => line.split(",").length));
  return { csv: ["name,email,extra_percent,note".split(",").slice(0, Math.min(4, most)).join(","), ...lines].join("\n"), shift: 1 };
}
