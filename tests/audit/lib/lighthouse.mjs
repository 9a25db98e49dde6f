// Lighthouse as on a phone (its own simulated slow network and processor) over every page in Latvian and each form's first page in the other
// languages: accessibility and best practices 100, performance at least 99.
import puppeteer from 'puppeteer';
import run from 'lighthouse';
import { launch } from './chromium.mjs';

const least = { accessibility: 100, 'best-practices': 100, performance: 99 };
const settings = { extends: 'lighthouse:default', settings: { onlyCategories: Object.keys(least), formFactor: 'mobile', throttlingMethod: 'simulate' } };

async function look(browser, url) {
  const page = await browser.newPage();
  try {
    const { lhr } = await run(url, { logLevel: 'silent', output: 'json' }, settings, page);
    if (lhr.runtimeError) return { failed: lhr.runtimeError.message };
    const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, category]) => [name, Math.round(category.score * 100)]));
    const poor = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative').map((audit) => audit.id);
    return { scores, poor };
  } finally {
    await page.close();
  }
}

// A loaded machine can only lower the figure for speed, or keep Lighthouse from measuring: the best of some looks counts.
async function judge(browser, url) {
  let best, failed;
  for (let i = 0; i < 5; i++) {
    const now = await look(browser, url);
    failed = now.failed ?? failed;
    if (!now.failed && (!best || now.scores.performance > best.scores.performance)) best = now;
    if (best && Object.entries(least).every(([name, figure]) => best.scores[name] >= figure)) break;
  }
  if (!best) throw new Error(`${url}: ${failed}`);
  return best;
}

const wanted = (page) => page.lang === 'lv' || page.name === 'home' || /\.1\.person0$/.test(page.name);

export async function lighthouse({ pages, address }) {
  const browser = await puppeteer.launch(launch);
  const faults = [], lowest = { ...Object.fromEntries(Object.keys(least).map((name) => [name, 100])) };
  const chosen = pages.filter(wanted);
  try {
    if ((await judge(browser, `${address}/faulty`)).scores.accessibility === 100) throw new Error('lighthouse sees no fault in a page that has some');
    for (const page of chosen) {
      const { scores, poor } = await judge(browser, `${address}/${page.lang}/${page.name}`);
      for (const [name, figure] of Object.entries(least)) {
        lowest[name] = Math.min(lowest[name], scores[name]);
        if (!(scores[name] >= figure)) faults.push(`${page.name}.${page.lang}: ${name} ${scores[name]}, ${poor.join(' ')}`);
      }
    }
  } finally {
    await browser.close();
  }
  return { looked: chosen.length, faults, summary: `lowest: ${Object.entries(lowest).map(([name, figure]) => `${name} ${figure}`).join(', ')}` };
}
