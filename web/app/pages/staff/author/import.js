// A question from an archive, as another bank exports it.

import { h, replace } from "../../../dom.js";
import { Problem, call } from "../../../api.js";
import { explain } from "../../../components/trouble.js";
import { field } from "../parts.js";
import { findingList } from "./check.js";
import * as format from "../../../format.js";

export async function page() {
  const file = h("input", { type: "file", accept: ".zip,application/zip", required: true });
  const result = h("div", { class: "import-result", role: "status" });
  const button = h("button", { type: "submit", class: "primary" }, "Import");
  const send = async (match) => {
    const [chosen] = file.files;
    if (!chosen) return;
    button.disabled = true;
    replace(result, h("p", { class: "muted" }, "Importing…"));
    try {
      const body = new Blob([await chosen.arrayBuffer()], { type: "application/zip" });
      const { id, findings } = await call("POST", "/questions/import", { body, match });
      replace(result,
        h("p", { class: "results-status good" }, `${id} is in the bank now.`),
        h("p", { class: "row" }, h("a", { class: "button primary", href: `/questions/${id}` }, "See the question"), h("a", { class: "button", href: `/questions/${id}/edit` }, "Edit it")),
        findings.length ? findingList(findings, { has: () => false }) : null);
    } catch (error) {
      replace(result, refused(error, send));
    } finally {
      button.disabled = false;
    }
  };
  return {
    title: "Import a question",
    content: h("div", { class: "new-question" },
      h("p", { class: "crumbs" }, h("a", { href: "/questions" }, "Questions")),
      h("h1", {}, "Import a question"),
      h("p", { class: "lead" }, "A zip archive that was exported here or by ", h("code", {}, "viva export"), ": one question's files below ", h("code", {}, "topic/slug/"), "."),
      h("form", { class: "card stack", on: { submit: (event) => { event.preventDefault(); send(); } } },
        field("Archive", file), h("p", {}, button)), result),
  };
}

/** What the server said of the archive: of its entries, of the question's files, or that the question is there already. */
function refused(error, send) {
  if (!(error instanceof Problem)) return h("p", { class: "results-status bad" }, `Not imported. ${explain(error)}`);
  if (error.status === 412) {
    return [h("p", { class: "results-status warn" }, "A question of this name is in the bank already."), h("p", {}, explain(error)),
      h("p", {}, h("button", { type: "button", on: { click: () => send("*") } }, "Replace it"))];
  }
  if (!error.findings.length) return [h("p", { class: "results-status bad" }, "Not imported."), h("p", {}, explain(error))];
  return [h("p", { class: "results-status bad" }, `Not imported: ${format.count(error.findings.length, "finding")}`), findingList(error.findings, { has: () => false })];
}
