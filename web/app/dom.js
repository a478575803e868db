// Makes elements. The only way in which the pages make them: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `props`: `class`, `text`, `on: {click: f}`, `vars: {"--share": "40%"}` (custom properties, where an inline style
 * would be), `data: {…}`, properties of form fields (`value`, `checked`, `disabled`, …), everything else as an attribute;
 * null, undefined and false leave an attribute out. Children: nodes, texts, numbers, arrays of them; null and false are
 * passed over.
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same in SVG. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "open", "hidden", "readOnly", "indeterminate", "inert"]);

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (name === "vars") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "text") element.textContent = value;
    else if (PROPERTIES.has(name)) element[name] = value;
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Puts `children` in place of what is in `element`. */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** A fresh id, for labels. */
export function uid(prefix = "id") {
  uid.last = (uid.last ?? 0) + 1;
  return `${prefix}-${uid.last}`;
}

/** Adds a listener that goes when `signal` aborts. */
export function listen(target, event, handler, signal, options = {}) {
  target.addEventListener(event, handler, { ...options, signal });
}
