// The audit of the staff's own doings: written down by the server, opened by one who was named, signed by those who did it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import * as seal from '../seal/seal.mjs';
import { staffRequest } from '../http/lib/site.mjs';
import { inboxJson, newId, openDesk, report, TALLY } from './lib/desk.mjs';

let desk, letter;
before(async () => {
  desk = await openDesk({ audit: true });
  letter = await report(desk, { what: 'Lasāms.' });
});
after(() => desk?.close());

function audit(who, name, ...more) {
  const { status, stdout, stderr } = spawnSync(TALLY, ['audit', '--server', desk.server.address, '--key', desk.staff[who].key, '--archive', join(desk.folder, name),
    '--passphrase-file', join(desk.folder, 'passphrase'), '--trust', join(desk.folder, 'anna.card'), ...more], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}
const book = (...more) => {
  const { code, out, err } = audit('carl', 'book', '--staff', join(desk.folder, 'anna.card'), '--format', 'json', ...more);
  assert.equal(code, 0, err);
  return JSON.parse(out);
};
const short = () => letter.id.slice(0, 10);

it('tells who fetched, wrote and answered, when, and nothing of what', async () => {
  const start = new Date(Date.now() - 2000).toISOString();
  await inboxJson(desk, 'anna', 'show', ['--report', short()]);
  await inboxJson(desk, 'anna', 'reply', ['--report', short(), '--text', 'Paldies!']);
  await inboxJson(desk, 'berta', 'list');
  await inboxJson(desk, 'anna', 'mark', ['--report', short(), '--as', 'test']);
  const { entries, forged, doubled, unreadable } = book();
  assert.deepEqual([forged, doubled, unreadable], [0, 0, 0]);
  const told = entries.map((one) => `${one.name} ${one.doing} ${one.form}`.trim());
  for (const line of ['Anna fetched worry', 'Anna wrote worry', 'Anna messaged', 'Berta fetched worry', 'Anna erasing worry']) assert.ok(told.includes(line), `${line} is told: ${told}`);
  assert.ok(entries.every((one) => one.at >= start.slice(0, 19) && one.at <= new Date(Date.now() + 2000).toISOString()));
  assert.deepEqual([...new Set(entries.filter((one) => one.known).map((one) => one.card))], [desk.staff.anna.id]);
  const text = audit('carl', 'book', '--staff', join(desk.folder, 'anna.card')).out;
  assert.match(text, /\d\d:\d\d {2}[0-9a-f]{8} {2}\u2068Anna\u2069 {2}asked for \d+ records: \u2068worry\u2069/);
  assert.match(text, /\u2068Berta\u2069 \(no card given\)/);
  for (const word of ['Paldies', 'Lasāms', letter.id.slice(0, 8), '"test"']) assert.ok(!text.includes(word));
});

it('an attempt without a grant is told too', async () => {
  const reply = await staffRequest(desk.server, desk.staff.carl, 'POST', `/api/staff/records/${desk.lock.id}`, { body: Buffer.from(letter.id, 'hex') });
  assert.equal(reply.status, 404);
  assert.ok(book().entries.some((one) => one.name === 'Carl' && one.doing === 'fetched' && one.form === 'worry'));
});

it('is opened by nobody else, who hear what is heard where there is none', () => {
  for (const who of ['anna', 'berta']) {
    const { code, err, out } = audit(who, `book-of-${who}`);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /there is no form audit here for this key/);
  }
});

it('the server keeps names, addresses and doings nowhere in the clear', () => {
  const folder = join(desk.site.path, 'data');
  const all = Buffer.concat(readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
  for (const word of ['Anna', desk.staff.anna.id, '127.0.0.1', '/api/staff', 'keyid']) assert.ok(!all.includes(word), word);
  const record = openAudit()[0];
  assert.deepEqual(Object.keys(record.audit), ['wave', 'id', 'form', 'method', 'authority', 'path', 'bytes', 'digest', 'input', 'signature', 'name', 'box', 'sign']);
});

// The entries as another implementation opens them.
function openAudit() {
  const bytes = readFileSync(join(desk.folder, 'book'));
  const found = [];
  for (let at = bytes.indexOf(Buffer.from(`01${desk.audit.id}`, 'hex')); at >= 0; at = bytes.indexOf(Buffer.from(`01${desk.audit.id}`, 'hex'), at + 4000))
    found.push(JSON.parse(seal.openRecord(desk.audit, desk.audit.secret, bytes.subarray(at, at + 4000))));
  return found;
}

it('what nobody signed is found out, and the same request counts once', async () => {
  const before = book().entries.length;
  const some = openAudit()[0].audit;
  const put = async (change) => {
    const id = newId();
    const text = JSON.stringify({ audit: { ...some, id, ...change } });
    const reply = await staffRequest(desk.server, desk.staff.carl, 'PUT', `/api/staff/records/${desk.audit.id}/${id}`, { body: seal.sealRecord(desk.audit, text) });
    assert.equal(reply.status, 200);
  };
  await put({ path: '/api/staff/records/00000000000000000000000000000000' });
  await put({ name: 'Berta', box: Buffer.from(desk.staff.berta.box).toString('base64'), sign: Buffer.from(desk.staff.berta.sign).toString('base64') });
  await put({ signature: `uzklausi=:${randomBytes(64).toString('base64')}:` });
  await put({});
  await put({ wave: '2025' });
  const after = book();
  assert.deepEqual([after.forged, after.doubled, after.unreadable], [3, 1, 1]);
  assert.equal(after.entries.length, before + 5 + 1, 'the five writings themselves and the fetching before them');
});

it('a lock for it is made without a form, and no form takes its name', () => {
  const common = ['lock', '--wave', '2027', '--staff', join(desk.folder, 'carl.card'), '--key', desk.staff.anna.key, '--passphrase-file', join(desk.folder, 'passphrase')];
  execFileSync(TALLY, [...common, '--audit', '--out', join(desk.folder, 'audit-2027.lock')]);
  const lock = seal.readLock(readFileSync(join(desk.folder, 'audit-2027.lock'), 'utf8'));
  assert.deepEqual([lock.form, lock.wave, lock.size], ['audit', '2027', 4000]);
  const both = spawnSync(TALLY, [...common, '--audit', '--form', 'tests/tally/forms/worry.json', '--out', join(desk.folder, 'x')], { encoding: 'utf8' });
  assert.equal(both.status, 2);
  execFileSync('cp', ['tests/tally/forms/worry.json', join(desk.folder, 'audit.json')]);
  const named = spawnSync(TALLY, [...common, '--form', join(desk.folder, 'audit.json'), '--out', join(desk.folder, 'x')], { encoding: 'utf8' });
  assert.equal(named.status, 1);
  assert.match(named.stderr, /a form cannot be called audit/);
});
