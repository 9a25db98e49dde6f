// From a list of places to posters that hang and are looked after; slips to cut; a code on a screen.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { magick, read, render } from './lib/paper.mjs';
import { ADDRESS, makeSite, qr } from './lib/site.mjs';

let site;
before(() => (site = makeSite()));
after(() => site?.remove());
const text = (pdf) => execFileSync('pdftotext', ['-layout', pdf, '-']).toString();
const lines = () => readFileSync(join(site.path, 'places.csv'), 'utf8').replace(/^\ufeff/, '').trim().split('\n').map((line) => line.split(','));
const check = (...args) => qr('check', site.path, ...args);
const codeOf = (name) => lines().find((line) => line.includes(name))[lines()[0].indexOf('code')];

test('posters: one a place, each with a code of its own, and a register in two forms', async () => {
  writeFileSync(site.at('list.csv'), 'name;kind;parish;size;theme\nCēsu autoosta;stop;Cēsis;A3;adults\nMaršruts Cēsis–Vaive;skolas autobuss;Vaives pagasts;sticker;youth\nLīgatnes bibliotēka;library;Līgatnes pagasts;A5;easy\n');
  const made = await qr('posters', site.path, '--places', site.at('list.csv'), '--out', site.at('posters'), '--day', '2026-11-24');
  assert.equal(made.code, 0, made.err);
  const files = readdirSync(site.at('posters'));
  const pdfs = files.filter((name) => name.endsWith('.pdf') && name !== 'register.pdf');
  assert.equal(pdfs.length, 3);
  const codes = new Set();
  for (const pdf of pdfs) for (const address of await read(await render(join(site.at('posters'), pdf)))) codes.add(address);
  assert.deepEqual(codes, new Set(lines().slice(1).map((line) => `${ADDRESS}/p/${line[lines()[0].indexOf('code')]}`.toUpperCase())));
  assert.equal(codes.size, 3);
  const register = text(join(site.at('posters'), 'register.pdf'));
  for (const name of ['Cēsu autoosta', 'Maršruts Cēsis–Vaive', 'Līgatnes bibliotēka', 'Vaives pagasts', codeOf('Cēsu autoosta')]) assert.ok(register.includes(name), name);
  assert.match(readFileSync(join(site.at('posters'), 'register.csv'), 'utf8'), /Līgatnes bibliotēka/);
});

test('check: seen, overdue, missing, withdrawn', async () => {
  const bus = codeOf('Maršruts Cēsis–Vaive'), stop = codeOf('Cēsu autoosta'), library = codeOf('Līgatnes bibliotēka');
  for (const code of [bus, stop, library]) assert.equal((await check('--scan', code, '--day', '2026-11-24')).code, 0);
  assert.equal((await check('--scan', `${ADDRESS}/P/${stop}`.toUpperCase(), '--day', '2027-03-01')).code, 0, 'the whole address, as a scanner gives it');
  assert.equal((await check('--missing', bus, '--day', '2027-03-01')).code, 0);
  const report = await check('--day', '2027-03-02', '--every', '60');
  assert.equal(report.code, 0, report.err);
  assert.match(report.out, new RegExp(`overdue +${library}`));
  assert.match(report.out, new RegExp(`missing +${bus}`));
  assert.doesNotMatch(report.out, new RegExp(`(overdue|missing) +${stop}`));
  assert.equal((await check('--withdraw', bus, '--day', '2027-03-02')).code, 0);
  const hangs = await check('--scan', bus, '--day', '2027-03-03');
  assert.equal(hangs.code, 1);
  assert.match(hangs.err, /withdrawn on 2027-03-02 and still hangs: take it down/);
  assert.match((await check('--day', '2027-03-03')).out, new RegExp(`withdrawn +${bus}`));
  const again = await qr('poster', site.path, '--place', bus, '--out', site.at('again.pdf'));
  assert.match(again.err, /was withdrawn/);
});

