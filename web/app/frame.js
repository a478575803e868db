// What is around every page: skip link, header, footer, the regions that are read aloud.

import { h, replace } from "./dom.js";
import { regions } from "./announce.js";
import { themeSwitch } from "./theme.js";
import { go } from "./router.js";
import * as session from "./session.js";
import { attempt } from "./components/trouble.js";

/** Links of the header: who sees them, and where they lead. Staff pages add theirs here. */
const LINKS = [
  { href: "/", text: "Practise", when: () => true },
  { href: "/me", text: "My progress", when: (person) => person && person.role !== "candidate" && !session.isStaff(person) },
  { href: "/rounds", text: "Rounds", when: session.isStaff },
  { href: "/questions", text: "Questions", when: session.isStaff },
  { href: "/staff/people", text: "People", when: (person) => person?.role === "administrator" },
  { href: "/staff/access", text: "Access", when: session.isStaff },
];

export function frame() {
  const main = h("main", { id: "main", tabindex: "-1" });
  const nav = h("nav", { "aria-label": "Site" });
  const account = h("div", { class: "account" });
  const rest = h("div", { class: "grow" });
  const header = h("header", { class: "site" },
    h("a", { class: "brand", href: "/", "aria-label": "viva, first page" }, h("span", { class: "mark", "aria-hidden": "true" }, "v"), "viva"),
    nav,
    rest,
    account,
    themeSwitch());
  const footer = h("footer", { class: "site" },
    h("p", {}, "Answers run in a sandbox. The same answer gets the same report, each time."),
    h("p", { class: "row" },
      h("a", { href: "/api/v1/reference" }, "API reference"),
      h("a", { href: new URL("../vendor/licences.txt", import.meta.url).pathname }, "Licences")));
  const skip = h("a", { class: "skip", href: "#main", on: { click: (event) => { event.preventDefault(); main.focus(); } } },
    "Skip to the content");

  const mark = () => {
    for (const link of nav.querySelectorAll("a")) {
      const here = link.pathname === location.pathname || (link.pathname !== "/" && location.pathname.startsWith(`${link.pathname}/`));
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  const draw = async () => {
    const person = await session.me().catch(() => null);
    replace(nav, LINKS.filter((link) => link.when(person)).map((link) => h("a", { href: link.href }, link.text)));
    replace(account, person && person.role !== "practice"
      ? [h("span", { class: "who" }, person.name), h("button", { class: "quiet", type: "button", on: { click: signOut } }, "Sign out")]
      : h("a", { class: "quiet", href: "/sign-in" }, "Sign in"));
    mark();
  };
  const signOut = () => attempt(async () => {
    await session.signOut();
    go("/");
  });
  document.addEventListener("viva:session", draw);
  document.addEventListener("viva:page", ({ detail: page }) => {
    mark();
    // A page that fills the window may put what it needs into the header.
    replace(rest, page.bar ?? null);
  });
  draw();
  return { parts: [skip, header, main, footer, ...regions], main };
}
