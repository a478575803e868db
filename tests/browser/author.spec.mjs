// Authors: a question from its first line to a candidate, what others did meanwhile, and archives.

import { test, expect } from "./server.mjs";
import { interviewer } from "./staff.mjs";

const state = (page) => page.getByRole("status", { name: "State" });
const outcome = (page) => page.getByRole("region", { name: "Check" }).locator(".results-status");
const file = (page, name) => page.getByRole("navigation", { name: "Files" }).getByRole("button", { name });

/** The editor of a file, once it is there. */
async function open(page, name) {
  await file(page, name).click();
  const editor = page.getByRole("textbox", { name });
  await expect(editor).toBeVisible();
  return editor;
}

/** Puts `text` in place of a file's. */
async function write(page, name, text) {
  await (await open(page, name)).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

const administrator = (page, server) => interviewer(page, server, "An author", "administrator");

test("a new question: from its kind, checked, mended, saved, and asked", async ({ page, server }) => {
  await administrator(page, server);
  await page.goto("/questions");
  await page.getByRole("link", { name: "New question" }).click();
  await page.getByLabel("Topic").fill("gil");
  await page.getByLabel("Name").fill("lost-updates");
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "this name already" })).toBeVisible();
  await page.getByLabel("Name").fill("twice-as-much");
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page).toHaveURL(/\/questions\/gil\/twice-as-much\/edit/);
  await expect(state(page)).toHaveText("New: kept in this browser");

  // The preview follows what is written.
  await write(page, "prompt.md", "Write `double(number)`. *Nothing* but an `int` is taken: else `TypeError`.\n");
  const preview = page.getByRole("region", { name: "Prompt" });
  await expect(preview.locator("em")).toHaveText("Nothing");
  await (await open(page, "question.toml")).getByText("A title that says what is to be done").dblclick();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.insertText('title = "Twice as much"');
  await expect(preview.getByRole("heading", { name: "Twice as much" })).toBeVisible();

  // A wrong answer that claims too much: the finding is at its line, in the list and in the editor.
  await write(page, "loses_sign.py", "# fails: test_negative, test_nothing\n# Forgets the sign.\n\n\ndef double(number):\n    if type(number) is not int:\n        raise TypeError\n    return 2 * abs(number)\n");
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("It doesn't keep what it promises yet", { timeout: 120_000 });
  await page.getByRole("list", { name: "Findings" }).getByRole("button", { name: /loses_sign\.py/ }).first().click();
  await expect(page.getByRole("textbox", { name: "loses_sign.py" })).toBeFocused();
  await expect(page.locator(".cm-lint-marker-error")).toBeVisible();
  await expect(file(page, "loses_sign.py")).toContainText("error");

  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("# fails: test_negative\n# Forgets the sign.\n\n\ndef double(number):\n    if type(number) is not int:\n        raise TypeError\n    return 2 * abs(number)\n");
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("It keeps what it promises", { timeout: 120_000 });
  await expect(page.getByRole("row", { name: /loses_sign\.py/ })).toContainText("test_negative failed");
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(0);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(state(page)).toHaveText("Saved");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page).toHaveURL(/\/interviews\//);
  await expect(page.getByRole("heading", { name: "Twice as much", level: 2 })).toBeVisible();
});

