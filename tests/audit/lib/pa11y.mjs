// pa11y (HTML CodeSniffer, WCAG 2 AA) over every page in every language, light, and dark in Latvian.
import pa11yPage from 'pa11y';
import puppeteer from 'puppeteer';
import { launch } from './chromium.mjs';

async function look(browser, url, dark) {
  const page = await browser.newPage();
  try {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    const { issues } = await pa11yPage(url, { browser, page, standard: 'WCAG2AA', includeWarnings: false, timeout: 120000, viewport: { width: 360, height: 800 } });
    return issues.map((issue) => `${issue.code} ${issue.message} ${issue.context}`);
  } finally {
    await page.close();
  }
}

export async function pa11y({ pages, address }) {
  const browser = await puppeteer.launch(launch);
  const faults = [];
  let looked = 0;
  try {
    if ((await look(browser, `${address}/faulty`, false)).length === 0) throw new Error('pa11y sees no fault in a page that has some');
    for (const page of pages)
      for (const dark of page.lang === 'lv' ? [false, true] : [false]) {
        looked++;
        for (const fault of await look(browser, `${address}/${page.lang}/${page.name}`, dark)) faults.push(`${page.name}.${page.lang}${dark ? ', dark' : ''}: ${fault}`);
      }
  } finally {
    await browser.close();
  }
  return { looked, faults };
}
