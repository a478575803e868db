// Where an invite leads (`/invite#token`): the token becomes a session, and the interview opens.

import { h } from "../dom.js";
import { post, Problem } from "../api.js";
import { go } from "../router.js";
import { explain } from "../components/trouble.js";
import * as session from "../session.js";

export function page({ hash }) {
  if (!hash) return { title: "Invitation", content: incomplete() };
  history.replaceState(null, "", location.pathname);
  const trouble = h("p", { class: "bad", role: "alert" });
  const open = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    trouble.textContent = "";
    try {
      const { interview } = await post("/invites/redeem", { token: hash });
      session.began();
      await go(`/interviews/${interview.id}`, { instead: true });
    } catch (error) {
      trouble.textContent = error instanceof Problem && error.code === "link_not_good"
        ? "This invitation is not good any more: it was used, withdrawn, or has expired. Ask whoever sent it for a new one."
        : explain(error);
    } finally {
      button.disabled = false;
    }
  };
  return {
    title: "Invitation",
    content: h("div", { class: "narrow" },
      h("h1", {}, "You are invited to an interview"),
      h("p", { class: "lead" }, "Open it in the browser in which you will sit it: the link is good once. The clock doesn't start yet."),
      trouble,
      h("p", {}, h("button", { class: "primary large", type: "button", on: { click: open } }, "Open the interview"))),
  };
}

function incomplete() {
  return h("div", { class: "narrow" },
    h("h1", {}, "This link is not complete"),
    h("p", {}, "An invitation's link ends with # and a token. Copy all of it from the message that you were sent, or ask for a new one."));
}
