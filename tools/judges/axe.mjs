// Usage: node axe.mjs BROWSER FILE
// Opens an HTML file in a browser that reaches no network, at three widths and in both colour
// schemes, and prints what axe-core finds as one JSON document. Exit 0 when there is an answer.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const VIEWS = [
  { width: 360, height: 740, colorScheme: "light" },
  { width: 820, height: 1180, colorScheme: "dark" },
  { width: 1440, height: 900, colorScheme: "light" },
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, file] = process.argv.slice(2);
const page = pathToFileURL(resolve(file)).href;

/** Open the file in one view; returns what axe found, and what went wrong in the browser. */
async function judge(browser, { colorScheme, ...viewport }) {
  const context = await browser.newContext({ viewport, colorScheme });
  const requests = [];
  await context.route(/^(https?|wss?):/, (route) => {
    requests.push(route.request().url());
    return route.abort();
  });
  const tab = await context.newPage();
  const complaints = [];
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => {
    // What the network refused is told as a request.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(message.text());
    }
  });
  await tab.goto(page, { waitUntil: "load" });
  await tab.evaluate(axe);
  const { violations, incomplete, passes } = await tab.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ["violations", "incomplete"] }),
  );
  const overflow = await tab.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  await context.close();
  const brief = ({ id, impact, help, nodes }) => ({
    id,
    impact,
    help,
    count: nodes.length,
    example: nodes[0].html.slice(0, 160),
    target: nodes[0].target.join(" "),
  });
  return {
    view: `${viewport.width} px, ${colorScheme}`,
    violations: violations.map(brief),
    incomplete: incomplete.map(brief),
    passes: passes.length,
    requests,
    complaints,
    overflow,
  };
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const views = [];
try {
  for (const view of VIEWS) {
    views.push(await judge(browser, view));
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify({ views }));
