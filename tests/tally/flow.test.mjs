// From the server to a count, with the real programs; and what uzklausi-tally does when the server or a file is not honest.
import assert from 'node:assert/strict';
import { spawn, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeLock, makeSite, startServer } from './lib/site.mjs';
import { readArchive } from './lib/archive.mjs';
import { startFake } from './lib/fake.mjs';

const TALLY = join(BUILD, 'uzklausi-tally');
const SYNTHETIC = join(BUILD, 'tools/synthetic');
const FORM = 'tests/tally/forms/staff-day.json';
const SIZES = { school: 31, social: 28, police: 12, orphans: 6 };

let site;
let server;
let home; // the archive of the first fetch
let lockText;
let held; // lock id to id to record, as the server has them

// Runs the program to its end without stopping this process, so that a fake server here can answer it.
function tally(...options) {
  return new Promise((resolve) => {
    const child = spawn(TALLY, options, { stdio: ['ignore', 'pipe', 'pipe'] });
    const result = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (result.out += chunk));
    child.stderr.on('data', (chunk) => (result.err += chunk));
    child.on('close', (code) => resolve({ ...result, code }));
  });
}

const key = () => ['--key', site.key, '--passphrase-file', site.passphrase];
const fetchInto = (archive, address, ...more) => tally('fetch', '--server', address, '--archive', archive, ...key(), ...more);

async function count(archive, ...more) {
  const { out, err, code } = await tally('count', '--archive', archive, '--form', FORM, '--format', 'json', ...key(), ...more);
  return { code, err, ...(code === 0 ? JSON.parse(out) : {}) };
}

function copy(name) {
  const path = join(site.folder, name);
  copyFileSync(home, path);
  return path;
}

