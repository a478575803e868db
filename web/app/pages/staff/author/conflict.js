// Somebody else has changed the question, or this browser kept what was never saved: what is here and what is there, and which
// of them goes on.

import { h } from "../../../dom.js";
import { ask } from "../../../components/dialog.js";
import { icon } from "../../../components/icons.js";
import { sideBySide } from "../../../components/diff.js";
import * as format from "../../../format.js";

/** `theirs`: `{digest, files}`, null if the question was removed. Promises "mine", "theirs", or null to decide later. */
export function settle({ digest, mine, theirs }) {
  const there = theirs?.files ?? {};
  const names = [...new Set([...Object.keys(mine), ...Object.keys(there)])].filter((name) => mine[name] !== there[name]).sort();
  const title = theirs ? (digest ? "This question was changed meanwhile" : "A question of this name is there already") : "This question was removed meanwhile";
  return ask({
    title, wide: true,
    content: [
      h("p", {}, "Nothing is lost and nothing was overwritten. Choose what to go on with; you may copy from the other here."),
      h("dl", { class: "keys digests" },
        h("dt", {}, "Made from"), h("dd", {}, digest ? h("code", { class: "digest" }, digest) : "nothing: it was new"),
        h("dt", {}, "In the bank now"), h("dd", {}, theirs ? h("code", { class: "digest" }, theirs.digest) : "nothing")),
      h("p", { class: "facts" }, `${format.count(names.length, "file differs", "files differ")}`),
      names.map((name, index) => h("details", { class: "part", open: index === 0 },
        h("summary", {}, h("span", { class: "twist" }, icon("right")), h("h3", {}, h("code", {}, name))),
        h("div", { class: "part-body" }, sideBySide({
          left: mine[name] ?? "", right: there[name] ?? "", fold: 6, numbers: true,
          leftTitle: name in mine ? "Here" : "Here: no such file", rightTitle: name in there ? "In the bank" : "In the bank: no such file",
        })))),
    ],
    actions: [
      { text: "Decide later", value: null },
      theirs ? { text: "Take what is in the bank", value: "theirs" } : null,
      { text: theirs ? "Keep mine and save it over that" : "Save it as a new one", value: "mine", kind: "primary" },
    ].filter(Boolean),
  });
}
