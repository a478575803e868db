// Every page, in both themes and on a narrow window: axe finds nothing, nothing is cut off, nothing scrolls sideways.

import AxeBuilder from "@axe-core/playwright";
import { test, expect, practise, finish, write, result } from "./server.mjs";

/** Each: a name, and how one gets there. Whoever adds a page adds a line. */
const PAGES = [
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
    for (const part of await page.locator("details:not([open]) > summary").all()) await part.click();
  }],
  ["progress", async (page) => {
    await practise(page, ["gil/what-the-gil-protects"]);
    await finish(page);
    await page.goto("/me");
  }],
];

for (const [name, open] of PAGES) {
  test(`${name}`, async ({ page }) => {
    await open(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page).toHaveTitle(/· viva$/);
    for (const theme of ["light", "dark"]) {
      await page.evaluate((to) => { document.documentElement.dataset.theme = to; }, theme);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
      expect(violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
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
