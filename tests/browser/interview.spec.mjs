// A candidate's way: start, write, run, submit, finish, read the report.

import { test, expect, practise, write, answer, result, finish } from "./server.mjs";

const CACHE = "gil/lost-updates";

test("a stranger starts within a click, and comes to a report", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Topic").selectOption("gil");
  await page.getByLabel("Time you have").selectOption("15");
  await page.getByRole("button", { name: "Start now" }).click();
  await expect(page).toHaveURL(/\/interviews\//);
  await expect(page.getByRole("timer")).toHaveText(/^(9|10|14|15):/);
  await finish(page);
  await expect(page.locator(".score-line")).toHaveText("0 of 100 points");
});

test("by keyboard alone: write, run, mend, submit, finish", async ({ page }) => {
  await practise(page, [CACHE]);
  const editor = page.getByRole("textbox", { name: /Your answer to/ });
  await expect(editor).toBeVisible();
  await page.keyboard.press("F6");
  await page.keyboard.press("F6");
  await expect(editor).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await expect(result(page)).toContainText("2 of 3 cases passed");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(await answer(`${CACHE}/submissions/accepted/condition.py`));
  await page.keyboard.press("Control+Enter");
  await expect(result(page)).toContainText("All 3 cases passed");
  await page.keyboard.press("Control+Shift+Enter");
  await expect(result(page)).toContainText(/All \d+ cases passed · 100 of 100 points/);

  // Out of the editor, then on to Finish with Shift+Tab alone.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Tab");
  const finish = page.getByRole("button", { name: "Finish" });
  for (let steps = 0; steps < 12 && !(await finish.evaluate((one) => one === document.activeElement)); steps += 1) {
    await page.keyboard.press("Shift+Tab");
  }
  await expect(finish).toBeFocused();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Finish" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/report$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.locator(".score-line")).toHaveText("100 of 100 points");
});

test("an error is marked at its line, and one can go there", async ({ page }) => {
  await practise(page, [CACHE]);
  await write(page, "import threading\n\n\ndef broken(:\n    pass\n");
  await page.keyboard.press("Control+Enter");
  await expect(result(page)).toContainText("could not be loaded");
  await page.getByRole("button", { name: "Go to line 4" }).click();
  await expect(page.locator(".cm-lint-marker-error")).toBeVisible();
  await expect(page.getByRole("textbox", { name: /Your answer to/ })).toBeFocused();
});

test("a program of one's own imports the answer and prints", async ({ page }) => {
  await practise(page, [CACHE]);
  await page.getByRole("tab", { name: "Your own program" }).click();
  await page.getByRole("textbox", { name: /Your own program/ }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("from answer import RateCache\n\nprint(RateCache(len).get('four'))\n");
  await page.keyboard.press("Control+Enter");
  await expect(result(page)).toContainText("The program ended");
  await expect(page.getByRole("group", { name: "Printed" })).toHaveText("4\n");
});

test("hints say their price before they are taken", async ({ page }) => {
  await practise(page, [CACHE]);
  await page.getByRole("button", { name: /Take a hint/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("up to 5 %");
  await dialog.getByRole("button", { name: "Show the hint" }).click();
  await expect(page.locator(".hint")).toContainText("Hint 1 · costs 5 %");
});

test("a choice is saved, handed in, and explained afterwards", async ({ page }) => {
  await practise(page, ["gil/what-the-gil-protects"]);
  for (const id of ["a", "b", "f"]) await page.locator(`input[value="${id}"]`).check();
  await expect(page.getByRole("status", { name: "Autosave" })).toHaveText("Saved");
  await page.reload();
  await expect(page.locator('input[value="f"]')).toBeChecked();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(result(page)).toContainText("Handed in.");
  await finish(page);
  await expect(page.getByText("That is right.")).toBeVisible();
});

test("Vim keys and the size of the text are kept", async ({ page }) => {
  await practise(page, [CACHE]);
  await page.getByRole("button", { name: "Editor settings" }).click();
  await page.getByLabel("Keys", { exact: true }).selectOption("vim");
  await page.getByLabel("Size of the text").fill("18");
  await page.getByRole("button", { name: "Done" }).click();
  await page.reload();
  const editor = page.getByRole("textbox", { name: /Your answer to/ });
  await editor.click();
  await expect(page.locator(".cm-vim-panel")).toBeVisible();
  await page.keyboard.type("ggOhello");
  await expect(editor).toContainText("hello");
  await expect(editor).toHaveCSS("font-size", "18px");
});

test("a whole interview by keyboard alone, from the first page to the report", async ({ page }) => {
  await page.goto("/");
  /** Tab, until `wanted` has the focus. */
  const reach = async (wanted, key = "Tab") => {
    await expect(wanted).toBeVisible();
    for (let steps = 0; steps < 150 && !(await wanted.evaluate((one) => one === document.activeElement)); steps += 1) await page.keyboard.press(key);
    await expect(wanted).toBeFocused();
  };
  await reach(page.getByLabel("Topic"));
  await page.keyboard.type("GIL");
  await reach(page.getByLabel("Time you have"));
  await page.keyboard.press("ArrowDown");
  await reach(page.getByRole("button", { name: "Start now" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/interviews\//);
  await expect(page.getByRole("timer")).toBeVisible();

  // A hint, if there is one to have; its dialog keeps the focus and gives it back.
  const hint = page.getByRole("button", { name: /Take a hint/ });
  await reach(hint);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await reach(page.getByRole("dialog").getByRole("button", { name: "Show the hint" }));
  await page.keyboard.press("Enter");
  await expect(page.locator(".hint")).toContainText("Hint 1");

  const submit = page.getByRole("button", { name: "Submit" });
  const editor = page.getByRole("textbox", { name: /Your answer to/ });
  if (await editor.count()) {
    while (!(await editor.evaluate((one) => one === document.activeElement))) await page.keyboard.press("F6");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n# by keyboard");
    await page.keyboard.press("Control+Shift+Enter");
  } else {
    await reach(page.locator(".option input").first());
    await page.keyboard.press("Space");
    await reach(submit);
    await page.keyboard.press("Enter");
  }
  await expect(result(page)).toContainText(/cases passed|could not be loaded|Handed in/, { timeout: 120_000 });
  await page.keyboard.press("Escape");
  await reach(page.getByRole("button", { name: "Finish" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await reach(page.getByRole("dialog").getByRole("button", { name: "Finish" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/report$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await reach(page.locator("summary").first());
  await page.keyboard.press("Enter");
});
