// Posters: /p/CODE shows whom to call and how to report first; the place goes along only with its box ticked; a scan is a number.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { fetchSheets, filesBelow, makeSite, startServer } from './lib/site.mjs';
import { field, open, post, press } from './lib/page.mjs';
import { makeCode, wrongCheck } from './lib/slips.mjs';

const [STATION, LIBRARY, GONE, CLOSED, UNKNOWN] = Array.from({ length: 5 }, () => makeCode(6));
let site, server;
const list = (rows) => {
  writeFileSync(join(site.path, 'places.csv-new'), ['code,name,kind,form,withdrawn', ...rows, ''].join('\r\n'));
  renameSync(join(site.path, 'places.csv-new'), join(site.path, 'places.csv'));
};
const ROWS = [`${STATION},"Autoosta ""Rīts"" & <b>Co</b>",stop,worry,`, `${LIBRARY},Bibliotēka,library,worry,`, `${GONE},Vecā pietura,stop,worry,2026-01-01`, `${CLOSED},Telts,tent,nothing,`];
before(async () => {
  site = makeSite({ forms: ['tests/http/forms/worry.json'], settings: { languages: ['lv', 'en', 'ru', 'uk'] } });
  list(ROWS);
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
});

const day = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, '0')).join('-'); };
const scansFile = () => join(site.path, 'data', `scans-${day()}.txt`);
// Scans are written once a minute and at the end: so the server is ended to read them.
async function scans() {
  await server.stop();
  const text = existsSync(scansFile()) ? readFileSync(scansFile(), 'utf8') : '';
  server = await startServer(site);
  return Object.fromEntries(text.trim().split('\n').map((line) => line.split(' ')).map(([code, count]) => [code, Number(count)]));
}
const order = (html, ...pieces) => pieces.map((piece) => html.search(piece)).every((at, i, all) => at >= 0 && (i === 0 || at > all[i - 1]));

for (const [lang, title, how, form] of [
  ['lv', 'Ja bērnam vajag palīdzību', 'tajā pašā dienā', 'Anonīms ziņojums'],
  ['en', 'If a child needs help', 'on the same day', 'An anonymous report'],
  ['ru', 'Если ребёнку нужна помощь', 'того же дня', 'Анонимное сообщение'],
  ['uk', 'Якщо дитині потрібна допомога', 'того самого дня', 'Анонімне повідомлення'],
])
  test(`the page shows numbers and procedure first, then the form (${lang})`, async () => {
    const page = await open(server, `/p/${STATION}?lang=${lang}`);
    assert.equal(page.status, 200);
    assert.ok(order(page.html, title, /<a href="tel:112">/, how, new RegExp(`<a href="/help\\?lang=${lang}">`), form, /value="open"/));
    assert.match(page.html, /Autoosta &quot;Rīts&quot; &amp; &lt;b&gt;Co&lt;\/b&gt;/);
  });

test('capitals, small letters and look-alikes are the same code', async () => {
  for (const path of [`/P/${STATION}`, `/p/${STATION.toLowerCase()}`, `/p/${STATION.replaceAll('0', 'o').replaceAll('1', 'L')}`]) assert.equal((await open(server, path)).status, 200, path);
  for (const path of ['/P/', '/p/', `/p/${STATION}/x`]) assert.equal((await open(server, path)).status, 404, path);
});

for (const [what, path, status, says] of [
  ['mistyped', () => `/p/${wrongCheck(STATION)}`, 404, /Plakāta kods nav pareizs/],
  ['cut off', () => '/p/K7', 404, /Plakāta kods nav pareizs/],
  ['markup', () => '/p/%3Cscript%3E', 404, /Plakāta kods nav pareizs/],
  ['unknown', () => `/p/${UNKNOWN}`, 404, /Tāda plakāta mums nav/],
  ['withdrawn', () => `/p/${GONE}`, 410, /Šis plakāts vairs neder/],
])
  test(`a code that is ${what} is said to be, with a warning of stickered posters, and the numbers stay`, async () => {
    const page = await open(server, `${path()}?lang=lv`);
    assert.equal(page.status, status);
    assert.match(page.html, says);
    assert.match(page.html, /uzlīmējis svešu kodu/);
    assert.ok(order(page.html, says, /<a href="tel:112">/, /tajā pašā dienā/));
    assert.doesNotMatch(page.html, /value="open"|<script>/);
  });

test('a form that is not open is said to be, and the numbers stay', async () => {
  const page = await open(server, `/p/${CLOSED}?lang=lv`);
  assert.match(page.html, /Veidlapa pašlaik nav atvērta/);
  assert.doesNotMatch(page.html, /value="open"/);
});

// --- the place in the sheet ---

const go = async () => {
  const { html } = await open(server, `/p/${STATION}?lang=lv`);
  const form = html.match(/<form method="post" action="([^"]*)"/)[1];
  assert.ok(!form.includes(STATION));
  return post(server, form, { _do: 'open', _lang: field({ html }, '_lang')[0], _poster: field({ html }, '_poster')[0], _keep: field({ html }, '_keep')[0] });
};
async function finish(page) {
  const last = field(page, '_page')[0] === 'two' ? page : await press(server, page, 'next', { word: 'bažas' });
  return press(server, last, 'send', { safe: 'no' });
}
const newest = async (known) => [...(await fetchSheets(server, site))].filter(([id]) => !known.has(id)).map(([, sheet]) => sheet);
const before_ = async () => new Set((await fetchSheets(server, site)).keys());

