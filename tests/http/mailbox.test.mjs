// The way back of a reporter, without script and for devices: receipts, mailboxes, follow-ups, erasing (docs/MAILBOX.md).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as seal from '../seal/seal.mjs';
import { askMailbox, expire, fetchTold, filesWith, newId, putCell, saltOf, say, until } from './lib/mailbox.mjs';
import { open, post, press } from './lib/page.mjs';
import { addLock, makeStaff, serve, staffRequest, startServer } from './lib/site.mjs';

const TOLD = 'tests/http/forms/told.json';
let world, server, site, salt;

before(async () => {
  world = await serve({ forms: [TOLD], settings: { 'erase-after-days': 0 } });
  ({ server, site } = world);
  salt = await saltOf(server);
});
after(() => world?.remove());

const receiptIn = (page) => page.html.match(/<output id="receipt"[^>]*>([0-9 ]+)<\/output>/)?.[1];
const articles = (page) => [...page.html.replace(/<template[^]*?<\/template>/g, '').matchAll(/<article class="message">([^]*?)<\/article>/g)].map(([, inside]) => inside);

// A report by the pages without script; answers the page at the end.
async function report(what, fields = {}) {
  const first = await open(server, '/f/told?lang=en');
  const second = await press(server, first, 'next', { what });
  return press(server, second, 'send', { place: '', ...fields });
}

const look = (receipt, more = {}) => post(server, '/r', { receipt, _do: 'open', ...more });
const reportOf = async (what) => (await fetchTold(server, site)).reports.find((one) => one.answers.what === what);

