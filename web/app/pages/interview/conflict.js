// Two tabs wrote different things, or this browser kept something that the server never got: both are shown, one is chosen.

import { h } from "../../dom.js";
import { ask } from "../../components/dialog.js";
import { sideBySide } from "../../components/diff.js";

/** `theirs`: `{text, version}` on the server. `mine`: what is here, if it isn't the draft's text. */
export async function settle(task, draft, theirs, mine = draft.text) {
  const choice = await ask({
    title: "This answer was changed in two places",
    wide: true,
    content: [
      h("p", {}, "Another tab or another browser saved a different text. Nothing is lost: choose which one to go on with. The other one can be copied from here."),
      sideBySide({ left: mine, right: theirs.text, leftTitle: "Here", rightTitle: "Saved from elsewhere", fold: 6, numbers: true }),
    ],
    actions: [
      { text: "Take the one from elsewhere", value: "theirs" },
      { text: "Keep what is here", value: "mine", kind: "primary" },
    ],
  });
  // Escape keeps what is here.
  const kept = choice === "theirs" ? theirs.text : mine;
  if (kept !== draft.text) task.write(kept);
  await draft.resolve(kept, theirs);
  task.onchange();
}
