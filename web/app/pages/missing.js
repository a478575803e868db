// Where no page is.

import { h } from "../dom.js";

export function page() {
  return {
    title: "Nothing here",
    content: h("div", { class: "narrow trouble" },
      h("h1", {}, "There is no page here"),
      h("p", {}, "The address may be mistyped, or what was here is gone."),
      h("p", {}, h("a", { class: "button primary", href: "/" }, "To the first page"))),
  };
}
