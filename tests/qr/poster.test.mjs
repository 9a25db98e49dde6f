// Posters on paper: read back by zbar as a camera sees them, their words and fonts taken out of the PDF. Every size, theme and language is rendered and
// read. Each size is also spoilt in four ways, each in another theme and language; with UZKLAUSI_FULL=1, which `make audit` sets, all are in all ways.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { codeIn, DOTS, magick, read, render, SIGHTS, smear } from './lib/paper.mjs';
import { ADDRESS, each, HOST, makeSite, qr } from './lib/site.mjs';

const SIZES = { A3: [297, 420, 1], A4: [210, 297, 0.7], A5: [148, 210, 0.5], sticker: [0, 0, 0.35], card: [0, 0, 0.35] };
const THEMES = ['adults', 'youth', 'easy'];
const LANGUAGES = ['lv', 'en', 'ru', 'uk'];
const PLACE = 'Priekuļu vidusskola';
const words = Object.fromEntries(LANGUAGES.map((lang) => [lang, JSON.parse(readFileSync(`qr/languages/${lang}.json`, 'utf8'))]));
const plain = (text) => text.normalize('NFC').replace(/[\s\u00a0\u00ad]+/g, ' ').trim();

let site, code;
const posters = Object.keys(SIZES).flatMap((size) => THEMES.flatMap((theme) => LANGUAGES.map((lang) => ({ size, theme, lang }))));
const name = ({ size, theme, lang }) => `${size} ${theme} ${lang}`;

before(async () => {
  site = makeSite();
  const first = await qr('poster', site.path, '--place', PLACE, '--out', site.at('first.pdf'));
  assert.equal(first.code, 0, first.err);
  code = first.out.match(/poster ([0-9A-Z]{6}) of/)[1];
  // one after another: they share a line of places.csv
  for (const one of posters) {
    one.pdf = site.at(`${one.size}-${one.theme}-${one.lang}.pdf`);
    const made = await qr('poster', site.path, '--place', PLACE, '--size', one.size, '--theme', one.theme, '--lang', one.lang, '--day', '2026-11-24', '--out', one.pdf);
    assert.equal(made.code, 0, `${name(one)}: ${made.err}`);
  }
});
after(() => site?.remove());

const address = () => `${ADDRESS}/p/${code}`.toUpperCase();

test('every size, theme and language is read back from a rendering', async () => {
  await each(posters, async (one) => {
    one.picture = await render(one.pdf);
    assert.deepEqual(await read(one.picture), [address()], name(one));
  });
});

test('turned, blurred, smeared and seen at an angle', async () => {
  const sights = Object.keys(SIGHTS), sizes = Object.keys(SIZES);
  const turn = ({ size }, i) => sizes.indexOf(size) + i;
  const chosen = (one, i) => process.env.UZKLAUSI_FULL || (THEMES[turn(one, i) % 3] === one.theme && LANGUAGES[turn(one, i) % 4] === one.lang);
  const tries = posters.flatMap((one) => sights.map((how, i) => ({ one, how, i }))).filter(({ one, i }) => chosen(one, i));
  assert.ok(tries.length >= 20);
  await each(tries, async ({ one, how, i }) => {
    const seen = one.picture.replace('.pgm', `-${i}.pgm`);
    await SIGHTS[how](one.picture, seen, codeIn(one.picture));
    assert.deepEqual(await read(seen), [address()], `${name(one)}, ${how}`);
  });
});

test('what is spoilt is spoilt: half smeared, or blurred by two modules, is not read', async () => {
  const { picture } = posters.find(({ size }) => size === 'A4');
  const where = codeIn(picture), seen = site.at('spoilt.png');
  await magick(picture, '-fill', 'gray25', '-draw', smear(where, 0.5), seen);
  assert.deepEqual(await read(seen), []);
  await magick(picture, '-blur', `0x${where.unit * 2}`, seen);
  assert.deepEqual(await read(seen), []);
});

test('the code is as wide as its reading distance asks, with a quiet zone of four modules', async () => {
  await each(posters.filter(({ lang }) => lang === 'lv'), async (one) => {
    const { x, y, unit, modules } = codeIn(one.picture);
    const width = (modules * unit * 25.4) / DOTS / 1000; // metres
    const said = Number(plain(execFileSync('pdftotext', [one.pdf, '-']).toString()).match(/Kods nolasāms no ([\d,.]+) m/)[1].replace(',', '.'));
    assert.ok(said >= SIZES[one.size][2], `${name(one)} is to be read from ${said} m`);
    assert.ok(width >= said / 10 - 0.0005, `${name(one)}: a code of ${width} m for ${said} m`);
    // the zone around it is light, all of it
    const [left, top, side] = [x - 4 * unit + 2, y - 4 * unit + 2, (modules + 8) * unit - 4].map(Math.round);
    const [from, to] = [4 * unit - 4, (modules + 4) * unit + 1].map(Math.round);
    const { stdout } = await magick(one.picture, '-crop', `${side}x${side}+${left}+${top}`, '+repage', '-fill', 'white', '-draw', `rectangle ${from},${from} ${to},${to}`, '-format', '%[fx:minima]', 'info:');
    assert.ok(Number(stdout) > 0.9, `${name(one)}: something as dark as ${stdout} lies in the quiet zone`);
  });
});

test('the words of the PDF are those of the language, whole and in reach of a reader', async () => {
  for (const one of posters) {
    const flow = plain(execFileSync('pdftotext', ['-raw', one.pdf, '-']).toString());
    const w = words[one.lang];
    const must = ['112', '110', '116111', w.never, w[`${one.theme}-ends`], w['check-address'].replace('{host}', HOST), w['poster-code'].replace('{code}', code), w.made.replace('{day}', '2026-11-24'), PLACE, `${HOST}/p/${code}`,
      w[`${one.theme}-headline`], w[`${one.theme}-lead`], w[`${one.theme}-anonymous`], w.phones];
    for (const part of must) assert.ok(flow.includes(plain(part)), `${name(one)} lacks "${part}":\n${flow}`);
  }
});

test('every font is embedded', () => {
  for (const one of posters.filter(({ lang }) => lang !== 'en')) {
    const lines = execFileSync('pdffonts', [one.pdf]).toString().trim().split('\n').slice(2);
    assert.ok(lines.length > 0, name(one));
    for (const line of lines) assert.match(line, /\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/, `${name(one)}: ${line}`);
  }
});

test('the same poster is the same bytes', async () => {
  const args = ['poster', site.path, '--place', PLACE, '--size', 'A4', '--theme', 'adults', '--lang', 'lv', '--day', '2026-11-24'];
  await qr(...args, '--out', site.at('one.pdf'));
  await qr(...args, '--out', site.at('two.pdf'));
  assert.deepEqual(readFileSync(site.at('one.pdf')), readFileSync(site.at('two.pdf')));
});

test('SVG and PNG are read back as well', async () => {
  for (const ending of ['svg', 'png']) {
    const file = site.at(`poster.${ending}`);
    assert.equal((await qr('poster', site.path, '--place', PLACE, '--size', 'A5', '--out', file)).code, 0);
    const picture = site.at(`from-${ending}.png`);
    if (ending === 'svg') execFileSync('rsvg-convert', ['-d', '150', '-p', '150', '-o', picture, file]);
    assert.deepEqual(await read(ending === 'svg' ? picture : file), [address()], ending);
  }
});
