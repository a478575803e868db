// Links that are sent to people: staff sign in, candidates come with an invitation.

import { test, expect, write, result } from "./server.mjs";

test("an administrator signs in with the printed link, once, and with the password after that", async ({ page, server, allowed }) => {
  allowed.push(/40[0-9]/);
  const staff = await server.staff();
  const made = await server.call("POST", "/staff", { name: "An interviewer", email: "interviewer@example.org", role: "interviewer" }, staff);
  const token = made.link.split("#")[1];
  await page.goto(`/sign-in#${token}`);
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel(/new password/).fill("a long enough password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("An interviewer", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto(`/sign-in#${token}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toContainText("not good any more");
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill("interviewer@example.org");
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("An interviewer", { exact: true })).toBeVisible();
});

test("an invited candidate starts the clock, is told what counts, and sees what the round shows", async ({ page, server, allowed }) => {
  // What the report answers where the round keeps it; the console tells of every such answer.
  allowed.push(/403/);
  const staff = await server.staff();
  const round = await server.call("POST", "/rounds", { title: "Screening", minutes: 20, max_attempts: 2, release: "nothing", questions: [{ id: "gil/lost-updates" }] }, staff);
  const invite = await server.call("POST", `/rounds/${round.id}/invites`, { name: "A candidate", extra_percent: 25 }, staff);
  await page.goto(`/invite#${invite.token}`);
  await page.getByRole("button", { name: "Open the interview" }).click();
  await expect(page.getByText("You have 25 minutes, 25 % extra time included.")).toBeVisible();
  await expect(page.getByText("2 submissions for each question")).toBeVisible();
  await page.getByRole("button", { name: "Start the clock" }).click();
  await expect(page.getByRole("timer")).toHaveText(/^(25:00|24:)/);
  await write(page, "# mine\n");
  await page.keyboard.press("Control+Shift+Enter");
  await expect(result(page)).toContainText("shown later, if at all");
  await expect(page.getByText("1 of 2 submissions used")).toBeVisible();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Thank you, that was it");
});
