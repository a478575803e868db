// How programs come in and how they are told: tokens and webhooks, of whoever is signed in.

import { h, replace } from "../../dom.js";
import { all, post, remove } from "../../api.js";
import { ask } from "../../components/dialog.js";
import { attempt, explain, note } from "../../components/trouble.js";
import { field, secret } from "./parts.js";
import * as format from "../../format.js";

const EVENTS = ["interview.started", "interview.submitted", "interview.finished"];

export async function page({ signal }) {
  const [tokens, webhooks] = [new Tokens(signal), new Webhooks(signal)];
  await Promise.all([tokens.read(), webhooks.read()]);
  return { title: "Access", content: h("div", {}, h("div", { class: "page-head" }, h("h1", {}, "Access for programs"), h("p", { class: "muted" }, "Everything that these pages do is in the ", h("a", { href: "/api/v1/reference" }, "API"), ".")), tokens.element, webhooks.element) };
}

/** What both are: a list, a form, and a secret that is shown once. */
class Part {
  constructor(signal, title, about, path, form) {
    Object.assign(this, { signal, path });
    this.list = h("ul", { class: "bank-list" });
    this.made = h("div", { role: "status" });
    this.trouble = h("p", { class: "field-trouble", role: "alert" });
    this.element = h("section", { class: "card access" }, h("h2", {}, title), h("p", { class: "muted" }, about), this.made, this.list,
      h("form", { class: "stack", "aria-label": `New: ${title}`, on: { submit: async (event) => {
        event.preventDefault();
        this.trouble.textContent = "";
        try {
          const { name, text, label } = await form.send();
          replace(this.made, h("div", { class: "invited-secret" }, h("p", {}, h("strong", {}, name), ": it is shown here once."), secret(label, text)));
          await this.read();
        } catch (error) {
          this.trouble.textContent = explain(error);
        }
      } } }, form.fields, this.trouble));
  }

  async read() {
    const items = await all(this.path, { signal: this.signal });
    replace(this.list, items.length ? items.map((one) => this.row(one)) : h("li", { class: "muted" }, "None yet."));
  }

  async drop(one, name, text) {
    const sure = await ask({ title: `Remove ${name}?`, content: h("p", {}, text), actions: [{ text: "Cancel", value: null }, { text: "Remove", value: true, kind: "primary" }] });
    if (!sure) return;
    await attempt(async () => {
      await remove(`${this.path}/${one.id}`);
      note("Removed");
      await this.read();
    });
  }
}

class Tokens extends Part {
  constructor(signal) {
    const name = h("input", { type: "text", maxlength: 100, required: true, autocomplete: "off" });
    const days = h("input", { type: "number", min: 1, max: 366, value: 90, inputmode: "numeric" });
    super(signal, "Tokens", "A program with a token may do what you may, but for passwords and further tokens.", "/tokens", {
      fields: h("div", { class: "row fields" }, field("What it is for", name), field("Good for, days", days), h("button", { type: "submit" }, "Create a token")),
      send: async () => {
        const made = await post("/tokens", { name: name.value, expires_days: Number(days.value || 90) });
        name.value = "";
        return { name: made.name, text: made.token, label: `Token for ${made.name}` };
      },
    });
  }

  row(one) {
    const over = one.revoked || (one.expires && new Date(one.expires) < Date.now());
    return h("li", {}, h("div", { class: "grow" }, h("p", { class: "question-title" }, one.name), h("p", { class: "facts" }, `made ${format.date(one.created)}${one.expires ? ` · good until ${format.date(one.expires)}` : ""}`)),
      over ? h("span", { class: "tag faint" }, one.revoked ? "revoked" : "expired")
        : h("button", { type: "button", class: "small", "aria-label": `Revoke ${one.name}`, on: { click: () => this.drop(one, one.name, "Whatever uses it can't come in any more.") } }, "Revoke"));
  }
}

class Webhooks extends Part {
  constructor(signal) {
    const url = h("input", { type: "url", maxlength: 2000, required: true, placeholder: "https://example.com/viva", autocomplete: "off" });
    const boxes = EVENTS.map((name) => ({ name, box: h("input", { type: "checkbox", checked: true }) }));
    super(signal, "Webhooks", "viva tells an address of yours what happens in your rounds: signed, without names or answers, and again if it fails.", "/webhooks", {
      fields: [h("fieldset", { class: "row" }, h("legend", {}, "When"), boxes.map(({ name, box }) => h("label", { class: "pick" }, box, name.replace("interview.", "")))),
        h("div", { class: "row fields" }, h("div", { class: "grow" }, field("Address", url)), h("button", { type: "submit" }, "Add a webhook"))],
      send: async () => {
        const events = boxes.filter(({ box }) => box.checked).map(({ name }) => name);
        const made = await post("/webhooks", { url: url.value, events });
        url.value = "";
        return { name: made.url, text: made.secret, label: "Secret that signs the messages" };
      },
    });
  }

  row(one) {
    return h("li", {}, h("div", { class: "grow" }, h("p", { class: "question-title" }, one.url), h("p", { class: "facts" }, `${one.events.map((name) => name.replace("interview.", "")).join(", ")}${one.round ? " · of one round" : ""}`)),
      one.disabled ? h("button", { type: "button", class: "small", on: { click: () => attempt(async () => { await post(`/webhooks/${one.id}/enable`, {}); await this.read(); }) } }, "Enable again") : one.failing ? h("span", { class: "tag warn" }, `failing since ${format.dateTime(one.failing)}`) : h("span", { class: "tag good" }, "active"),
      h("button", { type: "button", class: "small", "aria-label": `Remove ${one.url}`, on: { click: () => this.drop(one, "this webhook", one.url) } }, "Remove"));
  }
}
