// Thirty people report while somebody floods the server with ten times what it answers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { namedForm } from '../forms/lib/forms.mjs';
import { open, post } from '../http/lib/page.mjs';
import { addLock, fetchSheets, makeSite, startServer } from '../http/lib/site.mjs';
import { sendWorked } from '../http/lib/work.mjs';
import * as seal from '../seal/seal.mjs';
import { browse } from './lib/browser.mjs';
import { fillForm, press, taken } from './lib/device.mjs';

const BROWSERS = 4, DEVICES = 20, SCRIPTLESS = 6, FOLD = 10;
let site, server, lock, browser, flooder;
before(async () => {
  site = makeSite({ forms: ['forms/concern.json'], settings: { 'address-header': 'X-Real-IP' } });
  lock = addLock(site, 'concern', { size: namedForm('concern').uzklausi.recordSize });
  server = await startServer(site);
  browser = await browse();
});
after(async () => {
  flooder?.child.kill('SIGKILL');
  await browser?.close();
  await server?.stop();
  site?.remove();
});

function flood() {
  const program = fileURLToPath(new URL('lib/flood.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, server.port, server.host, 'concern', lock.id, lock.size], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told = { child, offered: 0, answered: 0 };
  child.stdout.setEncoding('utf8').on('data', (text) => Object.assign(told, JSON.parse(text.trim().split('\n').at(-1))));
  return told;
}
const pause = () => new Promise((done) => setTimeout(done, 300));
async function until(signal, what) {
  while (!what()) {
    signal.throwIfAborted();
    await pause();
  }
}

const version = async () => (await (await fetch(`${server.address}/f/concern?lang=lv`)).text()).match(/`version`:`([0-9a-f]{32})`/)[1];

// As a device: the page, the work, the record.
async function device(i, formVersion, signal) {
  const id = seal.hex(randomBytes(16));
  const sheet = seal.writeSheet({ form: 'concern', version: formVersion, wave: '2026', id, lang: 'lv', day: '2026-11-24', answers: { danger: 'no', what: `ierīce ${i}` } });
  for (;;) {
    signal.throwIfAborted();
    try {
      const { status } = await sendWorked(server, 'concern', lock.id, id, seal.sealRecord(lock, sheet), { headers: { 'X-Real-IP': '203.0.113.5' } });
      if (status === 200) return id;
    } catch (error) {
      if (!error.cause) throw error; // the connection failed: devices try again
    }
    await pause();
  }
}

async function scriptless(i, signal) {
  const id = seal.hex(randomBytes(16));
  for (;;) {
    signal.throwIfAborted();
    const page = await post(server, '/f/concern', { _do: 'send', _lang: 'lv', _id: id, danger: 'no', what: `bez skripta ${i}` }, { headers: { 'X-Real-IP': '192.0.2.5' } }).catch(() => ({}));
    if (page.status === 303 || page.status === 200) return id; // 200: the thanks, with a receipt on it
    assert.ok([undefined, 429, 503].includes(page.status), `${page.status}`);
    await pause();
  }
}

async function person(i) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } }), page = await context.newPage();
  page.setDefaultTimeout(580_000);
  await page.goto(`${server.address}/f/concern?lang=lv`);
  await taken(page);
  await fillForm(page, { seed: i + 1, text: `pārlūks ${i}` });
  await press(page);
  await page.waitForSelector('.end');
  await context.close();
}

test('thirty people get through a flood of ten times what is answered, four of them in browsers, and all that they were thanked for is there', { timeout: 600_000 }, async (t) => {
  const formVersion = await version();
  flooder = flood();
  await until(t.signal, () => flooder.answered > 0 && flooder.offered >= FOLD * flooder.answered);
  const before = { ...flooder };
  const [ids] = await Promise.all([
    Promise.all([...Array.from({ length: DEVICES }, (_, i) => device(i, formVersion, t.signal)), ...Array.from({ length: SCRIPTLESS }, (_, i) => scriptless(i, t.signal))]),
    Promise.all(Array.from({ length: BROWSERS }, (_, i) => person(i))),
  ]);
  const offered = flooder.offered - before.offered, answered = flooder.answered - before.answered;
  t.diagnostic(`the flooder wrote ${offered} requests meanwhile, ${answered} were answered`);
  assert.ok(offered >= FOLD * answered, 'it went on all the while');
  flooder.child.kill('SIGKILL');

  const sheets = await fetchSheets(server, site, lock);
  for (const id of ids) assert.ok(sheets.has(id));
  const words = [...sheets.values()].map(({ answers }) => JSON.stringify(answers));
  for (let i = 0; i < BROWSERS; i++) assert.ok(words.some((one) => one.includes(`pārlūks ${i}`)), `the browser ${i}`);
  assert.equal((await open(server, '/healthz')).status, 200);
  // of the flood, only what the slower lane lets one neighbourhood send
  const floods = words.filter((one) => one.includes('pludipludi')).length;
  assert.ok(floods > 0 && floods < 200, `${floods} of the flood's sheets came through the slower lane`);
  assert.equal(sheets.size, DEVICES + SCRIPTLESS + BROWSERS + floods);
});
