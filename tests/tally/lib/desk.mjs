// A site with a form for reports, staff with key files, and reporters: what the tests of the inbox share. Reports and follow-ups are made by
// tests/seal/seal.mjs, from the documents.
import { randomBytes } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as seal from '../../seal/seal.mjs';
import { addLock, BUILD, makeSite, makeStaff, startServer } from '../../http/lib/site.mjs';

export const TALLY = join(BUILD, 'uzklausi-tally');
export const FORM = 'tests/tally/forms/worry.json';
export const OTHER = 'tests/tally/forms/other.json';
const PASSPHRASE = 'a passphrase for tests';
const LIBRARY = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`).find(existsSync);
export const newId = () => randomBytes(16).toString('hex');
export const dayAfter = (days, from = Date.now()) => new Date(from + days * 86400000).toISOString().slice(0, 10);

// A key file that opens quickly: the least cost that is let in.
function writeKey(folder, staff) {
  const path = join(folder, `${staff.name}.key`);
  const text = seal.writeKeyFile({ name: staff.name, box: staff.boxSecret, seed: staff.seed, passphrase: PASSPHRASE, passes: 2, kibibytes: 65536,
    salt: randomBytes(16), nonce: randomBytes(24) });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

// env of a program whose clock is that many days ahead.
export const daysAhead = (days) => ({ LD_PRELOAD: LIBRARY, FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: '1' });

/** A site with worry.json and other.json. Anna and Berta have grants for the first, Berta alone for the second, Carl for none.
    With audit he alone opens the audit. */
export async function openDesk({ settings = {}, env = {}, audit = false } = {}) {
  const site = makeSite({ forms: [FORM, OTHER], settings });
  const desk = { site, folder: site.folder, staff: { anna: site.staff, berta: makeStaff('Berta'), carl: makeStaff('Carl') } };
  writeFileSync(join(site.folder, 'passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
  for (const [name, one] of Object.entries(desk.staff)) {
    writeFileSync(join(site.path, 'staff', `${name}.card`), one.text);
    writeFileSync(join(site.folder, `${name}.card`), one.text);
    one.key = writeKey(site.folder, one);
  }
  desk.lock = addLock(site, 'worry', { size: 8000, staff: [desk.staff.anna, desk.staff.berta] });
  desk.other = addLock(site, 'other', { size: 8000, staff: [desk.staff.berta] });
  if (audit) desk.audit = addLock(site, 'audit', { staff: [desk.staff.carl] });
  desk.start = async (more = env) => (desk.server = await startServer(site, { env: more }));
  desk.close = async () => {
    await desk.server?.stop();
    site.remove();
  };
  await desk.start();
  return desk;
}

/** uzklausi-tally inbox, to its end. options: env, server (false: none), input. */
export function inbox(desk, who, verb, options = [], { env = {}, server = desk.server.address } = {}) {
  const args = ['inbox', verb, '--key', desk.staff[who].key, '--passphrase-file', join(desk.folder, 'passphrase'), '--trust', join(desk.folder, 'anna.card'),
    ...(server ? ['--server', server] : []), ...options];
  return new Promise((resolve) => {
    const child = spawn(TALLY, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const result = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => (result.out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (result.err += chunk));
    child.on('close', (code) => resolve({ ...result, code }));
  });
}

/** The same with --format json, which must go well. */
export async function inboxJson(desk, who, verb, options = [], more = {}) {
  const { out, err, code } = await inbox(desk, who, verb, [...options, '--format', 'json'], more);
  if (code !== 0) throw new Error(`inbox ${verb}: ${err}`);
  return JSON.parse(out);
}

async function put(desk, form, id, lock, text) {
  const reply = await fetch(`${desk.server.address}/api/records/${form}/${id}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' },
    body: seal.sealRecord(lock, text) });
  if (reply.status !== 200) throw new Error(`a record was answered with ${reply.status}`);
}

const salt = randomBytes(16); // the server's would do the same here: nothing derives twice

/** Someone reports: { id, mailbox } with the mailbox's secret. */
export async function report(desk, answers, { form = 'worry', lang = 'lv', day = dayAfter(0), mailbox = true } = {}) {
  const id = newId();
  const box = mailbox ? seal.mailboxOf(seal.drawReceipt(4), salt) : null;
  const lock = form === 'worry' ? desk.lock : desk.other;
  const sheet = { form, version: newId(), wave: '2026', id, lang, day, ...(box ? { mailbox: { id: box.id, key: box.key } } : {}), answers };
  await put(desk, form, id, lock, seal.writeSheet(sheet));
  return { id, form, lang, mailbox: box };
}

/** The reporter writes more. */
export async function writeMore(desk, letter, message, { day = dayAfter(0), mailbox = letter.mailbox } = {}) {
  const id = newId();
  const lock = letter.form === 'worry' ? desk.lock : desk.other;
  await put(desk, letter.form, id, lock, seal.writeFollowup({ form: letter.form, mailbox, wave: '2026', id, lang: letter.lang, day, message }));
  return id;
}

/** What the reporter finds on coming back: the messages in their mailbox. */
export async function lookIn(desk, letter) {
  const reply = await fetch(`${desk.server.address}/api/mailbox`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(letter.mailbox.id, 'hex') });
  const cells = new Uint8Array(await reply.arrayBuffer());
  const found = [];
  for (let at = 0; at < cells.length; at += 2048) {
    const text = seal.openCell(cells.subarray(at, at + 2048), letter.mailbox.secret);
    if (text !== null) found.push(JSON.parse(text));
  }
  return found;
}

export const stateOf = async (desk, who, letter, more) => (await inboxJson(desk, who, 'list', ['--all'], more)).reports.find((one) => one.id === letter.id);
export const archiveOf = (desk, who) => readFileSync(join(desk.folder, `${desk.staff[who].name}.inbox`));
