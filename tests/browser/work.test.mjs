// A device's proof of work: begun while the person types, done again when more is asked, made by a kiosk when its queue goes out.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { addLock, fetchSheets, makeSite, startServer } from '../http/lib/site.mjs';
import { browse } from './lib/browser.mjs';
import { press, taken } from './lib/device.mjs';
import { network, settled } from './lib/kiosk.mjs';

let site, lock, server, browser, net;
before(async () => {
  site = makeSite({ settings: { languages: ['lv', 'en'], 'address-header': 'X-Real-IP', kiosks: [{ name: 'tent', forms: ['worked', 'walk'] }] } });
  copyFileSync('tests/http/forms/worked.json', `${site.path}/forms/worked.json`);
  lock = addLock(site, 'worked');
  server = await startServer(site);
  net = await network(server);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await net?.close();
  await server?.stop();
  site?.remove();
});

const words = async () => [...(await fetchSheets(server, site, lock)).values()].map(({ answers }) => answers.word);

async function device(use) {
  const context = await browser.newContext(), page = await context.newPage(), asked = [];
  page.on('request', (request) => /^\/(api|a\/work)/.test(new URL(request.url()).pathname) && asked.push(request));
  await page.goto(`${net.address}/f/worked?lang=en`);
  await taken(page);
  try {
    await use(page, asked);
  } finally {
    await context.close();
  }
}
const what = (request) => `${request.method()} ${new URL(request.url()).pathname.replace(/[0-9a-f]{16,}/, '*')}`;
async function send(page) {
  await press(page);
  await page.waitForSelector('.review');
  await press(page);
  await page.waitForSelector('.end', { timeout: 250_000 });
}

test('nothing is reckoned before somebody types; then a worker does it beside the page, and the record goes out once', async () => device(async (page, asked) => {
  assert.deepEqual(asked.map(what), []);
  const worker = page.waitForEvent('worker');
  await page.fill('[name=word]', 'darbs');
  assert.match((await worker).url(), /\/a\/work\.[0-9a-f]{16}\.js$/);
  await send(page);
  const puts = asked.filter((request) => request.method() === 'PUT');
  assert.equal(puts.length, 1);
  assert.match(await puts[0].headerValue('work'), /^[0-9a-f]{32}\.[0-9a-f]{64}$/);
  assert.deepEqual(asked.map(what).slice(0, 2), ['GET /api/work', 'GET /a/work.*.js']);
  assert.equal(page.workers().length, 0, 'it ends with the form');
  assert.ok((await words()).includes('darbs'));
}));

test('where no worker runs the page reckons in between', async () => device(async (page, asked) => {
  await page.evaluate(() => { window.Worker = function () { throw new Error('none'); }; });
  await page.fill('[name=word]', 'bez darbinieka');
  await send(page);
  assert.equal(asked.filter((request) => request.method() === 'PUT').length, 1);
  assert.ok((await words()).includes('bez darbinieka'));
}));

test('when the server does not know the challenge any more the device says so, works again and sends', async () => device(async (page, asked) => {
  await page.route('**/api/work', (route) => route.fulfill({ json: { challenge: 'ab'.repeat(16), bits: 4, counters: 8 } }));
  await page.fill('[name=word]', 'vēlreiz');
  await press(page);
  await page.waitForSelector('.review');
  const said = page.waitForSelector('[data-say=works]', { state: 'attached', timeout: 250_000 });
  await press(page);
  await said;
  await page.waitForSelector('.end', { timeout: 250_000 });
  assert.equal(asked.filter((request) => request.method() === 'PUT').length, 2);
  assert.equal((await words()).filter((word) => word === 'vēlreiz').length, 1);
}));

test('without /api/work the record still arrives: the refusal brings what to reckon with', async () => device(async (page) => {
  await page.route('**/api/work', (route) => route.abort());
  await page.fill('[name=word]', 'bez jautājuma');
  await send(page);
  assert.ok((await words()).includes('bez jautājuma'));
}));

test('a kiosk makes the proof when its queue goes out', { timeout: 300_000 }, async () => {
  const context = await browser.newContext(), page = await context.newPage();
  await page.goto(`${net.address}/kiosk/tent`);
  await settled(page);
  await page.click('a[href*="/kiosk/tent/f/worked"]');
  await taken(page);
  net.go(true);
  await page.fill('[name=word]', 'no telts');
  await press(page);
  await page.waitForSelector('.review');
  await press(page);
  await page.waitForURL(/\/done\?/);
  assert.ok(!(await words()).includes('no telts'));
  net.go(false);
  await page.goto(`${net.address}/kiosk/tent/staff?lang=en`);
  await page.click('#send-all');
  for (const end = Date.now() + 200_000; Date.now() < end && !(await words()).includes('no telts'); ) await new Promise((done) => setTimeout(done, 300));
  assert.ok((await words()).includes('no telts'));
  await context.close();
});
