// What tests of the pages for staff begin with.

/** Signs `page` in as an interviewer of its own; gives the interviewer's token, too. */
export async function interviewer(page, server, name = "An interviewer", role = "interviewer") {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}.${Date.now()}@example.org`;
  const made = await server.call("POST", "/staff", { name, email, role }, await server.staff());
  const { token } = await server.call("POST", "/sessions", { link: made.link.split("#")[1] });
  await page.context().addCookies([{ name: "viva_session", value: token, url: server.address }]);
  await page.addInitScript(() => localStorage.setItem("viva.session", "true"));
  return token;
}

/** Comes with an invite and starts the clock. */
export async function sit(server, token) {
  const { session, interview } = await server.call("POST", "/invites/redeem", { token });
  await server.call("POST", `/interviews/${interview.id}/start`, {}, session.token);
  const at = (path) => `/interviews/${interview.id}${path}`;
  let version;
  return {
    id: interview.id,
    draft: async (question, text) => {
      ({ version } = await server.call("PUT", at(`/drafts/${question}`), { text, ...(version ? { version } : {}) }, session.token));
    },
    submit: async (question, text) => {
      const { id } = await server.call("POST", at("/submissions"), { question, text }, session.token);
      await server.call("GET", `/submissions/${id}?wait=25`, undefined, session.token);
    },
    finish: () => server.call("POST", at("/finish"), {}, session.token),
  };
}
