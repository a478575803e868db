// Colours Python outside of editors. Loads the grammar with the editor's bundle, after the text is already readable.

import { h } from "./dom.js";

const bundle = () => import("../vendor/editor.js");

/** Colours `text`, which is all that `element` holds. A console session is coloured line by line, without its prompts. */
export async function paint(element, text, isSession = false) {
  const { pythonParser, highlightTree, classHighlighter } = await bundle().catch(() => ({}));
  if (!pythonParser) return;
  const parts = isSession ? session(text) : [{ code: text }];
  const nodes = [];
  for (const part of parts) {
    if (part.plain !== undefined) {
      nodes.push(h("span", { class: part.kind }, part.plain));
      continue;
    }
    let from = 0;
    highlightTree(pythonParser.parse(part.code), classHighlighter, (start, end, classes) => {
      if (start > from) nodes.push(part.code.slice(from, start));
      nodes.push(h("span", { class: classes }, part.code.slice(start, end)));
      from = end;
    });
    nodes.push(part.code.slice(from));
  }
  element.replaceChildren(...nodes);
}

function session(text) {
  return text.split(/(?<=\n)/).flatMap((line) => {
    const found = /^(>>>|\.\.\.)( |(?=\n)|$)/.exec(line);
    if (!found) return [{ plain: line, kind: "tok-output" }];
    return [{ plain: found[0], kind: "tok-prompt" }, { code: line.slice(found[0].length) }];
  });
}