test("changes outlive the page; a file is added, renamed, deleted; all is discarded", async ({ page, server }) => {
  await administrator(page, server);
  await page.goto("/questions/gil/what-the-gil-protects");
  await page.getByRole("link", { name: "Edit" }).click();
  await (await open(page, "prompt.md")).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText("Not saved before the tea break. ");
  await expect(state(page)).toHaveText("Not saved: kept in this browser");
  await page.reload();
  await expect(page.getByRole("textbox", { name: "prompt.md" })).toContainText("Not saved before the tea break.");
  await expect(page.getByRole("region", { name: "Notes" })).toContainText("are here again");
  await expect(file(page, "prompt.md")).toContainText("changed");

  await page.getByRole("button", { name: "Add a file" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("../../evil.sh");
  await dialog.getByRole("button", { name: "Add" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Name").fill("only_b.txt");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "only_b.txt" })).toBeFocused();
  await page.getByRole("button", { name: "Rename" }).click();
  await dialog.getByLabel("Name").fill("only_a.txt");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(file(page, "only_a.txt")).toBeVisible();
  await expect(file(page, "only_b.txt")).toHaveCount(0);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(file(page, "only_a.txt")).toHaveCount(0);

  await page.getByRole("button", { name: "Discard changes" }).click();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(state(page)).toHaveText("Saved");
  await expect(await open(page, "prompt.md")).not.toContainText("tea break");
});

test("two tabs: the second to save is shown both digests, and keeps its text or takes the other", async ({ page, context, server, allowed }) => {
  allowed.push(/412/);
  await administrator(page, server);
  const at = "/questions/gil/what-the-gil-protects/edit";
  await page.goto(at);
  const other = await context.newPage();
  await other.goto(at);
  await open(other, "explanation.md");
  await write(page, "explanation.md", "From the first tab.\n");
  await page.keyboard.press("Control+s");
  await expect(state(page)).toHaveText("Saved");
  await write(other, "explanation.md", "From the second tab.\n");
  await other.keyboard.press("Control+s");
  const dialog = other.getByRole("dialog");
  await expect(dialog.locator(".digest")).toHaveCount(2);
  await expect(dialog).toContainText("From the first tab.");
  await expect(dialog).toContainText("From the second tab.");
  await dialog.getByRole("button", { name: "Decide later" }).click();
  await expect(state(other)).toHaveText("Not saved: kept in this browser");
  await other.keyboard.press("Control+s");
  await dialog.getByRole("button", { name: /Keep mine/ }).click();
  await expect(state(other)).toHaveText("Saved");

  await write(page, "explanation.md", "From the first tab again.\n");
  await page.keyboard.press("Control+s");
  await page.getByRole("dialog").getByRole("button", { name: "Take what is in the bank" }).click();
  await expect(page.getByRole("textbox", { name: "explanation.md" })).toHaveText(/From the second tab\./);
  await expect(state(page)).toHaveText("Saved");
});

test("who may not write questions is told so, and may check them", async ({ page, server, allowed }) => {
  allowed.push(/403/);
  await interviewer(page, server);
  await page.goto("/questions/gil/what-the-gil-protects/edit");
  await write(page, "explanation.md", "Better.\n");
  await page.keyboard.press("Control+s");
  await expect(outcome(page)).toContainText("Questions are written by administrators here");
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText(/promises/, { timeout: 120_000 });
});

test("by keyboard alone: another file, a change, a check, the finding, a save", async ({ page, server }) => {
  await administrator(page, server);
  await page.goto("/questions/gil/by-hand-alone/edit?kind=choice");
  const editor = page.getByRole("textbox", { name: "prompt.md" });
  await expect(editor).toBeVisible();
  await page.keyboard.press("F6");
  await page.keyboard.press("Shift+F6");
  await page.keyboard.press("F6");
  // The list of files: arrows open, F6 goes on into the editor.
  while (!(await file(page, "prompt.md").evaluate((one) => one === document.activeElement))) await page.keyboard.press("F6");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("textbox", { name: "hints.md" })).toBeVisible();
  await page.keyboard.press("F6");
  await expect(page.getByRole("textbox", { name: "hints.md" })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("## Hint 1\n\nNo price.\n");
  await page.keyboard.press("Control+Enter");
  await expect(outcome(page)).toContainText("doesn't keep", { timeout: 120_000 });
  const finding = page.getByRole("list", { name: "Findings" }).getByRole("button").first();
  await page.keyboard.press("F6");
  for (let steps = 0; steps < 12 && !(await finding.evaluate((one) => one === document.activeElement)); steps += 1) await page.keyboard.press("Tab");
  await expect(finding).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "hints.md" })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("## Hint 1 (costs 5)\n\nA nudge.\n\n## Hint 2 (costs 10)\n\nMore.\n");
  await page.keyboard.press("Control+s");
  await expect(state(page)).toHaveText("Saved");
  // Escape, then Tab leaves the editor.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("textbox", { name: "hints.md" })).not.toBeFocused();
});

test("hostile text in a question's files stays text", async ({ page, server, allowed }) => {
  allowed.push(/422/);
  await administrator(page, server);
  const script = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>\u202Edesrever\u202C';
  await page.goto("/questions/gil/hostile-words/edit?kind=choice");
  await write(page, "prompt.md", `# ${script}\n\n${script} [x](javascript:window.hit=1)\n`);
  await write(page, "question.toml", `title = '''${script}'''\nkind = "choice"\n[[options]]\nid = "<b>"\ntext = '''${script}'''\n`);
  await write(page, "hints.md", `## ${script}\n\n${script}\n`);
  const preview = page.getByRole("region", { name: "Prompt" });
  await expect(preview.getByRole("heading", { level: 2 })).toContainText("<script>");
  await expect(preview.locator("img, script, b, a")).toHaveCount(0);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("list", { name: "Findings" })).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(outcome(page)).toContainText("Not saved");
  expect(await page.evaluate(() => window.hit)).toBeUndefined();
});

/** A zip archive without compression: `[name, text]`. */
function archive(entries) {
  const [parts, heads] = [[], []];
  let at = 0;
  for (const [name, text] of entries) {
    const [file, data] = [Buffer.from(name), Buffer.from(text)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(file.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, file, data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    heads.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, place, file]));
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(heads.length, 4);
  end.writeUInt16LE(heads.length, 6);
  end.writeUInt32LE(Buffer.concat(heads).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...heads, Buffer.from("PK\x05\x06"), end]);
}

function crc(data) {
  let sum = ~0;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

test("archives: out of the bank, in again, and refused where they lead elsewhere", async ({ page, server, allowed }) => {
  allowed.push(/4(00|12|22)/);
  await administrator(page, server);
  await page.goto("/questions/gil/what-the-gil-protects/edit");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Export as zip" }).click()]);
  expect(saved.suggestedFilename()).toBe("gil-what-the-gil-protects.zip");
  const file = await saved.path();

  await page.goto("/questions/import");
  const send = async (name, buffer) => {
    await page.getByLabel("Archive").setInputFiles(buffer ? { name, mimeType: "application/zip", buffer } : file);
    await page.getByRole("button", { name: "Import", exact: true }).click();
  };
  const outcome = page.locator(".import-result");
  await send();
  await expect(outcome).toContainText("is in the bank already");
  await page.getByRole("button", { name: "Replace it" }).click();
  await expect(outcome).toContainText("gil/what-the-gil-protects is in the bank now.");

  await send("traversal.zip", archive([["gil/evil/question.toml", "x"], ["gil/evil/../../../etc/evil.py", "x"]]));
  await expect(outcome).toContainText("Not imported");
  await expect(outcome).toContainText("etc/evil.py");
  await send("none.zip", Buffer.from("this is no archive"));
  await expect(outcome).toContainText("no zip archive");
  await send("bad.zip", archive([["gil/evil/question.toml", 'title = "x"\n'], ["gil/evil/prompt.md", "x"]]));
  await expect(outcome.getByRole("list", { name: "Findings" })).toContainText("question.toml");
});
