// Every page, in both themes and on a narrow window: axe finds nothing, nothing is cut off, nothing scrolls sideways.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, practise, finish, write, result } from "./server.mjs";
import { interviewer, sit } from "./staff.mjs";

// Colours change at once: axe would see them half-way.
test.use({ contextOptions: { reducedMotion: "reduce" } });

/** Each: a name, and how one gets there. Whoever adds a page adds a line. */
const PAGES = [
  ["rounds", async (page, server) => {
    await sat(page, server);
    await page.goto("/rounds");
    await expect(page.getByText("1 finished")).toBeVisible();
  }],
  ["composing", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/rounds/new");
    await page.locator(".bank-list").getByRole("button", { name: /^Add / }).first().click();
    await page.getByRole("button", { name: "Add a pool", exact: true }).click();
    await page.getByLabel("Add to").selectOption("1");
    await page.locator(".bank-list").getByRole("button", { name: /^Add / }).first().click();
  }],
  ["inviting", async (page, server) => {
    const { round } = await sat(page, server);
    await page.goto(`/rounds/${round}/invite`);
    await page.getByLabel("Name", { exact: true }).fill("B");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "Link for B" })).toBeVisible();
  }],
  ["candidates", async (page, server) => {
    const { round } = await sat(page, server);
    await page.goto(`/rounds/${round}`);
    await expect(page.getByRole("row", { name: /A candidate/ })).toContainText("Finished");
  }],
  ["a candidate's report", async (page, server) => {
    const { interview } = await sat(page, server);
    await page.goto(`/interviews/${interview}/review`);
    await page.locator(".question-report > summary").click();
    for (const part of ["Cases", "The code, with comments", "Playback", "Adjust the score", "Comment on the question"]) {
      await page.locator(".part > summary", { hasText: part }).click();
    }
  }],
  ["comparison", async (page, server) => {
    const { round } = await sat(page, server);
    await page.goto(`/rounds/${round}/compare`);
    await expect(page.locator(".answers .card")).toBeVisible();
  }],
  ["regrade", async (page, server) => {
    const { round } = await sat(page, server);
    await page.goto(`/rounds/${round}/regrade`);
  }],
  ["questions", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/questions");
  }],
  ["question", async (page, server) => {
    await interviewer(page, server);
    // One with few cases: axe looks at each word of them.
    await page.goto("/questions/asyncio-vs-threading/blocked-loop");
    await page.getByRole("tab", { name: "Cases" }).click();
  }],
  ["a new question", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/questions/new");
  }],
  ["importing", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/questions/import");
  }],
  ["writing a question", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/questions/gil/lost-updates/edit");
    await expect(page.getByRole("textbox", { name: "prompt.md" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Prompt" })).toContainText("What the class must do");
  }],
  ["checking a question", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/questions/gil/a-new-one/edit?kind=choice");
    await page.getByRole("button", { name: "question.toml" }).click();
    await page.getByRole("textbox", { name: "question.toml" }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("correct = 1\n");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("list", { name: "Findings" })).toBeVisible();
  }],
  ["people", async (page, server) => {
    await interviewer(page, server, "An administrator", "administrator");
    await page.goto("/staff/people");
  }],
  ["access", async (page, server) => {
    await interviewer(page, server);
    await page.goto("/staff/access");
  }],
  ["first page", async (page) => page.goto("/")],
  ["sign-in", async (page) => page.goto("/sign-in")],
  ["sign-in with a link", async (page) => page.goto("/sign-in#viva_lnk_x")],
  ["invitation", async (page) => page.goto("/invite#viva_inv_x")],
  ["progress, empty", async (page) => page.goto("/me")],
  ["interview with code", async (page) => {
    await practise(page, ["gil/lost-updates", "gil/what-the-gil-protects"]);
    await write(page, "def broken(:\n");
    await page.keyboard.press("Control+Enter");
    await expect(result(page)).toContainText("could not be loaded");
  }],
  ["interview with a choice", async (page) => practise(page, ["gil/what-the-gil-protects"])],
  ["dialog", async (page) => {
    await practise(page, ["gil/lost-updates"]);
    await page.getByRole("button", { name: "Editor settings" }).click();
  }],
  ["report", async (page) => {
    await practise(page, ["gil/lost-updates"]);
    await expect(page.getByRole("textbox", { name: /Your answer to/ })).toBeVisible();
    await page.keyboard.press("Control+Shift+Enter");
    await expect(result(page)).toContainText("points");
    await finish(page);
    await page.evaluate(() => document.querySelectorAll("details").forEach((part) => {
      // One reference answer stands for all.
      part.open = !/answer [2-9]/.test(part.querySelector("summary").textContent);
    }));
  }],
  ["progress", async (page) => {
    await practise(page, ["gil/what-the-gil-protects"]);
    await finish(page);
    await page.goto("/me");
  }],
];

/** A round that somebody has sat. */
async function sat(page, server) {
  const staff = await interviewer(page, server);
  const round = await server.call("POST", "/rounds", { title: "Screening", minutes: 20, questions: [{ id: "gil/lost-updates" }] }, staff);
  const { token } = await server.call("POST", `/rounds/${round.id}/invites`, { name: "A candidate" }, staff);
  const candidate = await sit(server, token);
  await candidate.draft("gil/lost-updates", "class RateCache:\n    pass\n");
  await candidate.submit("gil/lost-updates", "class RateCache:\n    ...\n");
  await candidate.finish();
  return { round: round.id, interview: candidate.id };
}

/** VIVA_SHOTS=folder keeps what each page looks like instead of asking axe: light, dark, narrow. */
const SHOTS = process.env.VIVA_SHOTS;

for (const [name, open] of PAGES) {
  test(`${name}`, async ({ page, server }) => {
    await open(page, server);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/· viva$/);
    const shot = async (how) => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name.replaceAll(/\W+/g, "-")}-${how}.png`, fullPage: true });
    };
    for (const theme of ["light", "dark"]) {
      await page.evaluate((to) => { document.documentElement.dataset.theme = to; }, theme);
      await shot(theme);
      if (SHOTS) continue;
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    await shot("narrow");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
  });
}

test("where nothing is there is a page that leads on", async ({ page, allowed }) => {
  allowed.push(/404/);
  const response = await page.goto("/nowhere");
  expect(response.status()).toBe(404);
  await page.getByRole("link", { name: "To the first page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Practise a Python interview");
});
