// A site whose every text bites: its settings, its places, its forms' words and the address that leads to them. Nothing of it runs, nothing of it
// becomes markup, with the policy that would stop it taken away.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addLock, makeSite, startServer, WALK } from '../http/lib/site.mjs';
import { makeCode } from '../http/lib/slips.mjs';
import { browse } from './lib/browser.mjs';

const BITE = `</title></script></style></textarea>"'><img src=x onerror="window.bitten=1"><svg onload="window.bitten=1"> \${window.bitten=1} {{x}} javascript:window.bitten=1`;
const PLAIN = BITE.replace(/\$\{[^}]*\} \{\{x\}\} /, ''); // braces in a form's text stand for answers, and the device leaves such texts to the server
const POSTER = makeCode(8);
let site, server, browser;

// Every text of a form bites, and what it is called within stays.
function hostile(form) {
  const texts = ['title', 'description', 'text', 'placeholder', 'otherText', 'requiredErrorText'];
  const bite = (value, name) => {
    if (Array.isArray(value)) return value.map((one) => bite(one, name));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, texts.includes(key) ? PLAIN : bite(one, key)]));
    return value;
  };
  return { ...bite(form), title: PLAIN, description: PLAIN };
}

before(async () => {
  site = makeSite({ forms: [WALK], settings: {
    languages: ['lv', 'en'], name: BITE, contact: BITE, readers: BITE,
    phones: [{ number: '116111', name: BITE, note: BITE, urgent: true }],
    kiosks: [{ name: 'tent', place: BITE, forms: ['walk'] }],
  } });
  writeFileSync(join(site.path, 'forms/walk.json'), JSON.stringify(hostile(JSON.parse(readFileSync(WALK, 'utf8')))));
  site.lock = addLock(site, 'walk');
  writeFileSync(join(site.path, 'places.csv'), `code,name,kind,form,withdrawn\r\n${POSTER},"${BITE.replaceAll('"', '""')}",bus-stop,walk,\r\n`);
  mkdirSync(join(site.path, 'data'), { recursive: true });
  server = await startServer(site);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  site?.remove();
});

// Without the policy, so that escaping alone stands in the way. What no page of ours has: pictures, and handlers in attributes.
async function look(use) {
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 360, height: 800 } });
  try {
    await use(await context.newPage());
  } finally {
    await context.close();
  }
}

const bitten = (page) => page.evaluate(() => ({
  ran: window.bitten ?? null, pictures: document.querySelectorAll('img').length,
  handlers: [...document.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((name) => name.startsWith('on'))).length,
  addresses: [...document.querySelectorAll('[href], [src], [action]')].map((e) => e.href?.baseVal ?? e.href ?? e.src ?? e.action).filter((one) => /^javascript/i.test(one)).length,
}));
const WELL = { ran: null, pictures: 0, handlers: 0, addresses: 0 };

test('the search finds what bites', () => look(async (page) => {
  await page.setContent(`<p>${BITE}</p>`);
  await page.waitForFunction(() => window.bitten);
  assert.notDeepEqual(await bitten(page), WELL);
}));

const PATHS = ['/', '/help', '/accessibility', '/f/walk', '/f/walk/done', '/nowhere', `/p/${POSTER}`, '/kiosk/tent', '/kiosk/tent/f/walk', '/kiosk/tent/f/walk/done', '/kiosk/tent/staff',
  '/kiosk/tent/help', `/f/walk?lang=${encodeURIComponent(BITE)}`, `/kiosk/tent?lang=${encodeURIComponent(BITE)}`, `/f/walk#${BITE}`, `/${encodeURIComponent(BITE)}`];
for (const [at, path] of PATHS.entries())
  test(`page ${at}, ${path.slice(0, 24)}: hostile texts are text`, () => look(async (page) => {
    await page.goto(server.address + path);
    await page.waitForLoadState('load');
    assert.deepEqual(await bitten(page), WELL);
    if (!/nowhere|%3C/.test(path)) assert.ok((await page.innerText('body')).includes('onerror="window.bitten=1"'), 'and can be read');
  }));

test('what the script shows of them is text too: pages, faults, review and end', () => look(async (page) => {
  await page.goto(`${server.address}/f/walk`);
  await page.waitForFunction(() => window.uzklausi && window.uzklausi.take);
  const press = (what) => page.click(`[data-do=${what}]:visible`);
  await press('next');
  await page.waitForSelector('#main section.faults');
  assert.deepEqual(await bitten(page), WELL, 'faults');
  await page.check('input[name=walks][value=no]');
  await press('next');
  await page.check('input[name=why] >> nth=-1');
  await page.fill('input[name=why-Comment]', BITE);
  await press('next');
  await page.fill('textarea[name=words]', BITE.slice(0, 300));
  await press('review');
  assert.deepEqual(await bitten(page), WELL, 'review');
  assert.ok((await page.innerText('#main')).includes('<svg onload='), 'what was typed can be read');
  await press('send');
  await page.waitForSelector('#main .end');
  assert.deepEqual(await bitten(page), WELL, 'end');
}));

test('texts that bite make no other manifest and no other script', async () => {
  const manifest = JSON.parse(await (await fetch(`${server.address}/kiosk/tent/manifest.json`)).text());
  assert.equal(manifest.name, BITE);
  assert.ok(!(await (await fetch(`${server.address}/kiosk/tent/worker.js`)).text()).includes('bitten'));
});