test('check: a code that was mistyped or is not ours, and a register that came back', async () => {
  const stop = codeOf('Cēsu autoosta');
  const typo = `${stop[0]}${stop[1] === '2' ? '3' : '2'}${stop.slice(2)}`;
  const before = readFileSync(join(site.path, 'places.csv'));
  assert.match((await check('--scan', typo)).err, /is no poster's code/);
  assert.match((await check('--scan', 'K7Q2M4')).err, /not one of ours/);
  writeFileSync(site.at('back.csv'), `code,name,inspected\n${stop},Cēsu autoosta,2027-04-01\nK7Q2M4,Svešs,2027-04-01\n`);
  const refused = await check('--csv', site.at('back.csv'), '--day', '2027-04-02');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /back\.csv:3: .*not one of ours/);
  assert.deepEqual(readFileSync(join(site.path, 'places.csv')), before, 'nothing of a refused register is noted');
  writeFileSync(site.at('back.csv'), `code,name,inspected\n${stop},Cēsu autoosta,2027-04-01\n`);
  assert.equal((await check('--csv', site.at('back.csv'), '--day', '2027-04-02')).code, 0);
  assert.ok(lines().find((line) => line.includes(stop)).includes('2027-04-01'));
});

test('slips: every one is read, none twice, none in the file that stays; a lost sheet is withdrawn and made anew', async () => {
  const form = JSON.parse(readFileSync(join(site.path, 'forms/school-pupils.json'), 'utf8'));
  form.uzklausi.slip = true;
  writeFileSync(join(site.path, 'forms/school-pupils.json'), JSON.stringify(form));
  const slips = (...args) => qr('slips', site.path, '--form', 'school-pupils', '--group', '7.a', ...args);
  const made = await slips('--count', '30', '--out', site.at('slips.pdf'));
  assert.equal(made.code, 0, made.err);
  const pages = Number(execFileSync('pdfinfo', [site.at('slips.pdf')]).toString().match(/Pages:\s+(\d+)/)[1]);
  const seen = [];
  // cut apart as the lines say, as they are drawn from the bowl: two columns of six a page
  for (let page = 1; page <= pages; page++) {
    const sheet = await render(site.at('slips.pdf'), page);
    await magick(sheet, '-shave', '47x47', '-crop', '2x6@', '+repage', site.at('slip-%02d.pgm'));
    for (let i = 0; i < 12 && seen.length < 30; i++) seen.push(...(await read(site.at(`slip-${String(i).padStart(2, '0')}.pgm`))));
  }
  assert.equal(seen.length, 30);
  assert.equal(new Set(seen).size, 30);
  const codes = seen.map((address) => address.match(/^HTTPS:\/\/UZKLAUSI\.EXAMPLE\.LV\/F\/SCHOOL-PUPILS\?SLIP=([0-9A-HJKMNP-TV-Z]{11})$/i)?.[1]);
  assert.ok(codes.every(Boolean), seen[0]);
  const printed = text(site.at('slips.pdf')).replace(/[\s-]/g, '');
  for (const code of codes) assert.ok(printed.includes(code), code);
  const folder = join(site.path, 'slips');
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1')).join('');
  for (const code of codes) assert.ok(!kept.includes(code));
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  assert.equal((await slips('--withdraw', '1')).code, 0);
  const anew = await slips('--count', '30', '--out', site.at('slips2.pdf'));
  assert.equal(anew.code, 0, anew.err);
  const batches = readdirSync(folder).filter((name) => name !== 'key').sort();
  assert.equal(batches.filter((name) => name.endsWith('.withdrawn')).length, 1);
  assert.equal(batches.filter((name) => name.endsWith('.slips')).length, 1);
  assert.equal((await slips('--withdraw', '7')).code, 1);
  assert.equal((await slips('--count', '0', '--out', site.at('x.pdf'))).code > 0, true);
});

test('a code for a projector', async () => {
  const made = await qr('screen', site.path, '--form', 'school-pupils', '--out', site.at('screen.png'));
  assert.equal(made.code, 0, made.err);
  assert.match((await read(site.at('screen.png')))[0], /^https:\/\/uzklausi\.example\.lv\/f\/school-pupils$/i);
});
