// Looks at report pages as a reader does: in Chromium, with keys, on a phone, in the dark, on paper,
// without scripts. Prints what is wrong and ends with 1 if anything is.
//
//     node browser.mjs CHROMIUM PAGE…
import { resolve } from "node:path";
import puppeteer from "puppeteer-core";

const [executablePath, ...files] = process.argv.slice(2);
let faults = 0;
const expect = (condition, text) => {
  if (condition) return;
  console.log(`fault: ${text.slice(0, 300)}`);
  faults++;
};

const browser = await puppeteer.launch({ executablePath, headless: true, protocolTimeout: 300000,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });

/// Draws every chart, not only those in view.
const drawAll = (page) => page.evaluate(async () => {
  dispatchEvent(new Event("beforeprint"));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
});

const open = async (file, { width = 1280, scheme = "light", scripts = true } = {}) => {
  const page = await browser.newPage();
  page.on("pageerror", (error) => expect(false, `${file}: ${error.message}`));
  page.on("console", (message) => expect(message.type() !== "error", `${file}: ${message.text()}`));
  page.on("request", (request) => expect(/^(file|data|blob):/.test(request.url()),
    `${file}: asks for ${request.url()}`));
  await page.setJavaScriptEnabled(scripts);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 900 });
  page.setDefaultTimeout(120000);
  await page.goto(`file://${resolve(file)}`);
  return page;
};

/// Charts that show nothing, texts that lie on one another or outside their chart.
const findBadCharts = (page) => page.evaluate(() => {
  const bad = [];
  for (const svg of document.querySelectorAll(".plot svg[class^=plot]")) {
    const title = svg.closest("figure").querySelector("h4").textContent;
    const marks = svg.querySelectorAll("circle, g[aria-label] path, g[aria-label=link] path").length;
    if (marks === 0) bad.push(`${title}: is empty`);
    if (!svg.querySelector("[aria-label$='axis label']")) bad.push(`${title}: no axis has a name`);
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && !text.textContent.startsWith("◆"))
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    texts.forEach((a, i) => {
      if (a.box.right > box.right + 12 || a.box.left < box.left - 12 || a.box.bottom > box.bottom + 4)
        bad.push(`${title}: "${a.text}" leaves the chart`);
      for (const b of texts.slice(i + 1))
        if (Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 2
          && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 5)
          bad.push(`${title}: "${a.text}" lies on "${b.text}"`);
    });
  }
  return bad;
});

/// WCAG 2: at least 4.5 to 1 between text and what is behind it.
const findWeakTexts = (page) => page.evaluate(() => {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92
      : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const weak = new Set();
  for (const element of document.querySelectorAll("p, td, th, a, .badge, .unit, figcaption, li, "
    + "button, h1, h2, h3, h4, dt, dd, code, caption")) {
    const [a, b] = [parse(getComputedStyle(element).color).slice(0, 3), groundOf(element)]
      .map(luminance).sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.add(`${element.tagName}.${element.className}`);
  }
  return [...weak];
});

const checkLooks = async (file, width, scheme) => {
  const page = await open(file, { width, scheme });
  await drawAll(page);
  for (const text of await findBadCharts(page)) expect(false, `${file} ${width}: ${text}`);
  for (const text of await findWeakTexts(page)) expect(false, `${file} ${scheme}: faint ${text}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow <= 0, `${file}: ${overflow} px wider than a window of ${width}`);
  expect(await page.evaluate(() => window.hit === undefined), `${file}: runs a script of its data`);
  await page.close();
};

const focused = (page, read) => page.evaluate((name) => document.activeElement[name], read);

const checkKeys = async (file) => {
  const page = await open(file);
  await page.keyboard.press("Tab");
  expect(await focused(page, "className") === "skip", `${file}: the first Tab is not the skip link`);
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => location.hash === "#main"), `${file}: the skip link leads nowhere`);
  const reached = new Set();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await focused(page, "tagName") === "BODY") break;
    reached.add(await focused(page, "className"));
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    expect(outline !== "none", `${file}: focus on ${await focused(page, "tagName")} is not seen`);
    if (await focused(page, "className") !== "sort") continue;
    if (await page.evaluate(() => document.activeElement.closest("table").id !== "verdicts")) continue;
    const names = () => page.evaluate(() => [...document.querySelectorAll("#verdicts tbody th")]
      .map((cell) => cell.textContent));
    await page.keyboard.press("Enter");
    const up = await names();
    await page.keyboard.press("Space");
    const down = await names();
    const sort = await page.evaluate(() => document.activeElement.closest("th").ariaSort);
    expect(sort === "descending", `${file}: a sorted column does not say so`);
    expect(up.join() === [...down].reverse().join(), `${file}: Space does not reverse the order`);
    break;
  }
  if (await page.$("#verdicts .sort")) expect(reached.has("sort"), `${file}: Tab reaches no heading`);
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.focus(".theme");
  await page.keyboard.press("Space");
  const after = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(before !== after, `${file}: the theme's button does nothing`);
  await page.close();
};

/// The facts are in the page as it is served; scripts only add.
const checkWithoutScripts = async (file) => {
  const facts = (page) => page.evaluate(() => [...document.querySelectorAll("td, article, dd")]
    .filter((one) => one.checkVisibility()).length);
  const [plain, full] = [await open(file, { scripts: false }), await open(file)];
  const [without, with_] = [await facts(plain), await facts(full)];
  expect(without === with_, `${file}: ${without} facts without scripts, ${with_} with them`);
  expect(await plain.evaluate(() => !document.querySelector("button")), `${file}: an idle button`);
  await plain.close();
  const pdf = await full.pdf({ format: "A4", timeout: 120000 });
  expect(pdf.length > 1000, `${file}: cannot be printed`);
  await full.close();
};

for (const file of files) {
  for (const [width, scheme] of [[1280, "light"], [390, "dark"]]) await checkLooks(file, width, scheme);
  await checkKeys(file);
  await checkWithoutScripts(file);
}
await browser.close();
console.log(`${files.length} pages, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
