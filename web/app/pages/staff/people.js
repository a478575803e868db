// Who composes rounds and who runs the service; for administrators.

import { h, replace } from "../../dom.js";
import { all, patch, post } from "../../api.js";
import { ask } from "../../components/dialog.js";
import { attempt, explain, note } from "../../components/trouble.js";
import * as session from "../../session.js";
import { field, secret, select } from "./parts.js";
import * as format from "../../format.js";

const ROLES = { interviewer: "Interviewer", administrator: "Administrator" };

export async function page({ signal }) {
  const people = new People(signal, await session.me());
  await people.read();
  return { title: "People", content: people.element };
}

class People {
  constructor(signal, me) {
    Object.assign(this, { signal, me });
    this.body = h("tbody", {});
    this.made = h("div", { role: "status" });
    this.element = h("div", {}, h("div", { class: "page-head" }, h("h1", {}, "People"),
      h("p", { class: "muted" }, "Interviewers see the rounds that they made. Administrators see everybody's, and decide who is here.")),
    this.made,
    h("div", { class: "table-box card-table", tabindex: "0", role: "group", "aria-label": "Staff" }, h("table", { class: "candidates" }, h("caption", { class: "unseen" }, "Staff"),
      h("thead", {}, h("tr", {}, ["Name", "E-mail", "Role", "Since"].map((text) => h("th", { scope: "col" }, text)), h("td", {}, h("span", { class: "unseen" }, "Actions")))), this.body)),
    this.form());
  }

  async read() {
    const people = await all("/staff", { signal: this.signal });
    replace(this.body, people.map((one) => {
      const role = select(Object.entries(ROLES), one.role, async (value) => {
        if (await this.change(one, { role: value })) note(`${one.name} is ${value === "administrator" ? "an administrator" : "an interviewer"} now`);
      }, { "aria-label": `Role of ${one.name}`, disabled: Boolean(one.disabled) });
      return h("tr", {}, h("th", { scope: "row" }, one.name, one.id === this.me?.id ? h("span", { class: "tag faint" }, "you") : null, one.disabled ? h("span", { class: "tag warn" }, "disabled") : null),
        h("td", {}, one.email), h("td", {}, role), h("td", {}, format.date(one.created)),
        h("td", {}, h("div", { class: "row" },
          one.disabled ? null : h("button", { type: "button", class: "small", "aria-label": `New sign-in link for ${one.name}`, on: { click: () => this.link(one) } }, "New link"),
          h("button", { type: "button", class: "small", "aria-label": `${one.disabled ? "Enable" : "Disable"} ${one.name}`, on: { click: () => this.toggle(one) } }, one.disabled ? "Enable" : "Disable"))));
    }));
  }

  form() {
    const name = h("input", { type: "text", maxlength: 200, required: true, autocomplete: "off" });
    const email = h("input", { type: "email", maxlength: 254, required: true, autocomplete: "off" });
    let role = "interviewer";
    const trouble = h("p", { class: "field-trouble", role: "alert" });
    const add = async (event) => {
      event.preventDefault();
      trouble.textContent = "";
      try {
        const made = await post("/staff", { name: name.value, email: email.value, role });
        this.show(made.name, made);
        name.value = "";
        email.value = "";
        await this.read();
      } catch (error) {
        trouble.textContent = explain(error);
      }
    };
    return h("form", { class: "card stack add-person", "aria-label": "Add somebody", on: { submit: add } }, h("h2", {}, "Add somebody"),
      h("div", { class: "row fields" }, field("Name", name), field("E-mail", email), field("Role", select(Object.entries(ROLES), role, (value) => { role = value; })), h("button", { type: "submit", class: "primary" }, "Add")), trouble);
  }

  show(name, { link, link_expires: expires }) {
    if (!link) return;
    replace(this.made, h("section", { class: "card invited", "aria-label": `Link for ${name}` }, h("h2", {}, `A link for ${name}`), h("p", {}, `Send it to them: it signs in once, until ${format.dateTime(expires)}, and lets them choose a password. It is shown here once.`), secret(`Link for ${name}`, link)));
    this.made.scrollIntoView({ block: "nearest" });
  }

  async link(one) {
    const made = await attempt(() => post(`/staff/${one.id}/link`, {}));
    if (made) this.show(one.name, made);
  }

  async change(one, body) {
    const changed = await attempt(() => patch(`/staff/${one.id}`, body));
    await this.read();
    return changed;
  }

  async toggle(one) {
    if (!one.disabled) {
      const sure = await ask({ title: `Disable ${one.name}?`, content: h("p", {}, "Their sessions, tokens and links end at once and don't come back. Their rounds stay, with the administrators."), actions: [{ text: "Cancel", value: null }, { text: "Disable", value: true, kind: "primary" }] });
      if (!sure) return;
    }
    await this.change(one, { disabled: !one.disabled });
  }
}
