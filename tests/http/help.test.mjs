// /help: the site's own words, in each language, in one request, with nothing that a page may not hold.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import http from 'node:http';
import { failServer, makeSite, serve, startServer } from './lib/site.mjs';
import { open } from './lib/page.mjs';

const LANGUAGES = ['lv', 'en', 'ru', 'uk'];
let house;
before(async () => (house = await serve({ settings: { languages: LANGUAGES } })));
after(() => house?.remove());

const words = (html) => html.replace(/<style>[^]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ');

function raw(server, path, headers) {
  return new Promise((resolve, reject) =>
    http.get(server.address + path, { headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(parts) }));
    }).on('error', reject));
}

const SAYS = {
  lv: [/Kam ziņot/, /tajā pašā dienā/, /73\. panta pirmā daļa/, /šo pienākumu neizpilda/, /Kas notiek pēc tam/, /katru darbdienu/],
  en: [/Whom to tell/, /no later than on the same day/, /section 73\(1\)/, /does not fulfil that duty/, /What happens after/, /every working day/],
  ru: [/Кому сообщить/, /не позднее того же дня/, /статьи 73/, /не исполняет эту обязанность/, /Что происходит потом/, /каждый рабочий день/],
  uk: [/Кому повідомити/, /не пізніше того самого дня/, /статті 73/, /не виконує цього обов/, /Що відбувається потім/, /кожного робочого дня/],
};

for (const lang of LANGUAGES)
  test(`the procedure is there in ${lang}: whom to tell, by when, the professionals' way, what follows`, async () => {
    const page = await open(house.server, `/help?lang=${lang}`);
    assert.equal(page.status, 200);
    assert.match(page.html, new RegExp(`<html lang="${lang}">`));
    for (const sentence of SAYS[lang]) assert.match(words(page.html), sentence);
    for (const number of ['112', '110', '116111', '116006']) assert.ok(page.html.includes(`<a href="tel:${number}">${number}</a>`), number);
    assert.doesNotMatch(page.html, /\{(phones|contact|readers)/);
    assert.equal(page.html.match(/<h1>/g).length, 1);
    for (const other of LANGUAGES.filter((one) => one !== lang)) assert.ok(page.html.includes(`href="/help?lang=${other}"`), other);
  });

test('links that lead away tell nobody where the visitor came from', async () => {
  const { html } = await open(house.server, '/help?lang=lv');
  const away = [...html.matchAll(/<a [^>]*href="https:[^>]*>/g)].map(([tag]) => tag);
  assert.ok(away.length >= 2);
  for (const tag of away) assert.match(tag, /rel="noreferrer"/);
});

test('home and a form\'s first page lead there; the pages on which answers stand do not', async () => {
  for (const path of ['/?lang=lv', '/f/walk?lang=lv']) assert.match((await open(house.server, path)).html, /<a href="\/help\?lang=lv">/, path);
  const posted = await open(house.server, '/f/walk', { method: 'POST', body: new URLSearchParams({ _do: 'send', name: 'x' }) });
  assert.doesNotMatch(posted.html, /href="\/help/);
});

test('it is one request that fits a new connection\'s first round trip, compressed beforehand', async () => {
  const plain = await raw(house.server, '/help?lang=lv', {});
  for (const [coding, unpack] of [['br', brotliDecompressSync], ['gzip', gunzipSync]]) {
    const small = await raw(house.server, '/help?lang=lv', { 'Accept-Encoding': coding });
    assert.equal(small.headers['content-encoding'], coding);
    assert.ok(small.bytes.length + 1500 < 14336, `${coding}: ${small.bytes.length} bytes`);
    assert.deepEqual(unpack(small.bytes), plain.bytes);
  }
  assert.doesNotMatch(plain.bytes.toString(), /<(script|img|iframe|link rel="style)/);
});

test('the site words it, and takes its own numbers', async () => {
  const site = makeSite({ settings: { languages: ['lv', 'en'], contact: 'Rīts & Co', phones: [{ number: '199', name: 'Rīta dežurants', urgent: true }] } });
  writeFileSync(join(site.path, 'pages/help.lv.md'), '# Mūsu kārtība\n\n{phones-urgent}\n\nAtbild {contact}.\n');
  rmSync(join(site.path, 'pages/help.en.md')); // then ours is shown
  const server = await startServer(site);
  try {
    const lv = await open(server, '/help?lang=lv');
    assert.match(lv.html, /<h1>Mūsu kārtība<\/h1>/);
    assert.match(lv.html, /<a href="tel:199">199<\/a>/);
    assert.match(lv.html, /Atbild Rīts &amp; Co\./);
    assert.doesNotMatch(lv.html, /tel:112/);
    assert.match((await open(server, '/help?lang=en')).html, /<h1>How to report<\/h1>/);
  } finally {
    await server.stop();
    site.remove();
  }
});

test('a page that may not be shown stops the start, with file and line', async () => {
  const site = makeSite();
  const file = join(site.path, 'pages/help.lv.md');
  const refused = [
    ['# a\n\n<script>alert(1)</script>\n', /help\.lv\.md:3: HTML is not taken/],
    ['# a\n\n[x](javascript:alert(1))\n', /help\.lv\.md:3: links may go to https/],
    ['# a\n\nb\n\n![x](https://a.lv/b.png)\n', /help\.lv\.md:5: images are not taken/],
    ['# a\n\n{nobody}\n', /help\.lv\.md:3: nothing can be put in here/],
    [Buffer.from([0x61, 0xff]), /help\.lv\.md: is not written in UTF-8/],
    ['a'.repeat(70_000), /help\.lv\.md: /],
  ];
  try {
    for (const [text, reason] of refused) {
      writeFileSync(file, text);
      const { code, log } = await failServer(site);
      assert.equal(code, 1);
      assert.match(log, reason);
    }
    writeFileSync(file, '# a\n'); // the twin: the same site starts with a page that may be shown
    await (await startServer(site)).stop();
  } finally {
    site.remove();
  }
});

test('init writes the page in four languages, as they are shown without them', () => {
  for (const lang of LANGUAGES)
    assert.equal(readFileSync(join(house.site.path, `pages/help.${lang}.md`), 'utf8'), readFileSync(`server/pages/help.${lang}.md`, 'utf8'));
});

test('an address that there is not can be read about in each language; a page that had answers leads nowhere else', async () => {
  const lost = await open(house.server, '/nowhere?lang=ru');
  assert.equal(lost.status, 404);
  assert.deepEqual([...lost.html.matchAll(/<a href="([^"]*)" lang="(\w+)" hreflang/g)].map(([, address, lang]) => [lang, new URL(address, house.server.address).searchParams.get('lang')]),
    [['lv', 'lv'], ['en', 'en'], ['uk', 'uk']]);
  const refused = await open(house.server, '/healthz/x?lang=ru');
  const wrong = await fetch(`${house.server.address}/?lang=ru`, { method: 'DELETE', headers: house.server.host ? { host: house.server.host } : {} }).then((reply) => reply.text());
  assert.ok(refused.html.includes('hreflang') && !wrong.includes('hreflang'));
});
