// The server's side of a kiosk: its settings, its pages, which lead nowhere else, and what becomes of test sheets.
import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as seal from '../seal/seal.mjs';
import { failServer, makeSite, serve, staffRequest, startServer, WALK } from './lib/site.mjs';
import { open, press } from './lib/page.mjs';
import { issue } from './lib/slips.mjs';

const LINKS = 'tests/http/forms/links.json';
const tent = { name: 'tent', place: 'Telts pie pils', forms: ['walk', 'links'], 'not-for-crowds': ['links'] };
const library = { name: 'library', forms: ['links', 'walk'], languages: ['en'], 'idle-seconds': 30, 'warning-seconds': 20 };

let house, server, site;
before(async () => ({ server, site } = house = await serve({ forms: [WALK, LINKS], settings: { languages: ['lv', 'en'], address: 'https://town.example', kiosks: [tent, library] } })));
after(() => house?.remove());

const get = (path) => open(server, path);
const links = (html) => [...html.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g)].map(([, address]) => address);
const stored = async () => (await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${site.lock.id}`)).bytes;
const put = (path, body) => fetch(server.address + path, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } });

const PAGES = ['/kiosk/tent', '/kiosk/tent?lang=en', '/kiosk/tent/f/walk', '/kiosk/tent/f/links', '/kiosk/tent/f/walk/done', '/kiosk/tent/staff', '/kiosk/tent/help', '/kiosk/tent/help?lang=en', '/kiosk/tent/accessibility', '/kiosk/tent/nowhere',
  '/kiosk/library', '/kiosk/library/f/links', '/kiosk/library/f/links/done', '/kiosk/library/staff', '/kiosk/library/help'];

// Where a page may lead: its own kiosk, a place on itself, what it loads, the empty icon.
const inside = (kiosk) => (address) => address === `/kiosk/${kiosk}` || address.startsWith(`/kiosk/${kiosk}?`) || address.startsWith(`/kiosk/${kiosk}/`) ||
  /^(#[a-z0-9-]+|\/a\/[a-z0-9.]+|data:,)$/.test(address);

for (const path of PAGES) {
  test(`${path} leads nowhere but to its kiosk`, async () => {
    const page = await get(path);
    assert.equal(page.status, path.endsWith('nowhere') ? 404 : 200);
    const kiosk = path.split(/[/?]/)[2];
    assert.deepEqual(links(page.html).filter((address) => !inside(kiosk)(address)), []);
    assert.doesNotMatch(page.html, /href="tel:|elsewhere\.example/);
  });
}

test('the search for ways out finds one', async () => {
  const page = await get('/f/links');
  assert.notDeepEqual(links(page.html).filter((address) => !inside('tent')(address)), []);
  assert.match(page.html, /href="tel:/);
});

test("a form's own links are words on a kiosk, and the rest of its markup stays", async () => {
  const { html } = await get('/kiosk/library/f/links?lang=en');
  assert.match(html, /<p>Read elsewhere<\/p>/);
  const other = makeSite({ forms: [LINKS], settings: { kiosks: [{ name: 'hall', forms: ['links'] }] } });
  const hall = await startServer(other);
  try {
    assert.match((await open(hall, '/kiosk/hall/f/links')).html, /<p>Lasi <b>citur<\/b>, <abbr title="x">AB<\/abbr>, 112<\/p>/);
  } finally {
    await hall.stop();
    other.remove();
  }
});

test('a kiosk speaks its own languages, its first to whoever asks for none', async () => {
  const lang = async (path, headers) => (await open(server, path, { headers })).html.match(/<html lang="(..)"/)[1];
  assert.equal(await lang('/kiosk/tent', { 'Accept-Language': 'en' }), 'lv');
  assert.equal(await lang('/kiosk/tent?lang=en'), 'en');
  assert.equal(await lang('/kiosk/library'), 'en');
  assert.equal(await lang('/kiosk/library?lang=lv'), 'en');
  assert.doesNotMatch((await get('/kiosk/library')).html, /lang="lv"/);
});

test('a form not for crowds shows its code, and cannot be filled in there', async () => {
  const page = await get('/kiosk/tent/f/links?lang=en');
  assert.match(page.html, /<svg viewBox="-4 -4 \d+ \d+"[^>]*><path d="M0 0h7v1H0z/);
  assert.match(page.html, /town\.example\/f\/links</);
  assert.doesNotMatch(page.html, /<form/);
  assert.equal((await open(server, '/kiosk/tent/f/links', { method: 'POST', body: new URLSearchParams({ _do: 'send', yes: 'yes' }) })).status, 404);
  assert.equal((await get('/kiosk/tent/f/links/done')).status, 404);
  assert.match((await get('/kiosk/library/f/links')).html, /<form/, 'another kiosk may offer it');
});

test('whom to tell and how accessible it is can be read within the kiosk; a page with answers on it leads to neither', async () => {
  for (const [path, about] of [['help', /Duty to report|same day/i], ['accessibility', /WCAG 2\.2/]]) {
    const within = await get(`/kiosk/tent/${path}?lang=en`);
    assert.match(within.html, about);
    assert.match(within.html, /<strong>116111<\/strong>/);
    assert.match(within.html, /<a class="main" href="\/kiosk\/tent\?lang=en"/);
    for (const from of ['', '/f/links', '/f/walk/done'])
      assert.ok(links((await get(`/kiosk/tent${from}?lang=en`)).html).includes(`/kiosk/tent/${path}?lang=en`), `${from} leads to ${path}`);
    assert.ok(!links((await get('/kiosk/tent/f/walk?lang=en')).html).includes(`/kiosk/tent/${path}?lang=en`));
    assert.equal((await get(`/kiosk/nobody/${path}`)).status, 404);
  }
});

test('a kiosk can be put on a home screen: a manifest of its own, which does not lead out of it, and an icon', async () => {
  const colour = { light: '#7a1f3d', dark: '#f0a3bd' }, name = 'Rīta "novads" </script>';
  const town = await serve({ settings: { languages: ['lv', 'en'], name, colour, kiosks: [{ name: 'hall', forms: ['walk'], languages: ['en'] }] } });
  try {
    const page = await open(town.server, '/kiosk/hall');
    assert.match(page.html, /<link rel="manifest" href="\/kiosk\/hall\/manifest\.json">/);
    assert.match(page.headers.get('content-security-policy'), /manifest-src 'self'/);
    const reply = await open(town.server, '/kiosk/hall/manifest.json'), manifest = JSON.parse(reply.html);
    assert.match(reply.headers.get('content-type'), /^application\/manifest\+json/);
    const { icons, ...rest } = manifest;
    assert.deepEqual(rest, { name, lang: 'en', id: '/kiosk/hall', start_url: '/kiosk/hall', scope: '/kiosk/hall', display: 'fullscreen', background_color: '#ffffff', theme_color: '#7a1f3d' });
    assert.deepEqual(icons.map((icon) => icon.src), ['/kiosk/hall/icon.svg']);
    const icon = await open(town.server, icons[0].src);
    assert.match(icon.headers.get('content-type'), /^image\/svg\+xml/);
    assert.match(icon.html, /^<svg [^]*fill="#7a1f3d"[^]*<\/svg>\n$/);
    assert.doesNotMatch((await open(town.server, '/f/walk')).html, /rel="manifest"/, 'people are not asked to install anything');
  } finally {
    await town.remove();
  }
  for (const path of ['/kiosk/nobody/manifest.json', '/kiosk/nobody/icon.svg']) assert.equal((await get(path)).status, 404);
});

test('what is not of the kiosk is not there', async () => {
  for (const path of ['/kiosk/nobody', '/kiosk/', '/kiosk/tent/', '/kiosk/tent/f/nothing', '/kiosk/nobody/f/walk', '/kiosk/nobody/worker.js', '/kiosk/nobody/staff'])
    assert.equal((await get(path)).status, 404, path);
});

test('the note on the place goes to the staff and nowhere else', async () => {
  for (const path of PAGES)
    assert.equal((await get(path)).html.includes('Telts pie pils'), path === '/kiosk/tent/staff', path);
  assert.ok(!(await get('/kiosk/tent/worker.js')).html.includes('Telts'));
});

test('pages say after how long they warn and wipe', async () => {
  assert.match((await get('/kiosk/library/f/links')).html, /data-idle="30" data-warning="20"/);
  assert.match((await get('/kiosk/tent/f/walk')).html, /data-idle="90" data-warning="30"/);
});

test('the worker keeps every page of its kiosk in every language, and may do no more than that', async () => {
  const reply = await get('/kiosk/tent/worker.js');
  assert.match(reply.headers.get('content-type'), /^text\/javascript/);
  assert.equal(reply.headers.get('service-worker-allowed'), '/kiosk/tent');
  const kept = new Function(`${reply.html.split("'use strict'")[0]}; return { KIOSK, VERSION, LANGUAGES, KEPT };`)();
  const pages = kept.KEPT.filter((address) => !address.startsWith('/a/'));
  assert.deepEqual(pages.sort(), ['lv', 'en'].flatMap((lang) => ['', '/staff', '/help', '/accessibility', '/f/walk', '/f/walk/done', '/f/links'].map((path) => `/kiosk/tent${path}?lang=${lang}`)).sort());
  for (const address of kept.KEPT) assert.equal((await get(address)).status, 200, address);
  assert.deepEqual([kept.KIOSK, kept.LANGUAGES], ['/kiosk/tent', ['lv', 'en']]);
});

test('the version of what is kept changes with what is kept', async () => {
  const version = async (one) => (await open(one, '/kiosk/tent/worker.js')).html.match(/VERSION = '([0-9a-f]{32})'/)[1];
  const other = makeSite({ forms: [WALK], settings: { name: 'Another town', kiosks: [{ name: 'tent', forms: ['walk'] }] } });
  const first = await startServer(other);
  const before = await version(first);
  await first.stop();
  const again = await startServer(other);
  assert.equal(await version(again), before, 'a restart alone changes nothing');
  await again.stop();
  const file = join(other.path, 'site.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Another town', 'One more town'));
  const changed = await startServer(other);
  assert.notEqual(await version(changed), before);
  await changed.stop();
  other.remove();
});

test('without script a form is filled in within the kiosk', async () => {
  let page = await get('/kiosk/tent/f/walk');
  page = await press(server, page, 'next', { walks: 'no' });
  page = await press(server, page, 'next', {});
  assert.deepEqual(links(page.html).filter((address) => !inside('tent')(address)), []);
  page = await press(server, page, 'send', { words: 'no telts' });
  assert.equal(page.headers.get('location'), '/kiosk/tent/f/walk/done?lang=lv');
});

test('a test sheet is looked at like any other, and thrown away', async () => {
  const record = seal.sealRecord(site.lock, 'test');
  const reply = await put('/kiosk/library/test/links', record);
  assert.equal(reply.status, 200);
  assert.deepEqual(await reply.json(), { taken: true, test: true });
  assert.equal((await stored()).length, 0);
  assert.equal((await put('/kiosk/library/test/links', record.subarray(1))).status, 400);
  assert.equal((await put('/kiosk/library/test/walk', record)).status, 400, 'a record of another lock');
  assert.equal((await put('/kiosk/nobody/test/links', record)).status, 404);
  const real = await put('/api/records/links/00112233445566778899aabbccddeeff', seal.sealRecord(site.lock, 'x'));
  assert.equal(real.status, 200);
  assert.equal((await stored()).length, 16, 'and what is no test is stored');
});

const wrong = {
  'a name with a slash': [{ ...tent, name: 'a/b' }, /"name" must have 1 to 32 small letters/],
  'no name': [{ forms: ['walk'] }, /"name" is missing/],
  'no forms': [{ name: 'tent' }, /"forms" is missing/],
  'a form twice': [{ ...tent, forms: ['walk', 'walk'] }, /"forms" names a form twice/],
  'a form that is no name': [{ ...tent, forms: ['../walk'] }, /"forms" must hold the names of forms/],
  'a form for elsewhere that is not there': [{ ...tent, 'not-for-crowds': ['other'] }, /"not-for-crowds" must hold names that "forms"/],
  'a language that the site lacks': [{ ...tent, languages: ['fr'] }, /tent: "fr" is not among the site's "languages"/],
  'a warning of nineteen seconds': [{ ...tent, 'warning-seconds': 19 }, /"warning-seconds" must be a whole number from 20 to 120/],
  'a warning of a text': [{ ...tent, 'warning-seconds': '30' }, /"warning-seconds" must be a whole number/],
  'five seconds of patience': [{ ...tent, 'idle-seconds': 5 }, /"idle-seconds" must be a whole number from 15 to 900/],
  'a place of too many words': [{ ...tent, place: 'x'.repeat(201) }, /"place" must be a text of at most 200 bytes/],
  'a setting that is none': [{ ...tent, colour: 'red' }, /"colour" is no setting of a kiosk/],
};
for (const [what, [kiosk, message]] of Object.entries(wrong))
  test(`a kiosk with ${what} is refused with its line`, async () => {
    const other = makeSite({ settings: { kiosks: [] } });
    const file = join(other.path, 'site.json');
    const text = readFileSync(file, 'utf8').replace('"kiosks": []', `"kiosks": [\n${JSON.stringify(kiosk)}]`);
    writeFileSync(file, text);
    const { code, log } = await failServer(other);
    other.remove();
    assert.equal(code, 1);
    assert.match(log, message);
    const line = text.slice(0, text.indexOf(JSON.stringify(kiosk))).split('\n').length;
    assert.ok(log.includes(`site.json:${line}: `), `${log} names line ${line}`);
  });

test('a form that costs a slip is taken along: a kiosk cannot tell whether a slip is good', async () => {
  const other = makeSite({ forms: [WALK, 'tests/http/forms/pupils-slip.json'], settings: { kiosks: [{ name: 'tent', forms: ['walk', 'pupils-slip'] }] } });
  issue(other, 'pupils-slip', '7-12', 2);
  const one = await startServer(other);
  try {
    assert.match(one.log, /note: site\.json:\d+: kiosk tent: the form pupils-slip asks for slips/);
    const page = await open(one, '/kiosk/tent/f/pupils-slip');
    assert.match(page.html, /<svg viewBox="-4 -4 /);
    assert.doesNotMatch(page.html, /<form|_slip/);
    assert.match((await open(one, '/f/pupils-slip')).html, /name="_slip"/, "on one's own phone it is asked for");
    assert.match((await open(one, '/kiosk/tent/f/walk')).html, /<form/, 'the twin');
    assert.equal((await open(one, '/kiosk/tent/f/pupils-slip', { method: 'POST', body: new URLSearchParams({ _do: 'send' }) })).status, 404);
  } finally {
    await one.stop();
    other.remove();
  }
});

test('two kiosks of one name are refused', async () => {
  const other = makeSite({ settings: { kiosks: [tent, { name: 'tent', forms: ['walk'] }] } });
  const { code, log } = await failServer(other);
  other.remove();
  assert.equal(code, 1);
  assert.match(log, /"name" is the name of another kiosk too/);
});

test('a form that is not offered is left out, and the log says so', async () => {
  const other = makeSite({ settings: { kiosks: [{ name: 'tent', forms: ['walk', 'gone'] }] } });
  const one = await startServer(other);
  assert.match(one.log, /note: site\.json:\d+: kiosk tent: the form gone is not offered/);
  const page = await open(one, '/kiosk/tent');
  assert.match(page.html, /\/kiosk\/tent\/f\/walk/);
  assert.doesNotMatch(page.html, /f\/gone/);
  await one.stop();
  other.remove();
});
