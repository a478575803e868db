import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "results",
  // One browser and one server at a time: what is timed is not what other tests do.
  workers: 1,
  retries: 0,
  // Journeys take seconds; a machine that is busy with other things may take ten times that.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] },
    viewport: { width: 1360, height: 850 },
    trace: "off",
    screenshot: "only-on-failure",
  },
});
