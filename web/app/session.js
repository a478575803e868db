// Who is signed in here. The cookie can't be read, so a note of it is kept: without one nobody asks the server in vain.

import { get, post, remove, Problem } from "./api.js";
import * as store from "./store.js";

const NOTE = "session";
let known;

/** {id, role, name}, or null. Asked once, until something changes it. */
export function me() {
  if (!store.read(NOTE)) return Promise.resolve(null);
  known ??= get("/sessions/current").catch((error) => {
    known = undefined;
    if (error instanceof Problem && error.status === 401) {
      store.forget(NOTE);
      return null;
    }
    throw error;
  });
  return known;
}

export const isStaff = (person) => person?.role === "interviewer" || person?.role === "administrator";

/** To be called when the server has just given this browser a session. */
export function began() {
  known = undefined;
  store.write(NOTE, true);
  document.dispatchEvent(new CustomEvent("viva:session"));
}

export function ended() {
  known = undefined;
  store.forget(NOTE);
  document.dispatchEvent(new CustomEvent("viva:session"));
}

export async function signIn(body) {
  await post("/sessions", body);
  began();
}

export async function signOut() {
  await remove("/sessions/current");
  ended();
}