before(async () => {
  site = makeSite([FORM]);
  server = await startServer(site);
  for (const [place, n] of Object.entries(SIZES)) {
    const lines = execFileSync(SYNTHETIC, [FORM, String(n), '5', '--set', `place=${place}`, '--fields']).toString().trim().split('\n');
    for (const body of lines) {
      const answer = await fetch(`${server.address}/f/staff-day`, { method: 'POST', body, redirect: 'manual',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
      assert.ok([200, 303].includes(answer.status), `a sheet was answered with ${answer.status}`);
    }
  }
  home = join(site.folder, 'home');
  const first = await fetchInto(home, server.address);
  assert.equal(first.code, 0, first.err);
  const blocks = readArchive(home);
  lockText = blocks.find((block) => block.kind === 'lock').text;
  held = new Map();
  for (const block of blocks.filter((one) => one.kind === 'recs')) {
    const records = held.get(block.lock) ?? new Map();
    block.ids.forEach((id, i) => records.set(id.toString('hex'), block.records[i]));
    held.set(block.lock, records);
  }
});

after(async () => {
  await server.stop();
  site.remove();
});

test('all sheets come home and are counted by group', async () => {
  const result = await count(home, '--by', 'place');
  assert.equal(result.sheets, 77);
  assert.equal(result.form, 'staff-day');
  assert.equal(result.wave, '2026');
  assert.deepEqual(result.refused, {});
  assert.deepEqual(result.by.map((group) => [group.value, group.sheets]), Object.entries(SIZES));
  assert.deepEqual(result.questions[0], { name: 'place', answered: 77, counts: SIZES });
});

test('with a minimum of ten the small group and one more are hidden', async () => {
  const result = await count(home, '--by', 'place', '--min', '10');
  assert.equal(result.sheets, 77);
  assert.deepEqual(result.by.map((group) => group.sheets), [31, 28, null, null]);
  assert.deepEqual(result.questions[0].counts, { school: 31, social: 28, police: null, orphans: null });
});

test('the table for people groups as the form says, in its language or another', async () => {
  const latvian = await tally('count', '--archive', home, '--form', FORM, ...key());
  assert.match(latvian.out, /^Anketas +77 +31 +28 +12 +6$/m);
  assert.match(latvian.out, /Bāriņtiesa/);
  const english = await tally('count', '--archive', home, '--form', FORM, '--lang', 'en', ...key());
  assert.match(english.out, /^Sheets +77 +31 +28 +12 +6$/m);
  const lines = latvian.out.split('\n').filter((line) => /^ {2}\S/.test(line));
  assert.equal(new Set(lines.map((line) => [...line].length)).size, 1, 'the columns stand under each other');
});

test('a second fetch finds all there and adds nothing', async () => {
  const archive = copy('second');
  const bytes = readFileSync(archive);
  const again = await fetchInto(archive, server.address);
  assert.equal(again.code, 0);
  assert.match(again.out, /0 new, 77 already there/);
  assert.deepEqual(readFileSync(archive), bytes);
});

test('sheets come in another order each time, without ids', async () => {
  const list = async () => (await tally('sheets', '--archive', home, '--form', FORM, '--format', 'json', ...key())).out;
  const [first, second] = [await list(), await list()];
  assert.notEqual(first, second);
  assert.equal(JSON.parse(first).length, 77);
  for (const records of held.values()) for (const id of records.keys()) assert.ok(!first.includes(id));
  const sorted = (text) => JSON.parse(text).map((sheet) => JSON.stringify(sheet)).sort();
  assert.deepEqual(sorted(first), sorted(second));
});

test('sheets as CSV: a header, a line each, and formulas neutral', async () => {
  const { out, err } = await tally('sheets', '--archive', home, '--form', FORM, '--format', 'csv', ...key());
  assert.ok(out.startsWith('\ufeff"place"'));
  assert.equal(out.trimEnd().split('\r\n').length, 78);
  assert.match(err, /single people/);
  assert.match(out, /"'=wish"/, 'a question named like a formula is neutral in the header');
});

test('records that vanish from the server are told once as new and stay in the archive', async () => {
  const archive = copy('vanish');
  const [lock] = held.keys();
  const fewer = new Map([[lock, new Map([...held.get(lock)].slice(3))]]);
  const fake = await startFake({ locks: [lockText], records: fewer });
  const first = await fetchInto(archive, fake.address);
  assert.match(first.out, /3 vanished from the server \(3 of them since last time\)/);
  const second = await fetchInto(archive, fake.address);
  assert.match(second.out, /3 vanished from the server \(0 of them since last time\)/);
  await fake.stop();
  assert.equal((await count(archive)).sheets, 77);
});

test('a fetch that was interrupted goes on where it ended', async () => {
  const archive = join(site.folder, 'interrupted');
  const [lock] = held.keys();
  const some = new Map([[lock, new Map([...held.get(lock)].slice(0, 40))]]);
  const all = new Map([[lock, held.get(lock)]]);
  const part = await startFake({ locks: [lockText], records: some });
  assert.match((await fetchInto(archive, part.address)).out, /40 new, 0 already there/);
  await part.stop();
  const broken = await startFake({ locks: [lockText], records: all,
    change: (path, body) => (path.startsWith('/api/staff/records') ? body.subarray(0, 4321) : body) });
  assert.equal((await fetchInto(archive, broken.address)).code, 1);
  await broken.stop();
  const rest = await startFake({ locks: [lockText], records: all });
  assert.match((await fetchInto(archive, rest.address)).out, /37 new, 40 already there/);
  await rest.stop();
  assert.equal((await count(archive)).sheets, 77);
});

test('a lock swapped on the server is refused, said so, and nothing is sealed to it in the archive', async () => {
  const other = join(site.folder, 'other.lock');
  makeLock(site, FORM, '2026', other);
  const archive = copy('swapped');
  const before = readFileSync(archive);
  const fake = await startFake({ locks: [readFileSync(other, 'utf8'), lockText], records: held });
  const result = await fetchInto(archive, fake.address);
  await fake.stop();
  assert.equal(result.code, 1);
  assert.match(result.err, /another lock for staff-day, wave 2026/);
  assert.match(result.out, /77 already there/);
  assert.deepEqual(readFileSync(archive), before);
});

test('a lock signed by a stranger is refused, and taken when the card is named', async () => {
  execFileSync(TALLY, ['keygen', '--name', 'eve', '--out', site.folder, '--passphrase-file', site.passphrase]);
  const foreign = join(site.folder, 'foreign.lock');
  execFileSync(TALLY, ['lock', '--form', FORM, '--wave', '2027', '--staff', site.card, '--key', join(site.folder, 'eve.key'),
    '--passphrase-file', site.passphrase, '--out', foreign]);
  const fake = await startFake({ locks: [readFileSync(foreign, 'utf8')], records: new Map() });
  const refused = await fetchInto(join(site.folder, 'foreign'), fake.address);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /whom you have not named/);
  const named = await fetchInto(join(site.folder, 'foreign'), fake.address, '--trust', join(site.folder, 'eve.card'));
  assert.equal(named.code, 0, named.err);
  await fake.stop();
});

test('an altered lock is refused', async () => {
  const fake = await startFake({ locks: [lockText.replace(/^wave 2026$/m, 'wave 2029')], records: held });
  const result = await fetchInto(join(site.folder, 'altered'), fake.address);
  assert.equal(result.code, 1);
  await fake.stop();
});

test('a tampered record is flagged and the rest counted', async () => {
  const [lock] = held.keys();
  const records = new Map(held.get(lock));
  const ids = [...records.keys()];
  const flipped = Buffer.from(records.get(ids[0]));
  flipped[2000] ^= 1;
  records.set(ids[0], flipped); // does not open
  records.set(ids[1], records.get(ids[2])); // a copy under another id
  const cut = Buffer.from(records.get(ids[3]));
  cut[0] = 9; // no record at all: not even kept
  records.set(ids[3], cut);
  const fake = await startFake({ locks: [lockText], records: new Map([[lock, records]]) });
  const archive = join(site.folder, 'tampered');
  const result = await fetchInto(archive, fake.address);
  await fake.stop();
  assert.match(result.out, /76 new.*1 refused/);
  const counted = await count(archive);
  assert.equal(counted.sheets, 74);
  assert.deepEqual(counted.refused, { 'does not open': 1, 'wrong id': 1 });
});

test('records that were not asked for, or come twice, are not kept', async () => {
  const [lock] = held.keys();
  const [id, record] = [...held.get(lock)][0];
  const frame = Buffer.concat([Buffer.from(id, 'hex'), record]);
  const stranger = Buffer.concat([Buffer.alloc(16, 7), record]);
  const one = new Map([[lock, new Map([[id, record], ['ab'.repeat(16), record], ['cd'.repeat(16), record]])]]);
  const fake = await startFake({ locks: [lockText], records: one,
    change: (path, body) => (path.startsWith('/api/staff/records') ? Buffer.concat([frame, frame, stranger]) : body) });
  const archive = join(site.folder, 'unasked');
  const result = await fetchInto(archive, fake.address);
  await fake.stop();
  assert.match(result.out, /1 new.*2 refused.*2 listed by the server and not given/);
  assert.equal(readArchive(archive).filter((block) => block.kind === 'recs').flatMap((block) => block.ids).length, 1);
});

test('a server that sends too much, something else, or elsewhere is refused', async () => {
  const much = await startFake({ locks: [lockText], records: held, change: (path, body) => (path.startsWith('/api/staff/records') ? Buffer.alloc(9 << 20) : body) });
  const first = await fetchInto(join(site.folder, 'much'), much.address);
  assert.equal(first.code, 1);
  assert.match(first.err, /more than it was asked for/);
  await much.stop();
  const page = await startFake({ locks: [], records: held, change: () => Buffer.from('<html>\u001b[2J') });
  const second = await fetchInto(join(site.folder, 'page'), page.address);
  assert.equal(second.code, 1);
  assert.ok(!second.err.includes('\u001b'));
  await page.stop();
  const elsewhere = await startFake({ locks: [], records: held, status: 302 });
  const third = await fetchInto(join(site.folder, 'elsewhere'), elsewhere.address);
  assert.equal(third.code, 1);
  assert.match(third.err, /answered 302/);
  assert.equal(elsewhere.asked.length, 1);
  await elsewhere.stop();
});

test('https is verified: the authority, the name, and that it is the one that was named', async () => {
  const file = (name) => join(site.folder, name);
  const certificate = (name, san) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
    '-keyout', file(`${name}.tls`), '-out', file(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=${san}`],
  { stdio: 'ignore' });
  certificate('here', 'IP:127.0.0.1');
  certificate('elsewhere', 'DNS:elsewhere.example');
  const start = (name) => startFake({ locks: [lockText], records: held,
    tls: { key: readFileSync(file(`${name}.tls`)), cert: readFileSync(file(`${name}.pem`)) } });
  const here = await start('here');
  assert.equal((await fetchInto(file('tls1'), here.address)).code, 1, 'an unknown authority');
  assert.equal((await fetchInto(file('tls2'), here.address, '--ca', file('elsewhere.pem'))).code, 1, 'another authority');
  assert.equal(here.asked.length, 0, 'nothing was said before the check');
  const known = await fetchInto(file('tls3'), here.address, '--ca', file('here.pem'));
  assert.match(known.out, /77 new/, known.err);
  await here.stop();
  const wrong = await start('elsewhere');
  assert.equal((await fetchInto(file('tls4'), wrong.address, '--ca', file('elsewhere.pem'))).code, 1, 'another name');
  await wrong.stop();
});

test('an archive that was cut is counted as far as it goes, and mended by the next fetch', async () => {
  const archive = copy('cut');
  const block = readArchive(archive).find((one) => one.kind === 'recs');
  truncateSync(archive, block.at + 128 + 16 * block.count + 10 * block.size + 55);
  const counted = await count(archive);
  assert.equal(counted.sheets, 10);
  assert.deepEqual(counted.refused, { damaged: 67 });
  assert.match(counted.err, /not complete/);
  const mended = await fetchInto(archive, server.address);
  assert.match(mended.err, /cut off/);
  assert.match(mended.out, /77 new/);
  assert.equal((await count(archive)).sheets, 77);
});

test('a doubled block counts once and is told', async () => {
  const archive = copy('doubled');
  const block = readArchive(archive).find((one) => one.kind === 'recs');
  appendFileSync(archive, readFileSync(archive).subarray(block.at, block.at + 128 + block.length));
  const counted = await count(archive);
  assert.equal(counted.sheets, 77);
  assert.deepEqual(counted.refused, { doubled: 77 });
  assert.match(counted.err, /damaged/);
});

test('a file that is no archive is left alone', async () => {
  const archive = join(site.folder, 'letter.txt');
  writeFileSync(archive, 'Dear coordinator, this is a letter and not an archive.');
  assert.equal((await fetchInto(archive, server.address)).code, 1);
  assert.equal((await count(archive)).code, 1);
  assert.equal(readFileSync(archive, 'utf8'), 'Dear coordinator, this is a letter and not an archive.');
});

test('sheets of another version of the form are counted apart', async () => {
  const changed = join(site.folder, 'staff-day.json');
  writeFileSync(changed, readFileSync(FORM, 'utf8').replace('"Which day?"', '"Which day was it?"'));
  const { out } = await tally('count', '--archive', home, '--form', changed, '--format', 'json', ...key());
  assert.equal(JSON.parse(out).sheets, 0);
  assert.deepEqual(JSON.parse(out).refused, { 'other version': 77 });
});

test('several waves are told, and one is chosen', async () => {
  const next = join(site.folder, 'next.lock');
  makeLock(site, FORM, '2028', next);
  const archive = copy('waves');
  const fake = await startFake({ locks: [lockText, readFileSync(next, 'utf8')], records: held });
  assert.equal((await fetchInto(archive, fake.address)).code, 0);
  await fake.stop();
  const unclear = await count(archive);
  assert.equal(unclear.code, 1);
  assert.match(unclear.err, /2026, 2028/);
  assert.equal((await count(archive, '--wave', '2026')).sheets, 77);
  assert.equal((await count(archive, '--wave', '2028')).sheets, 0);
  assert.equal((await count(archive, '--wave', '1999')).code, 1);
});

test('a wrong passphrase opens nothing and says one thing', async () => {
  const wrong = join(site.folder, 'wrong');
  writeFileSync(wrong, 'not the passphrase\n', { mode: 0o600 });
  const { out, code } = await tally('count', '--archive', home, '--form', FORM, '--key', site.key, '--passphrase-file', wrong);
  assert.equal(code, 1);
  assert.equal(out, '');
});

test('a key without a grant opens nothing', async () => {
  execFileSync(TALLY, ['keygen', '--name', 'mallory', '--out', site.folder, '--passphrase-file', site.passphrase]);
  const { err, code } = await tally('count', '--archive', home, '--form', FORM, '--key', join(site.folder, 'mallory.key'),
    '--passphrase-file', site.passphrase, '--trust', site.card);
  assert.equal(code, 1);
  assert.match(err, /no grant/);
});

test('usage mistakes end with 2', () => {
  const ends = (...options) => spawnSync(TALLY, options).status;
  assert.equal(ends('count'), 2);
  assert.equal(ends('count', '--archive', home, '--form', FORM, ...key(), '--format', 'xml'), 2);
  assert.equal(ends('count', '--archive', home, '--form', FORM, ...key(), '--min', '1'), 2);
  assert.equal(ends('count', '--archive', home, '--form', FORM, ...key(), '--min', 'five'), 2);
  assert.equal(ends('fetch', '--server', 'ftp://x', '--archive', home, ...key()), 1);
  assert.equal(ends('fetch', '--server', 'https://user@x/', '--archive', home, ...key()), 1);
});
