// Nothing that was written is lost: without a network, over a reload, with two tabs, at the deadline.

import { test, expect, practise, write, result } from "./server.mjs";

const CACHE = "gil/lost-updates";
const saved = (page) => page.getByRole("status", { name: "Autosave" });
const editor = (page) => page.getByRole("textbox", { name: /Your answer to/ });

/** The draft as the server has it. */
const draft = (page, id) => page.evaluate(async (at) => (await (await fetch(at)).json()).questions[0].draft, `/api/v1/interviews/${id}`);

test("what is written goes to the server by itself", async ({ page }) => {
  const interview = await practise(page, [CACHE]);
  await write(page, "# kept\n");
  await expect.poll(async () => (await draft(page, interview.id))?.text).toBe("# kept\n");
  await expect(saved(page)).toHaveText("Saved");
});

test("without a network it is kept here, and sent when it is back", async ({ page, context, allowed }) => {
  allowed.push(/ERR_INTERNET_DISCONNECTED/);
  const interview = await practise(page, [CACHE]);
  await expect(editor(page)).toBeVisible();
  await context.setOffline(true);
  await write(page, "# written on a train\n");
  await expect(saved(page)).toContainText("Offline");
  await page.keyboard.type("# and more");
  await context.setOffline(false);
  await expect(saved(page)).toHaveText("Saved");
  await expect.poll(async () => (await draft(page, interview.id))?.text).toBe("# written on a train\n# and more");
});

test("what the server never got is there again after a reload", async ({ page, context, allowed }) => {
  allowed.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  const interview = await practise(page, [CACHE]);
  await expect(editor(page)).toBeVisible();
  await page.route("**/drafts/**", (route) => route.abort());
  await write(page, "# the browser was closed\n");
  await expect(saved(page)).toContainText("Offline");
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await expect(editor(page)).toContainText("# the browser was closed");
  await page.unrouteAll();
  await expect(editor(page)).toContainText("# the browser was closed");
  await expect.poll(async () => (await draft(page, interview.id))?.text).toBe("# the browser was closed\n");
});

test("two tabs: the second one to save is shown both texts", async ({ page, context, allowed }) => {
  allowed.push(/409/);
  const interview = await practise(page, [CACHE]);
  const other = await context.newPage();
  await other.goto(`/interviews/${interview.id}`);
  await expect(editor(other)).toBeVisible();
  await write(page, "# from the first\n");
  await expect(saved(page)).toHaveText("Saved");
  await expect.poll(async () => (await draft(page, interview.id))?.text).toBe("# from the first\n");
  await write(other, "# from the second\n");
  const dialog = other.getByRole("dialog");
  await expect(dialog).toContainText("# from the first");
  await expect(dialog).toContainText("# from the second");
  await dialog.getByRole("button", { name: "Keep what is here" }).click();
  await expect.poll(async () => (await draft(page, interview.id))?.text).toBe("# from the second\n");
  await expect(saved(other)).toHaveText("Saved");
});

test("at the deadline all is handed in, and the report is there", async ({ page }) => {
  test.setTimeout(300_000);
  const interview = await practise(page, [CACHE], 1);
  await expect(page.getByRole("timer")).toHaveText(/^(1:00|0:[45]\d)$/);
  await expect(page.getByRole("timer")).toHaveClass(/last/);
  // Read aloud at once and to whoever looks elsewhere: half of the time, and its end.
  await page.evaluate(() => {
    window.heard = [];
    new MutationObserver(() => { for (const id of ["polite", "urgent"]) window.heard.push(document.querySelector(`#${id}`).textContent); })
      .observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await write(page, "# in the last minute\n");
  await expect(saved(page)).toHaveText("Saved");
  await expect(page).toHaveURL(new RegExp(`/interviews/${interview.id}/report$`), { timeout: 120_000 });
  await expect(page.locator(".score-line")).toBeVisible();
  expect(await page.evaluate(() => window.heard)).toEqual(expect.arrayContaining(["Half of the time is left", "The time is over"]));
  await page.getByRole("heading", { name: "Your code" }).click();
  await expect(page.getByText("# in the last minute").first()).toBeVisible();
});

test("a run after the network failed says so, and nothing is handed in twice", async ({ page, context, allowed }) => {
  allowed.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  const interview = await practise(page, [CACHE]);
  await expect(editor(page)).toBeVisible();
  // The server gets it, but its answer never arrives.
  let dropped = 0;
  await page.route("**/submissions", async (route) => {
    dropped += 1;
    if (dropped > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await page.keyboard.press("Control+Shift+Enter");
  await expect(result(page)).toContainText(/\d+ of \d+ cases passed|All \d+ cases passed/);
  expect(dropped).toBe(2);
  const list = await page.evaluate(async (at) => (await (await fetch(at)).json()).items.length, `/api/v1/interviews/${interview.id}/submissions`);
  expect(list).toBe(1);
});
