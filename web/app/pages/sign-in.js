// Signing in: with the one-time link that led here (`/sign-in#token`), or with a password.

import { h, replace, uid } from "../dom.js";
import { Problem } from "../api.js";
import { go } from "../router.js";
import { explain } from "../components/trouble.js";
import { announce } from "../announce.js";
import * as session from "../session.js";

const LEAST = 12;

export async function page({ hash }) {
  // What is in the address would stay in the browser's history.
  if (hash) history.replaceState(null, "", location.pathname);
  return { title: "Sign in", content: h("div", { class: "narrow" }, h("h1", {}, "Sign in"), hash ? withLink(hash) : withPassword()) };
}

/** The link is spent by a press of the button, not by opening it: mail programs open links, too. */
function withLink(token) {
  const id = uid("password");
  const hint = uid("hint");
  const password = h("input", { id, type: "password", autocomplete: "new-password", minlength: LEAST, maxlength: 200, "aria-describedby": hint });
  return form([
    h("p", { class: "lead" }, "Your link is good for one sign-in."),
    h("div", { class: "field" }, h("label", { for: id }, "A new password (optional)"), password,
      h("p", { class: "muted", id: hint }, `At least ${LEAST} characters. Without one you need a new link next time. Setting one ends your other sessions.`)),
  ], () => ({ link: token, ...(password.value ? { new_password: password.value } : {}) }), {
    link_not_good: "This link is not good any more: it was used, or is older than a day. Ask for a new one.",
  });
}

function withPassword() {
  const [emailId, passwordId] = [uid("email"), uid("password")];
  const email = h("input", { id: emailId, type: "email", autocomplete: "username", required: true });
  const password = h("input", { id: passwordId, type: "password", autocomplete: "current-password", required: true });
  return [
    form([
      h("p", { class: "lead" }, "For interviewers and administrators. Candidates come with the link that they were sent, and practising needs no account."),
      h("div", { class: "field" }, h("label", { for: emailId }, "E-mail"), email),
      h("div", { class: "field" }, h("label", { for: passwordId }, "Password"), password),
    ], () => ({ email: email.value, password: password.value }), { sign_in_failed: "E-mail and password don't belong together. If the password is lost, ask an administrator for a link." }),
    h("p", {}, h("a", { href: "/" }, "Practise without an account")),
  ];
}

function form(fields, body, sayings) {
  const trouble = h("p", { class: "bad", role: "alert" });
  const button = h("button", { class: "primary", type: "submit" }, "Sign in");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    replace(trouble);
    try {
      await session.signIn(body());
      const person = await session.me();
      announce(`Signed in as ${person?.name ?? "you"}`);
      await go(session.isStaff(person) ? "/rounds" : "/", { instead: true });
    } catch (error) {
      trouble.textContent = (error instanceof Problem && sayings[error.code]) || explain(error);
    } finally {
      button.disabled = false;
    }
  };
  return h("form", { class: "stack", on: { submit } }, fields, trouble, h("p", {}, button));
}
