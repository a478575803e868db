// A fresh server for each file of tests: its own database, a copy of the project's questions, a free port.

import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function serve() {
  const data = await mkdtemp(path.join(tmpdir(), "viva-browser-"));
  const bank = path.join(data, "questions");
  await cp(path.join(ROOT, "questions"), bank, { recursive: true });
  const program = process.env.VIVA ?? path.join(ROOT, "target/release/viva");
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--data", data, "--questions", bank], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const started = new Promise((resolve, reject) => {
    const read = (part) => {
      text += part;
      const address = /at (http:\S+)/.exec(text)?.[1];
      const link = /sign-in#(\S+)/.exec(text)?.[1];
      if (address && link) resolve({ address, link });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => reject(new Error(`the server ended:\n${text}`)));
  });
  const { address, link } = await started;
  const stop = async () => {
    const ended = new Promise((resolve) => { child.once("exit", resolve); });
    child.kill("SIGTERM");
    // It gives open streams some time; nobody waits for them here.
    const impatient = setTimeout(() => child.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(impatient);
    await rm(data, { recursive: true, force: true });
  };
  return { address, link, stop };
}

/** A call of the API as staff or as anybody. */
async function call(server, method, at, body, token, headers = {}) {
  const response = await fetch(`${server.address}/api/v1${at}`, {
    method,
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

export const test = base.extend({
  server: [async ({}, use) => {
    const server = await serve();
    server.call = (...request) => call(server, ...request);
    let staff;
    server.staff = () => (staff ??= server.call("POST", "/sessions", { link: server.link }).then((session) => session.token));
    await use(server);
    await server.stop();
  }, { scope: "worker" }],

  baseURL: async ({ server }, use) => use(server.address),

  /** What the console said, which is to be nothing; a test may allow what it provokes. */
  allowed: async ({}, use) => use([]),

  page: async ({ page, allowed }, use) => {
    const said = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) said.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => said.push(error.stack));
    await use(page);
    expect(said.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([]);
  },
});

export { expect };

/** Starts practice of these questions with the page's own browser, and goes there. */
export async function practise(page, questions, minutes = 30) {
  await page.goto("/");
  const { interview } = await page.evaluate(async (body) => {
    const response = await fetch("/api/v1/practice", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    localStorage.setItem("viva.session", "true");
    return response.json();
  }, { questions, minutes });
  await page.goto(`/interviews/${interview.id}`);
  return interview;
}

/** Puts `text` in place of what is in the editor. */
export async function write(page, text) {
  const content = page.getByRole("textbox", { name: /Your answer to/ });
  await content.click();
  await page.keyboard.press("Control+a");
  // As one paste: typing would indent and close brackets by itself.
  await page.keyboard.insertText(text);
}

/** What the last run or submission came to. */
export const result = (page) => page.locator(".results-status");

/** Ends the interview by its button. */
export async function finish(page) {
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Finish" }).click();
  await expect(page).toHaveURL(/\/report$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** The text of an accepted or wrong answer of the bank. */
export async function answer(file) {
  const { readFile } = await import("node:fs/promises");
  return readFile(path.join(ROOT, "questions", file), "utf8");
}
