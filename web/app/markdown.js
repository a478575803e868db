// Markdown as elements. `marked` says what is what; elements are made here, so that whatever the text is, it can't become
// anything else: HTML in it is shown as it was written, and links lead to the web or to mail.

import { h } from "./dom.js";
import { lexer } from "../vendor/marked.js";
import { paint } from "./highlight.js";

/** `text` as a `div`. `top` is the level of its first headings: under a page's h1 and a section's h2 it is 3. */
export function markdown(text, { top = 3, skipTitle = false } = {}) {
  let tokens;
  try {
    tokens = lexer(text, { gfm: true });
  } catch {
    return h("div", { class: "prose" }, h("p", {}, text));
  }
  if (skipTitle && tokens[0]?.type === "heading" && tokens[0].depth === 1) tokens.shift();
  const depths = tokens.filter((token) => token.type === "heading").map((token) => token.depth);
  const shift = top - Math.min(...depths, 6);
  return h("div", { class: "prose" }, blocks(tokens, shift));
}

/** A line of it, without paragraphs. */
export function inlineMarkdown(text) {
  const tokens = lexer(text);
  return h("span", { class: "prose-line" },
    tokens.map((token) => (token.type === "paragraph" || token.type === "text" ? inline(token.tokens ?? [token]) : blocks([token], 2))));
}

function blocks(tokens, shift) {
  return tokens.map((token) => block(token, shift));
}

function block(token, shift) {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return h(`h${Math.min(6, Math.max(2, token.depth + shift))}`, {}, inline(token.tokens));
    case "paragraph":
      return h("p", {}, inline(token.tokens));
    case "text":
      return token.tokens ? inline(token.tokens) : unescape(token.text);
    case "code":
      return code(token.text, (token.lang ?? "").trim().split(/\s/)[0]);
    case "blockquote":
      return h("blockquote", {}, blocks(token.tokens, shift));
    case "hr":
      return h("hr");
    case "list":
      return h(token.ordered ? "ol" : "ul", token.ordered && token.start !== 1 ? { start: token.start } : {},
        token.items.map((item) => h("li", {}, item.task ? (item.checked ? "☑ " : "☐ ") : null, blocks(item.tokens, shift))));
    case "table":
      return table(token);
    default:
      return token.raw ? h("p", {}, token.raw) : null;
  }
}

function table(token) {
  const cell = (tag, one, index) =>
    h(tag, { class: token.align[index] ? `align-${token.align[index]}` : null, scope: tag === "th" ? "col" : null }, inline(one.tokens));
  // Scrolled by itself where the window is narrow, and with the keyboard.
  return h("div", { class: "table-box", role: "group", "aria-label": "Table", tabindex: "0" },
    h("table", {},
      h("thead", {}, h("tr", {}, token.header.map((one, index) => cell("th", one, index)))),
      h("tbody", {}, token.rows.map((row) => h("tr", {}, row.map((one, index) => cell("td", one, index)))))));
}

/** A block of code, coloured where the language is known. */
export function code(text, language = "") {
  const body = h("code", {}, text);
  if (/^(py|python|python3|pycon)$/.test(language)) paint(body, text, language === "pycon");
  return h("pre", { tabindex: "0", class: "code", role: "group", "aria-label": "Code" }, body);
}

function inline(tokens) {
  return (tokens ?? []).map((token) => {
    switch (token.type) {
      case "strong":
        return h("strong", {}, inline(token.tokens));
      case "em":
        return h("em", {}, inline(token.tokens));
      case "del":
        return h("del", {}, inline(token.tokens));
      case "codespan":
        return h("code", {}, unescape(token.text));
      case "br":
        return h("br");
      case "link":
        return anchor(token);
      case "image":
        return `[${token.text}]`;
      case "escape":
        return unescape(token.text);
      case "text":
        return token.tokens ? inline(token.tokens) : unescape(token.text);
      default:
        return token.raw;
    }
  });
}

function anchor(token) {
  const children = inline(token.tokens);
  let url;
  try {
    url = new URL(token.href, location.origin);
  } catch {
    return children;
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return children;
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", apos: "'", nbsp: "\u00a0", ndash: "–", mdash: "—", hellip: "…", times: "×" };

function unescape(text) {
  return text.replace(/&(#39|[a-z]+);/g, (whole, name) => ENTITIES[name] ?? whole);
}