describe('without script', () => {
  it('a receipt is given, a reply is shown, more is written', async () => {
    const thanks = await report('No script: first');
    assert.equal(thanks.status, 200);
    const receipt = receiptIn(thanks);
    assert.match(receipt, /^3\d{3} \d{4} \d{4} \d{4}$/);
    assert.equal(seal.readReceipt(receipt)[0], '3');
    const told = await reportOf('No script: first');
    const box = seal.mailboxOf(seal.readReceipt(receipt), salt);
    assert.deepEqual(told.mailbox, { id: box.id, key: box.key });

    const nothing = await look(receipt);
    assert.equal(nothing.status, 200);
    assert.deepEqual(articles(nothing), []);
    await say(server, site.staff, told.mailbox, { kind: 'read' });
    await say(server, site.staff, told.mailbox, { kind: 'reply', day: '2026-03-04', text: 'Paldies!\nVai tas notiek "tagad"?' });
    await say(server, site.staff, told.mailbox, { kind: 'expires', day: '2026-06-01' });
    const found = await look(receipt.replaceAll(' ', '-'));
    assert.equal(articles(found).length, 3);
    assert.match(articles(found)[1], /Paldies!\nVai tas notiek &quot;tagad&quot;\?/);
    assert.match(articles(found)[2], /01\.06\.2026/);

    const sent = await press(server, found, 'write', { text: 'Jā.\r\nKatru dienu.' });
    assert.equal(sent.status, 200);
    const { followups } = await fetchTold(server, site);
    assert.equal(followups.length, 1);
    assert.equal(followups[0].message, 'Jā.\nKatru dienu.');
    assert.deepEqual(followups[0].mailbox, told.mailbox);
    assert.deepEqual(Object.keys(followups[0]), ['form', 'mailbox', 'wave', 'id', 'lang', 'day', 'message']);
  });

  it('sending twice counts once and gives the same receipt', async () => {
    const second = await press(server, await open(server, '/f/told?lang=en'), 'next', { what: 'twice' });
    const pages = [await press(server, second, 'send'), await press(server, second, 'send')];
    assert.ok(receiptIn(pages[0]));
    assert.equal(receiptIn(pages[0]), receiptIn(pages[1]));
    const reports = (await fetchTold(server, site)).reports.filter((one) => one.answers.what === 'twice');
    assert.equal(reports.length, 1);
    assert.equal(seal.mailboxOf(seal.readReceipt(receiptIn(pages[0])), salt).id, reports[0].mailbox.id);
  });

  it('a receipt that opens nothing is not shown when the sheet is there already under another one', async () => {
    const fields = { what: 'whole', _do: 'send', _id: newId() };
    assert.ok(receiptIn(await post(server, '/f/told', fields)));
    const again = await post(server, '/f/told', fields);
    assert.equal(again.status, 200);
    assert.equal(receiptIn(again), undefined);
  });

  it('writing twice under one id counts once', async () => {
    const receipt = receiptIn(await report('write twice'));
    const page = await look(receipt);
    for (let i = 0; i < 2; i++) assert.equal((await press(server, page, 'write', { text: 'only once' })).status, 200);
    assert.equal((await fetchTold(server, site)).followups.filter((one) => one.message === 'only once').length, 1);
  });

  it('a slip of the finger is told kindly and keeps what was typed', async () => {
    for (const [typed, words] of [['', /16 digits/], ['1234', /16 digits/], ['abcd', /digits only/], ['3000 0000 0000 0009', /worth comparing/]]) {
      const page = await post(server, '/r?lang=en', { receipt: typed, _do: 'open' });
      assert.equal(page.status, 422);
      assert.match(page.html, words);
      assert.ok(page.html.includes(`name="receipt" value="${typed}"`));
    }
  });

  it('what cannot be a message is not sent and stays', async () => {
    const receipt = receiptIn(await report('bounds'));
    const page = await look(receipt);
    for (const text of ['', '  \n ', 'x'.repeat(1001), 'a\u001b[2J']) {
      const again = await press(server, page, 'write', { text });
      assert.equal(again.status, 422);
      assert.ok(again.html.includes(text.replace(/\u001b/, '').trim().slice(1)), 'what was typed is still there');
    }
    assert.equal((await press(server, page, 'write', { text: '😀'.repeat(500) })).status, 200);
  });

  it('hostile words of a reply are inert', async () => {
    const hostile = '</article><script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'&amp;javascript:alert(1) +371 29999999 https://evil.example {place} {{view}}';
    const receipt = receiptIn(await report('hostile'));
    await say(server, site.staff, (await reportOf('hostile')).mailbox, { text: hostile });
    const [article] = articles(await look(receipt));
    assert.ok(article.includes('&lt;/article&gt;&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(article.includes('{place} {{view}}') && article.includes('dir="auto"'));
    assert.doesNotMatch(article, /<script|<img|<a\b/);
  });

  it('the receipt stands in no address and may not be kept or filled in', async () => {
    const page = await open(server, '/r');
    assert.match(page.html, /<form method="post" action="\/r[^"]*"[^>]*autocomplete="off"/);
    assert.match(page.html, /<input id="code"[^>]*autocomplete="off"/);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    const thanks = await report('headers');
    assert.equal(thanks.status, 200, 'no redirect: an address would hold it');
    assert.equal(thanks.headers.get('cache-control'), 'no-store');
    assert.equal(thanks.headers.get('location'), null);
  });
});

describe('wrong, without replies, erased', () => {
  it('answer alike, the same each time, with filler that looks like cells', async () => {
    const receipt = receiptIn(await report('alike'));
    const { mailbox } = await reportOf('alike');
    const wrong = newId();
    for (const id of [mailbox.id, wrong]) {
      const first = await askMailbox(server, id), second = await askMailbox(server, id);
      assert.equal(first.status, 200);
      assert.equal(first.bytes.length, 16384);
      assert.deepEqual(first.bytes, second.bytes);
      for (const cell of first.cells) {
        assert.equal(cell[0], 1);
        assert.equal(cell[32] & 0x80, 0, 'an X25519 key is below 2^255');
        assert.ok(isOnCurve(cell.subarray(1, 33)), 'the key of filler is a key');
      }
      assert.equal(new Set(first.cells.map(seal.hex)).size, 8);
    }
    assert.ok(!isOnCurve(twistPoint()), 'the check can fail');
    const others = [await look(receipt), await look(seal.drawReceipt('3')), await look(seal.drawReceipt('7'))];
    assert.deepEqual(others.map((page) => page.status), [200, 200, 200]);
    const shape = (page) => page.html.replace(/name="(receipt|_id)" value="[^"]*"/g, '').replace(/maxlength="\d+"/g, '');
    assert.equal(shape(others[0]), shape(others[1]));
  });

  it('a full mailbox lets its oldest message go and says so', async () => {
    const { mailbox } = await reportOf('alike');
    for (let i = 0; i < 8; i++) assert.deepEqual(await say(server, site.staff, mailbox, { text: `message ${i}` }), { taken: true, replaced: false });
    assert.deepEqual(await say(server, site.staff, mailbox, { text: 'one more' }), { taken: true, replaced: true });
  });

  it('the same message twice counts once', async () => {
    await report('same');
    const { mailbox } = await reportOf('same');
    const before = (await askMailbox(server, mailbox.id)).cells.map(seal.hex), id = newId();
    for (let i = 0; i < 3; i++) await say(server, site.staff, mailbox, { text: 'once' }, id);
    const now = (await askMailbox(server, mailbox.id)).cells.map(seal.hex);
    assert.equal(now.filter((cell, i) => cell !== before[i]).length, 1);
  });

  it('two at once both arrive', async () => {
    const receipt = receiptIn(await report('both'));
    const { mailbox } = await reportOf('both');
    await Promise.all(['Anna', 'Baiba', 'Cilda', 'Dace'].map((name) => say(server, site.staff, mailbox, { text: `from ${name}` })));
    assert.equal(articles(await look(receipt)).length, 4);
  });

  it('outlive a restart, filler too', async () => {
    const receipt = receiptIn(await report('restart'));
    const { mailbox } = await reportOf('restart');
    await say(server, site.staff, mailbox, { text: 'still there' });
    const before = await askMailbox(server, mailbox.id);
    await server.stop();
    Object.assign(server, await startServer(site));
    assert.deepEqual((await askMailbox(server, mailbox.id)).bytes, before.bytes);
    assert.equal(articles(await look(receipt)).length, 1);
  });
});

// Montgomery's v^2 = u^3 + 486662 u^2 + u has a root (RFC 7748, 4.1), by Euler's criterion.
function isOnCurve(bytes) {
  const p = 2n ** 255n - 19n, u = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) % p;
  let base = (u * u * u + 486662n * u * u + u) % p, result = 1n;
  for (let e = (p - 1n) / 2n; e > 0n; e >>= 1n, base = (base * base) % p) if (e & 1n) result = (result * base) % p;
  return result === 1n;
}

function twistPoint() {
  for (;;) {
    const bytes = randomBytes(32);
    bytes[31] &= 127;
    if (!isOnCurve(bytes)) return bytes;
  }
}

// The largest distance between two distributions (Kolmogorov and Smirnov).
function distance(a, b) {
  const all = [...a, ...b].sort((x, y) => x - y), share = (list, at) => list.filter((x) => x <= at).length / list.length;
  return Math.max(...all.map((at) => Math.abs(share(a, at) - share(b, at))));
}

const SOME = 40;

describe('the time of an answer', () => {
  // tests/faults/mailbox_timing_test.c has 10,000 samples where nothing else is measured; here a few as a visitor sees them.
  it('does not tell right, wrong and erased apart, also over HTTP', async () => {
    const other = await serve({ forms: [TOLD], settings: { 'erase-after-days': 0 } });
    try {
      const ids = { right: newId(), wrong: newId(), erased: newId() }, times = { right: [], wrong: [], erased: [], planted: [] };
      const key = seal.mailboxOf('3000000000000000', new Uint8Array(16)).key;
      await say(other.server, other.site.staff, { id: ids.erased, key }, { text: 'gone' });
      assert.ok((await expire(other.server, other.site.staff, other.site.lock, { mailboxes: [ids.erased] })).day);
      for (let i = 0; i < SOME; i++) {
        for (const name of ['right', 'wrong', 'erased', 'planted'].sort(() => Math.random() - 0.5)) {
          const from = performance.now();
          await askMailbox(other.server, ids[name] ?? ids.wrong);
          for (let more = 0; name === 'planted' && more < 4; more++) await askMailbox(other.server, ids.wrong);
          times[name].push(performance.now() - from);
        }
      }
      const most = 2.694 * Math.sqrt(2 / SOME); // chance passes it once in a million
      assert.ok(distance(times.right, times.wrong) < most);
      assert.ok(distance(times.right, times.erased) < most);
      assert.ok(distance(times.wrong, times.erased) < most);
      assert.ok(distance(times.planted, times.wrong) > most, 'five times the work is seen');
    } finally {
      await other.remove();
    }
  });
});

describe('the staff', () => {
  it('who has no grant gets what a stranger gets', async () => {
    const stranger = makeStaff('Carl'), id = newId();
    const cell = seal.sealCell(seal.mailboxOf(seal.drawReceipt('3'), randomBytes(16)).key, seal.writeMessage({ kind: 'read', day: '2026-01-01', lang: 'lv', text: '' }));
    assert.equal((await putCell(server, stranger, id, cell)).status, 403);
    assert.equal((await expire(server, site.staff, { id: newId() }, {})).status, 404);
    const record = seal.sealRecord(site.lock, '{"event":{}}');
    assert.equal((await staffRequest(server, site.staff, 'PUT', `/api/staff/records/${newId()}/${newId()}`, { body: record })).status, 404);
  });

  it('events are records like any other: once an id, and only of this lock', async () => {
    const record = seal.sealRecord(site.lock, '{"event":{}}'), id = newId(), path = `/api/staff/records/${site.lock.id}/${id}`;
    for (let i = 0; i < 2; i++) assert.equal((await staffRequest(server, site.staff, 'PUT', path, { body: record })).status, 200);
    const ids = Buffer.from((await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${site.lock.id}`)).bytes).toString('hex');
    assert.equal(ids.split(id).length - 1, 1);
    for (const wrong of [record.subarray(1), Uint8Array.from(record, (byte, i) => (i === 3 ? byte ^ 1 : byte)), new Uint8Array()])
      assert.equal((await staffRequest(server, site.staff, 'PUT', `/api/staff/records/${site.lock.id}/${newId()}`, { body: wrong })).status, 400);
    await staffRequest(server, site.staff, 'POST', `/api/staff/expiry/${site.lock.id}`, { body: Buffer.from(JSON.stringify({ day: '2026-01-01', ids: [id], mailboxes: [] })), type: 'application/json' });
  });

  it('what is no cell and no order is refused', async () => {
    const path = `/api/staff/mailboxes/${newId()}/${newId()}`;
    for (const body of [new Uint8Array(2047).fill(1), new Uint8Array(2048), new Uint8Array()]) assert.equal((await staffRequest(server, site.staff, 'PUT', path, { body })).status, 400);
    for (const order of [{ day: 'soon' }, { day: '2026-02-30' }, { ids: ['x'] }, { ids: Array(1001).fill(newId()) }, { mailboxes: 7 }, { more: 1 }])
      assert.equal((await expire(server, site.staff, site.lock, order)).status, 400);
    for (const body of [new Uint8Array(), new Uint8Array(15), new Uint8Array(17)]) {
      const reply = await fetch(`${server.address}/api/mailbox`, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } });
      assert.ok([400, 413].includes(reply.status));
    }
  });
});

describe('erasing', () => {
  it('leaves nothing of the report, its follow-ups and its mailbox in any file', async () => {
    const receipt = receiptIn(await report('to be erased'));
    const told = await reportOf('to be erased');
    await press(server, await look(receipt), 'write', { text: 'also to be erased' });
    const [followup] = (await fetchTold(server, site)).followups.filter((one) => one.message === 'also to be erased');
    await say(server, site.staff, told.mailbox, { text: 'soon gone' });
    const records = await staffRequest(server, site.staff, 'POST', `/api/staff/records/${site.lock.id}`, { body: Buffer.from(told.id + followup.id, 'hex') });
    const parts = [records.bytes.subarray(1000, 1100), records.bytes.subarray(5016, 5116), seal.unhex(told.id), seal.unhex(followup.id)];
    const { secret } = seal.mailboxOf(seal.readReceipt(receipt), salt);
    const cells = (await askMailbox(server, told.mailbox.id)).cells.filter((cell) => seal.openCell(cell, secret));
    assert.equal(cells.length, 1);
    parts.push(cells[0].subarray(500, 600));
    assert.equal(records.bytes.length, 2 * 4016);
    assert.ok(await until(() => parts.every((part) => filesWith(site, part).length > 0)), 'all of it stands in files before');

    const { day } = await expire(server, site.staff, site.lock, { ids: [told.id, followup.id], mailboxes: [told.mailbox.id] });
    assert.equal(day, new Date().toISOString().slice(0, 10));
    assert.ok(await until(() => parts.every((part) => filesWith(site, part).length === 0)), 'and in none after');
    assert.equal(await reportOf('to be erased'), undefined);
    const after = await look(receipt);
    assert.deepEqual(articles(after), []);
    assert.equal(after.status, 200);
    const gone = await askMailbox(server, told.mailbox.id);
    assert.ok(!gone.cells.some((cell) => Buffer.from(cell).includes(parts.at(-1))));
  });

  it('waits for the days that the site keeps, and can be taken back', async () => {
    const kept = await serve({ forms: [TOLD] });
    try {
      const page = await post(kept.server, '/f/told', { what: 'kept', _do: 'send' });
      assert.ok(receiptIn(page));
      const [told] = (await fetchTold(kept.server, kept.site)).reports;
      const order = { ids: [told.id], mailboxes: [told.mailbox.id] };
      const inDays = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
      assert.equal((await expire(kept.server, kept.site.staff, kept.site.lock, order)).day, inDays(90));
      assert.equal((await expire(kept.server, kept.site.staff, kept.site.lock, { ...order, day: inDays(200) })).day, inDays(200));
      assert.equal((await expire(kept.server, kept.site.staff, kept.site.lock, { ...order, day: null })).day, null);
      assert.equal((await fetchTold(kept.server, kept.site)).reports.length, 1);
    } finally {
      await kept.remove();
    }
  });
});

describe('a site', () => {
  it('whose mailboxes are damaged takes reports without receipts, and says so', async () => {
    const hurt = await serve({ forms: [TOLD] });
    const { readdirSync, readFileSync, writeFileSync } = await import('node:fs');
    try {
      await hurt.server.stop();
      const [name] = readdirSync(`${hurt.site.path}/data`).filter((file) => file.endsWith('.db') && !file.startsWith(hurt.site.lock.id));
      const file = `${hurt.site.path}/data/${name}`, bytes = readFileSync(file);
      bytes.fill(0x5a, 40960, 81920);
      writeFileSync(file, bytes);
      Object.assign(hurt.server, await startServer(hurt.site));
      assert.ok(await until(() => hurt.server.log.includes(name)), 'the file is named');
      const page = await post(hurt.server, '/f/told', { what: 'all the same', _do: 'send' });
      assert.ok([200, 303].includes(page.status));
      assert.equal(receiptIn(page), undefined);
      assert.equal((await fetchTold(hurt.server, hurt.site)).reports.length, 1);
      assert.equal((await open(hurt.server, '/r')).status, 404);
    } finally {
      await hurt.remove();
    }
  });

  it('does not start when two forms give receipts that begin alike', async () => {
    const { copyFileSync } = await import('node:fs');
    const { join } = await import('node:path');
    const { failServer, makeSite } = await import('./lib/site.mjs');
    const both = makeSite({ forms: [TOLD] });
    copyFileSync(TOLD, join(both.path, 'forms/told2.json'));
    addLock(both, 'told2');
    const { code, log } = await failServer(both);
    assert.notEqual(code, 0);
    assert.match(log, /its receipts begin with 3 as those of told/);
    both.remove();
  });
});
