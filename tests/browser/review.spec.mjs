// What happens after an interview: a person scores what was explained, comments reach whom they are for, a mended question is
// graded again.

import { test, expect } from "./server.mjs";
import { interviewer, sit } from "./staff.mjs";
import { EXPLAINED, doubling, publish } from "./questions.mjs";

/** A round over `questions`, with an invitation to it. */
async function invited(server, staff, questions, more = {}) {
  const round = await server.call("POST", "/rounds", { title: "Screening", minutes: 20, questions: questions.map((id) => ({ id })), ...more }, staff);
  const { token } = await server.call("POST", `/rounds/${round.id}/invites`, { name: "Ada Example" }, staff);
  return { round: round.id, token };
}

test("what was explained is scored along the rubric, and the candidate reads the comments meant for them", async ({ page, server, browser }) => {
  await publish(server, "gil/why-it-hangs", EXPLAINED);
  const staff = await interviewer(page, server);
  const { token } = await invited(server, staff, ["gil/why-it-hangs"], { release: "explanations" });

  // The candidate writes it in a browser of their own.
  const theirs = await browser.newContext({ baseURL: server.address });
  const candidate = await theirs.newPage();
  await candidate.goto(`/invite#${token}`);
  await candidate.getByRole("button", { name: "Open the interview" }).click();
  await candidate.getByRole("button", { name: "Start the clock" }).click();
  const sheet = candidate.getByRole("textbox", { name: /Your answer to/ });
  await expect(candidate.getByRole("button", { name: "Submit" })).toBeDisabled();
  await sheet.click();
  await candidate.keyboard.insertText("Each has a lock that the other waits for.\n\n**Order** the locks.");
  await expect(candidate.getByText("12 words")).toBeVisible();
  await candidate.getByRole("button", { name: "Submit" }).click();
  await expect(candidate.locator(".results-status")).toContainText("A person reads and scores it");
  await candidate.getByRole("button", { name: "Finish" }).click();
  await candidate.getByRole("dialog").getByRole("button", { name: "Finish" }).click();
  await expect(candidate).toHaveURL(/\/report$/);
  const id = /interviews\/([^/]+)/.exec(candidate.url())[1];

  await page.goto(`/interviews/${id}/review`);
  await expect(page.getByText("An answer waits for a person to score it")).toBeVisible();
  await page.locator(".question-report > summary").click();
  await page.locator("summary", { hasText: "The answer" }).click();
  await expect(page.locator(".essay-text")).toContainText("**Order** the locks.");
  await page.locator("summary", { hasText: "Score it" }).click();
  await page.getByLabel("Names the lock").fill("50");
  await page.getByLabel("Weighs a way out").fill("30");
  await expect(page.getByText("80 of 100 points").first()).toBeVisible();
  await page.getByRole("button", { name: "Save score" }).click();
  await expect(page.locator(".score-line")).toHaveText("80 of 100 points");
  await expect(page.getByText("An answer waits for a person to score it")).toHaveCount(0);

  const comment = async (text, audience) => {
    const form = page.locator("form", { has: page.getByLabel("A comment on the interview") });
    await form.getByLabel("A comment on the interview").fill(text);
    await form.getByLabel("Who sees it").selectOption(audience);
    await form.getByRole("button", { name: "Comment" }).click();
    await expect(page.locator(".comment", { hasText: text })).toBeVisible();
  };
  await comment("Well told", "candidate");
  await comment("To be asked again", "staff");

  await candidate.reload();
  await expect(candidate.locator(".score-line")).toHaveText("80 of 100 points");
  await expect(candidate.getByText("Well told")).toBeVisible();
  await expect(candidate.getByText("To be asked again")).toHaveCount(0);

  await page.locator(".comment", { hasText: "Well told" }).getByRole("button", { name: /Remove/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.locator(".comment", { hasText: "Well told" })).toHaveCount(0);
  await theirs.close();
});

test("a mended question is graded again: seen first, then applied", async ({ page, server, allowed }) => {
  // There is nothing to do at first.
  allowed.push(/409/);
  const id = "gil/twice";
  await publish(server, id, doubling({ fault: true }));
  const staff = await interviewer(page, server);
  const { round, token } = await invited(server, staff, [id]);
  const candidate = await sit(server, token);
  await candidate.submit(id, "def double(value):\n    return value * 2\n");
  await candidate.finish();
  await page.goto(`/interviews/${candidate.id}/review`);
  await expect(page.locator(".score-line")).toHaveText(/^8\d(\.\d+)? of 100 points$/);

  await page.goto(`/rounds/${round}/regrade`);
  await page.getByRole("button", { name: "See what would change" }).click();
  await expect(page.getByText(/Nothing to do/)).toBeVisible();

  await publish(server, id, doubling());
  await page.getByRole("button", { name: "See what would change" }).click();
  const row = page.getByRole("row", { name: /Ada Example/ });
  await expect(row).toContainText("100");
  await expect(page.getByRole("button", { name: "Apply" })).toBeEnabled();
  // Nothing has changed by looking.
  const report = () => server.call("GET", `/interviews/${candidate.id}/report`, undefined, staff);
  expect((await report()).score).toBeLessThan(100);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("heading", { name: "What changed" })).toBeVisible();
  expect((await report()).score).toBe(100);
  await page.goto(`/interviews/${candidate.id}/review`);
  await expect(page.locator(".score-line")).toHaveText("100 of 100 points");
});
