// An interviewer's way: compose a round, invite, watch, read the report, comment, compare. The candidate sits it through the API.

import { test, expect, answer } from "./server.mjs";
import { interviewer, sit } from "./staff.mjs";

const CACHE = "gil/lost-updates";
const CHOICE = "gil/what-the-gil-protects";

const titles = (page) => page.getByRole("list", { name: "Asked of everybody, in this order" }).locator(".question-title");

test("compose, invite, watch, read the report, score and comment", async ({ page, server, allowed }) => {
  allowed.push(/422/);
  await interviewer(page, server);
  await page.goto("/rounds");
  await page.getByRole("link", { name: "Compose a round" }).click();

  // By search, in another order by keys, with a pool.
  await page.getByLabel("Name", { exact: true }).fill("Screening");
  await page.getByRole("searchbox", { name: "Search" }).fill("gil protects");
  await page.getByRole("button", { name: "Add What the GIL protects" }).click();
  await page.getByRole("searchbox", { name: "Search" }).fill("rate cache");
  await page.getByRole("button", { name: /^Add A rate cache/ }).click();
  await expect(titles(page)).toHaveText(["What the GIL protects", /A rate cache/]);
  await page.getByRole("button", { name: /Remove: A rate cache/ }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(titles(page)).toHaveText([/A rate cache/, "What the GIL protects"]);
  await expect(page.getByRole("button", { name: /Remove: A rate cache/ })).toBeFocused();
  await page.getByLabel("Points for What the GIL protects").fill("50");
  await expect(page.locator(".plan-totals")).toHaveText("2 questions · 50 minutes of work in 60 · 150 points");
  await page.getByLabel("Minutes", { exact: true }).last().fill("45");
  await expect(page.locator(".plan-totals")).toContainText("more work than time");
  await page.getByRole("button", { name: "Save round" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Screening");
  await expect(page.getByText("Nobody was invited yet")).toBeVisible();

  // A list with a bad line invites nobody; mended, it invites both.
  await page.getByRole("link", { name: "Invite" }).first().click();
  const list = page.getByLabel(/Paste a list/);
  await list.fill("Ada Example <ada@example.org>\nBerta Example");
  await page.getByRole("button", { name: "Invite them all" }).click();
  await expect(page.getByRole("button", { name: "Line 2" })).toBeVisible();
  await list.fill("Ada Example <ada@example.org>\nBerta Example\tberta@example.org");
  await page.getByRole("button", { name: "Invite them all" }).click();
  const link = page.getByRole("textbox", { name: "Link for Ada Example" });
  await expect(link).toHaveValue(/invite#viva_inv_/);
  const token = (await link.inputValue()).split("#")[1];
  await page.getByRole("link", { name: "To the candidates" }).click();
  await expect(page.getByRole("dialog")).toContainText("weren't copied yet");
  await page.getByRole("button", { name: "Leave" }).click();

  // The table follows by itself.
  const row = page.getByRole("row", { name: /Ada Example/ });
  await expect(row).toContainText("Invited");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const candidate = await sit(server, token);
  await expect(row).toContainText("Running");
  await expect(row).toContainText(/4[45]:\d\d/);
  const right = await answer(`${CACHE}/submissions/accepted/condition.py`);
  const half = right.slice(0, right.length / 2);
  await candidate.draft(CACHE, "# first\n");
  await candidate.draft(CACHE, half);
  await candidate.submit(CACHE, half);
  await candidate.draft(CACHE, right);
  await candidate.submit(CACHE, right);
  await candidate.submit(CHOICE, "a");
  await expect(row).toContainText("2 tries");
  await candidate.finish();
  await expect(row).toContainText("Finished");
  await expect(row).toContainText("100 / 150");

  // The report: arithmetic, hidden cases, playback, a comment, an adjustment.
  await row.getByRole("link", { name: "Ada Example" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ada Example");
  await expect(page.locator(".score-line")).toHaveText("100 of 150 points");
  await page.locator(".question-report > summary", { hasText: "A rate cache" }).click();
  await page.locator("summary", { hasText: /Cases: (\d+) of \1/ }).click();
  await expect(page.locator(".case").first()).toBeVisible();
  await page.locator("summary", { hasText: "Playback: 5 steps" }).click();
  await page.getByRole("slider", { name: "Step" }).fill("0");
  await expect(page.locator(".play-code")).toHaveText(/# first/);
  await page.getByRole("button", { name: "One step on" }).click();
  await expect(page.locator(".play-label")).toContainText("Draft saved · step 2 of 5");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.locator(".play-label")).toContainText("Submission 2 · step 5 of 5");
  await page.locator("summary", { hasText: "The code, with comments" }).click();
  await page.getByLabel("A comment on this submission").fill("A *clear* lock");
  await page.getByLabel("On line (optional)").fill("3");
  await page.getByRole("button", { name: "Comment", exact: true }).first().click();
  await expect(page.locator(".comment", { hasText: "A clear lock" })).toContainText("line 3");
  await page.locator("summary", { hasText: "Adjust the score" }).first().click();
  await page.getByLabel("Adjust by points").fill("-5");
  await page.getByLabel("Why (interviewers see it)").fill("Told the answer");
  await page.getByRole("button", { name: "Save score" }).click();
  await expect(page.locator(".score-line")).toHaveText("95 of 150 points");

  await page.getByRole("link", { name: "Compare with others" }).click();
  await expect(page.getByRole("row", { name: /^All/ })).toContainText("95 / 150");
  await expect(page.locator(".answers .card")).toContainText("class RateCache");
});

test("what is composed is there again after a reload, and errors are at their field", async ({ page, server, allowed }) => {
  allowed.push(/422/);
  await interviewer(page, server);
  await page.goto("/rounds/new");
  await page.locator(".bank-list").getByRole("button", { name: /^Add / }).first().click();
  await page.reload();
  await expect(titles(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Save round" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await expect(page.getByText("Give the round a name.")).toBeVisible();
});

test("questions are dragged into the round, and into another order", async ({ page, server }) => {
  await interviewer(page, server);
  await page.goto("/rounds/new");
  const bank = page.locator(".bank-list li");
  const [first, second] = [await bank.nth(0).locator("a").innerText(), await bank.nth(1).locator("a").innerText()].map((text) => text.split(/\s*\(new tab\)/)[0]);
  const list = page.getByRole("list", { name: "Asked of everybody, in this order" });
  await bank.nth(0).locator(".facts").dragTo(list);
  await bank.nth(1).locator(".facts").dragTo(list, { targetPosition: { x: 60, y: 4 } });
  await expect(titles(page)).toHaveText([second, first]);
  await list.locator("li").nth(1).locator(".facts").dragTo(list.locator("li").nth(0), { targetPosition: { x: 60, y: 4 } });
  await expect(titles(page)).toHaveText([first, second]);
});

test("candidates see nothing of it", async ({ page, server, allowed }) => {
  allowed.push(/403/);
  const staff = await server.staff();
  const round = await server.call("POST", "/rounds", { title: "Closed", minutes: 5, questions: [{ id: CHOICE }] }, staff);
  const { token } = await server.call("POST", `/rounds/${round.id}/invites`, { name: "A candidate" }, staff);
  await page.goto(`/invite#${token}`);
  await page.getByRole("button", { name: "Open the interview" }).click();
  await expect(page.getByRole("button", { name: "Start the clock" })).toBeVisible();
  await page.goto("/rounds");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This isn't for you");
  await expect(page.getByRole("link", { name: "Rounds" })).toHaveCount(0);
});