test('the place is shown with its box ticked, and goes into the sheet', async () => {
  const known = await before_(), page = await go();
  assert.equal(page.status, 200);
  assert.match(page.html, /<input type="checkbox" name="_keep" value="yes" checked>[^]*Autoosta/);
  const sent = await finish(page);
  assert.equal(sent.status, 303);
  assert.doesNotMatch(sent.headers.get('location'), new RegExp(STATION));
  const [sheet] = await newest(known);
  assert.equal(sheet.poster, STATION);
});

test('with the box unticked the sheet says nothing of the place, and the box can be ticked again on the way', async () => {
  const known = await before_();
  let page = await go();
  page = await press(server, page, 'next', { _keep: undefined });
  assert.deepEqual([field(page, '_poster'), field(page, '_keep')], [[STATION], []]);
  const back = await press(server, page, 'back');
  assert.match(back.html, /<input type="checkbox" name="_keep" value="yes">/);
  assert.equal((await finish(page)).status, 303);
  const [sheet] = await newest(known);
  assert.ok(!('poster' in sheet));
});

test('another language, asked for before anything is answered, keeps the place', async () => {
  const known = await before_();
  let page = await go();
  assert.doesNotMatch(page.html, /<a href="[^"]*lang=en/); // a link would leave it behind
  page = await press(server, page, 'lang-en');
  assert.match(page.html, /<html lang="en"/);
  assert.deepEqual([field(page, '_poster'), field(page, '_keep')], [[STATION], ['yes']]);
  assert.equal((await finish(page)).status, 303);
  const [sheet] = await newest(known);
  assert.equal(sheet.poster, STATION);
});

test('a code that is none of ours is dropped', async () => {
  const known = await before_();
  for (const _poster of [UNKNOWN, GONE, wrongCheck(STATION), '"><script>', '']) {
    const page = await post(server, '/f/worry', { _do: 'open', _lang: 'lv', _poster, _keep: 'yes' });
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.html, /name="_keep"|<script>alert/);
    assert.equal((await finish(page)).status, 303);
  }
  for (const sheet of await newest(known)) assert.ok(!('poster' in sheet));
});

// --- scans ---

const headOnly = (path, method, headers = {}) => new Promise((resolve, reject) => http.request(server.address + path, { method, headers }, (answer) => (answer.resume(), answer.on('end', () => resolve(answer.statusCode)))).on('error', reject).end());

test('a scan counts once a look; HEAD, fetching ahead, other languages and bad codes do not', async () => {
  const earlier = await scans();
  for (let i = 0; i < 7; i++) await open(server, `/p/${LIBRARY}`);
  await open(server, `/P/${LIBRARY.toLowerCase()}`);
  await headOnly(`/p/${LIBRARY}`, 'HEAD');
  await headOnly(`/p/${LIBRARY}`, 'GET', { 'Sec-Purpose': 'prefetch;prerender' });
  await open(server, `/p/${LIBRARY}?lang=ru`);
  for (const code of [UNKNOWN, GONE, wrongCheck(LIBRARY)]) await open(server, `/p/${code}`);
  const later = await scans();
  assert.equal(later[LIBRARY], (earlier[LIBRARY] ?? 0) + 8);
  assert.equal(later[GONE], 0);
  assert.ok(!(UNKNOWN in later));
});

test('counts go on after a restart, and the file holds a number a place in order of the codes, and nothing else', async () => {
  const first = await scans();
  await open(server, `/p/${STATION}`);
  const second = await scans();
  assert.equal(second[STATION], first[STATION] + 1);
  assert.deepEqual(readFileSync(scansFile(), 'utf8').trim().split('\n').map((line) => line.replace(/ \d+$/, '')), [STATION, LIBRARY, GONE, CLOSED].sort());
  assert.deepEqual(readdirSync(join(site.path, 'data')).filter((name) => name.startsWith('scans')), [`scans-${day()}.txt`]);
});

test('the code is in no log and in nothing else that the server writes', async () => {
  await go();
  await server.stop();
  assert.doesNotMatch(server.log, new RegExp(STATION, 'i'));
  for (const file of filesBelow(join(site.path, 'data'))) if (file !== scansFile()) assert.equal(readFileSync(file).indexOf(STATION), -1, file);
  server = await startServer(site);
});

// --- the list may change ---

async function sees(what) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) if (await what()) return;
  assert.fail('the server never saw it');
}

test('a poster is withdrawn and a new one hung without a restart; a list with a fault changes nothing and is said', async () => {
  const fresh = makeCode(6);
  list([...ROWS.slice(1), `${STATION},Autoosta,stop,worry,2026-11-24`, `${fresh},Jaunā vieta,school,worry,`]);
  await sees(async () => (await open(server, `/p/${fresh}?lang=lv`)).status === 200);
  assert.equal((await open(server, `/p/${STATION}?lang=lv`)).status, 410);
  list(['nonsense,Bez koda,stop,worry,']);
  await sees(async () => /note: .*places\.csv/.test(server.log));
  assert.equal((await open(server, `/p/${fresh}?lang=lv`)).status, 200);
  list(ROWS);
  await sees(async () => (await open(server, `/p/${STATION}?lang=lv`)).status === 200);
});
