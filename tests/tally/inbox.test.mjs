// The staff's inbox: from a report to its erasing, with the real programs; colleagues, strangers, and a server that is not there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as seal from '../seal/seal.mjs';
import { staffRequest } from '../http/lib/site.mjs';
import { readArchive } from './lib/archive.mjs';
import { startFake } from './lib/fake.mjs';
import { archiveOf, dayAfter, daysAhead, inbox, inboxJson, lookIn, newId, openDesk, report, stateOf, TALLY, writeMore } from './lib/desk.mjs';

let desk;
before(async () => (desk = await openDesk()));
after(() => desk?.close());

const short = (letter) => letter.id.slice(0, 10);
const kinds = (messages) => messages.map((one) => one.kind).sort();

describe('one report', () => {
  let letter;
  before(async () => (letter = await report(desk, { danger: 'no', what: 'Pie skolas stāv svešs auto.' }, { day: dayAfter(-2) })));

  it('is new, and that it was not read the same day is told', async () => {
    const list = await inboxJson(desk, 'anna', 'list');
    assert.equal(list.reports.length, 1);
    assert.deepEqual([list.reports[0].state, list.reports[0].days, list.reports[0].waits], ['new', 2, true]);
    assert.deepEqual(list.reading, { same_day: 0, later: 0, longest_days: 0, waiting: 1, oldest_days: 2 });
    const { out } = await inbox(desk, 'anna', 'list');
    assert.match(out, /NOT READ THE SAME DAY: 1 waits, the oldest for 2 days/);
    assert.match(out, new RegExp(`^ {2}${letter.id.slice(0, 8)} {2}${dayAfter(-2)} {2}new +waits for 2 days$`, 'm'));
  });

  it('shown, it is read: colleagues see it, and the reporter', async () => {
    assert.deepEqual(await lookIn(desk, letter), []);
    const { out, code } = await inbox(desk, 'anna', 'show', ['--report', short(letter), '--form', 'tests/tally/forms/worry.json', '--lang', 'en']);
    assert.equal(code, 0);
    assert.match(out, /Is someone in danger\?\u2069\n {4}│ \u2068no\u2069/);
    assert.match(out, /Pie skolas stāv svešs auto\./);
    assert.deepEqual(await lookIn(desk, letter), [{ kind: 'read', day: dayAfter(0), lang: 'lv', text: '' }]);
    const seen = await stateOf(desk, 'berta', letter);
    assert.deepEqual([seen.state, seen.waits, seen.days, seen.read], ['read', false, 2, dayAfter(0)]);
  });

  it('a second reading is noted for colleagues, once, and no news for the reporter', async () => {
    for (let i = 0; i < 2; i++) await inboxJson(desk, 'berta', 'show', ['--report', short(letter)]);
    const { story } = await inboxJson(desk, 'anna', 'show', ['--report', short(letter)]);
    assert.deepEqual(story.map((step) => [step.kind, step.by, step.detail]), [['read', 'Anna', 'first'], ['read', 'Berta', 'again']]);
    assert.equal((await lookIn(desk, letter)).length, 1);
  });

  it('is answered, noted, marked and handed over; who did what is there for colleagues', async () => {
    const first = await inboxJson(desk, 'anna', 'reply', ['--report', short(letter), '--text', 'Paldies! Vai tas notiek vēl tagad?']);
    assert.equal(first.sent, true);
    await inboxJson(desk, 'berta', 'reply', ['--report', short(letter), '--ready', 'more']);
    await inboxJson(desk, 'berta', 'note', ['--report', short(letter), '--text', 'Zvanīju skolai.']);
    await inboxJson(desk, 'berta', 'mark', ['--report', short(letter), '--as', 'urgent']);
    assert.equal((await stateOf(desk, 'anna', letter)).state, 'urgent');
    await inboxJson(desk, 'anna', 'hand-over', ['--report', short(letter), '--to', 'municipal-police']);
    await inboxJson(desk, 'anna', 'hand-over', ['--report', short(letter), '--to', 'orphans-court']);
    const seen = await stateOf(desk, 'berta', letter);
    assert.deepEqual([seen.state, seen.handed], ['handed', ['municipal-police', 'orphans-court']]);
    const messages = await lookIn(desk, letter);
    assert.deepEqual(kinds(messages), ['read', 'reply', 'reply']);
    assert.ok(messages.some((one) => one.text === 'Paldies! Vai tas notiek vēl tagad?'));
    assert.ok(messages.some((one) => one.text.startsWith('Lai palīdzētu, mums jāzina vairāk')));
    const { story } = await inboxJson(desk, 'anna', 'show', ['--report', short(letter)]);
    assert.deepEqual(story.map((step) => `${step.by} ${step.kind} ${step.detail}`.trim()), ['Anna read first', 'Berta read again', 'Anna reply lv',
      'Berta reply lv', 'Berta note', 'Berta triage urgent', 'Anna handed municipal-police', 'Anna handed orphans-court']);
  });

  it('what the reporter writes later waits to be read', async () => {
    await writeMore(desk, letter, 'Jā, katru dienu.');
    const seen = await stateOf(desk, 'berta', letter);
    assert.deepEqual([seen.unread, seen.waits, seen.state], [1, true, 'handed']);
    const { out } = await inbox(desk, 'berta', 'show', ['--report', short(letter)]);
    assert.match(out, /the reporter wrote, not read before/);
    assert.match(out, /│ \u2068Jā, katru dienu\.\u2069/);
    assert.equal((await stateOf(desk, 'anna', letter)).unread, 0);
    assert.deepEqual(kinds(await lookIn(desk, letter)), ['read', 'read', 'reply', 'reply']);
  });

  it('a message to another mailbox, or with another key, is nobody\'s', async () => {
    await writeMore(desk, letter, 'Es esmu cits.', { mailbox: { id: letter.mailbox.id, key: seal.mailboxOf(seal.drawReceipt(4), new Uint8Array(16)).key } });
    const list = await inboxJson(desk, 'anna', 'list');
    assert.equal(list.skipped.orphans, 1);
    assert.equal((await stateOf(desk, 'anna', letter)).unread, 0);
  });

  it('another implementation opens and verifies the events', () => {
    const events = readArchive(join(desk.folder, 'Anna.inbox')).flatMap((block) => (block.kind === 'recs' ? block.records : []))
      .map((record) => seal.openRecord(desk.lock, desk.lock.secret, record)).filter((text) => text.startsWith('{"event":')).map((text) => seal.readEvent(text, desk.lock));
    assert.deepEqual(events.filter((one) => one.kind === 'handed').map((one) => [one.by.name, one.about]), [['Anna', letter.id], ['Anna', letter.id]]);
    assert.ok(events.length >= 8);
  });

  it('an event of somebody without a grant, or changed, does not count', async () => {
    const { carl, anna } = desk.staff;
    const put = async (who, change = (text) => text) => {
      const id = newId();
      const event = { form: 'worry', wave: '2026', id, about: letter.id, parents: [], at: '2026-03-02T08:15:07Z', kind: 'closed', detail: 'test', text: '' };
      const record = seal.sealRecord(desk.lock, change(seal.writeEvent(event, { card: who.text, seed: who.seed })));
      const reply = await fetch(`${desk.server.address}/api/records/worry/${id}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' }, body: record });
      assert.equal(reply.status, 200);
    };
    await put(carl);
    await put(anna, (text) => text.replace('08:15', '09:15'));
    await put(anna, (text) => text.replace('"id":"', '"id":"x'));
    const list = await inboxJson(desk, 'berta', 'list');
    assert.deepEqual([list.skipped.stranger, list.skipped.signature], [1, 2]);
    assert.equal((await stateOf(desk, 'berta', letter)).state, 'handed');
    assert.match((await inbox(desk, 'berta', 'list')).err, /1 event is by somebody without a grant, and does not count/);
  });

  it('the server holds none of it in the clear', () => {
    const files = readdirSync(join(desk.site.path, 'data'), { recursive: true }).map((name) => join(desk.site.path, 'data', name));
    const all = Buffer.concat(files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
    assert.ok(all.length > 100000);
    for (const word of ['svešs auto', 'Zvanīju', 'urgent', 'municipal', 'Paldies', desk.staff.anna.id, 'Anna'])
      assert.ok(!all.includes(word), `${word} stands in the server's files`);
  });

  it('a wrong word is explained', async () => {
    for (const [verb, options, words] of [['mark', ['--as', 'nonsense'], /--as is urgent or standard/], ['hand-over', ['--to', 'mars'], /--to is state-police/],
      ['reply', ['--ready', 'mars'], /there is no ready answer "mars" \(there are: received, more/], ['note', [], /say what to write/],
      ['reply', ['--text', 'x'.repeat(3000)], /too long/]]) {
      const { code, err } = await inbox(desk, 'anna', verb, ['--report', short(letter), ...options]);
      assert.equal(code, 1);
      assert.match(err, words);
    }
    assert.match((await inbox(desk, 'anna', 'show', ['--report', '00000000'])).err, /there is no report 00000000/);
    assert.equal((await inbox(desk, 'anna', 'dance')).code, 2);
  });
});

describe('two colleagues', () => {
  it('who write at once lose nothing, and agree', async () => {
    const letter = await report(desk, { what: 'divi reizē' });
    await inboxJson(desk, 'anna', 'show', ['--report', short(letter)]);
    await inboxJson(desk, 'berta', 'list');
    await Promise.all([...Array(3).keys()].flatMap((i) => ['anna', 'berta'].map((who, k) => inboxJson(desk, who, 'note',
      ['--report', short(letter), '--text', `${who} ${i}`, '--archive', join(desk.folder, `${who}-${i}-${k}`)]))));
    // whoever looks later may see one event more: that the other has read it
    const earlier = await inboxJson(desk, 'anna', 'show', ['--report', short(letter)]), later = await inboxJson(desk, 'berta', 'show', ['--report', short(letter)]);
    assert.equal(earlier.story.filter((step) => step.kind === 'note').length, 6);
    const ids = (shown) => shown.story.map((step) => step.id);
    assert.deepEqual(ids(later).filter((id) => ids(earlier).includes(id)), ids(earlier));
  });

  it('one of whom was offline for a day: both doings stand, and the one that keeps it before somebody\'s eyes holds', async () => {
    const letter = await report(desk, { what: 'bez tīkla' });
    const nowhere = 'http://127.0.0.1:1';
    await inboxJson(desk, 'anna', 'list');
    await inboxJson(desk, 'berta', 'show', ['--report', short(letter)]);
    const kept = await inboxJson(desk, 'anna', 'mark', ['--report', short(letter), '--as', 'urgent'], { server: nowhere });
    assert.equal(kept.sent, false);
    assert.ok(existsSync(join(desk.folder, 'Anna.inbox.outbox')));
    await inboxJson(desk, 'anna', 'reply', ['--report', short(letter), '--text', 'No vilciena.'], { server: nowhere });
    const shown = await inbox(desk, 'anna', 'list', [], { server: nowhere });
    assert.match(shown.err, /cannot be reached: this is what was fetched before/);
    assert.equal((await stateOf(desk, 'anna', letter, { server: nowhere })).state, 'urgent');
    await inboxJson(desk, 'berta', 'mark', ['--report', short(letter), '--as', 'false']);
    assert.equal((await stateOf(desk, 'berta', letter)).state, 'closed');

    await desk.server.stop(); // a day later
    await desk.start(daysAhead(1));
    const seen = await stateOf(desk, 'anna', letter, { env: daysAhead(1) });
    assert.deepEqual([seen.state, seen.contested], ['urgent', true]);
    assert.ok(!existsSync(join(desk.folder, 'Anna.inbox.outbox')), 'all was sent');
    const other = await stateOf(desk, 'berta', letter, { env: daysAhead(1) });
    assert.deepEqual([other.state, other.contested], ['urgent', true]);
    assert.ok((await lookIn(desk, letter)).some((one) => one.text === 'No vilciena.'));
    await inboxJson(desk, 'berta', 'mark', ['--report', short(letter), '--as', 'standard'], { env: daysAhead(1) });
    const settled = await stateOf(desk, 'anna', letter, { env: daysAhead(1) });
    assert.deepEqual([settled.state, settled.contested], ['standard', false]);
    await desk.server.stop();
    await desk.start();
  });
});

it('ready answers are there in every language of the forms, with no telephone number, and fit a mailbox', async () => {
  const ready = JSON.parse(readFileSync('tally/ready.json', 'utf8'));
  for (const [name, texts] of Object.entries(ready)) {
    assert.deepEqual(Object.keys(texts), ['lv', 'en', 'ru', 'uk'], name);
    for (const text of Object.values(texts)) assert.ok(text.length < 600 && !/\d{3}/.test(text), text);
  }
  const letter = await report(desk, { what: 'Помогите' }, { lang: 'ru' });
  await inboxJson(desk, 'anna', 'reply', ['--report', short(letter), '--ready', 'received']);
  assert.deepEqual((await lookIn(desk, letter)).map((one) => [one.lang, one.text]), [['ru', ready.received.ru]]);
  const other = await report(desk, { what: 'x' }, { lang: 'fr', mailbox: false });
  assert.match((await inbox(desk, 'anna', 'reply', ['--report', short(other), '--ready', 'received'])).err, /came without a mailbox/);
});

it('count and sheets pass over what is no sheet, and say how many', async () => {
  const common = ['--key', desk.staff.anna.key, '--passphrase-file', join(desk.folder, 'passphrase')];
  const run = (...args) => spawnSync(TALLY, [...args, ...common], { encoding: 'utf8' });
  const archive = join(desk.folder, 'Anna.inbox');
  await inbox(desk, 'anna', 'list');
  const all = await inboxJson(desk, 'anna', 'list', ['--all']);
  const counted = run('count', '--archive', archive, '--form', 'tests/tally/forms/worry.json', '--format', 'json');
  assert.equal(counted.status, 0, counted.stderr);
  const { beside, refused } = JSON.parse(counted.stdout);
  assert.deepEqual(refused, { 'other version': all.reports.length });
  assert.ok(beside.events >= 20 && beside.messages === 2, JSON.stringify(beside));
  const text = run('count', '--archive', archive, '--form', 'tests/tally/forms/worry.json', '--lang', 'en');
  assert.match(text.stdout, /Beside the sheets: 2 later messages of reporters, \d+ notes of the staff\./);
  const sheets = run('sheets', '--archive', archive, '--form', 'tests/tally/forms/worry.json');
  assert.match(sheets.stderr, new RegExp(`${beside.events + 2} records are no sheets but later messages`));
  assert.match(sheets.stderr, new RegExp(`: ${all.reports.length} records were left out`));
});

it('what a server does not take is kept, told, and no reason not to read', async () => {
  const letter = await report(desk, { what: 'paliek' });
  const archive = ['--archive', join(desk.folder, 'kept')];
  await inboxJson(desk, 'anna', 'list', archive);
  await inboxJson(desk, 'anna', 'mark', ['--report', short(letter), '--as', 'urgent', ...archive], { server: 'http://127.0.0.1:1' });
  const fake = await startFake({ locks: [desk.lock.text], records: new Map() }); // answers 200 to everything, and takes nothing
  const { code, err, out } = await inbox(desk, 'anna', 'show', ['--report', short(letter), ...archive], { server: fake.address });
  await fake.stop();
  assert.match(out, /paliek/);
  assert.equal(code, 1, 'the reading could not be sent');
  assert.match(err, /did not say that it took what was sent\n.*what was written here before is kept, and was not sent/);
  assert.ok(existsSync(join(desk.folder, 'kept.outbox')));
  assert.equal((await stateOf(desk, 'berta', letter)).state, 'new');
  await inboxJson(desk, 'anna', 'list', archive);
  assert.ok(!existsSync(join(desk.folder, 'kept.outbox')));
  assert.equal((await stateOf(desk, 'berta', letter)).state, 'urgent');
});

describe('whoever has no grant', () => {
  it('hears of a form with reports what is heard of one that does not exist', async () => {
    const form = join(desk.folder, 'nothere.json');
    writeFileSync(form, readFileSync('tests/tally/forms/other.json'));
    for (const who of ['anna', 'carl']) {
      const [there, not] = await Promise.all([inbox(desk, who, 'list', ['--form', 'tests/tally/forms/other.json', '--archive', join(desk.folder, `${who}1`)]),
        inbox(desk, who, 'list', ['--form', form, '--archive', join(desk.folder, `${who}2`)])]);
      assert.deepEqual([there.code, there.out, there.err.replaceAll('other', 'nothere')], [not.code, not.out, not.err]);
      assert.equal(there.code, 1);
    }
    assert.equal((await inbox(desk, 'berta', 'list', ['--form', 'tests/tally/forms/other.json'])).code, 0);
  });

  it('gets the same bytes from the server', async () => {
    const lock = desk.other.id, none = newId(), id = newId();
    const record = seal.sealRecord(desk.other, '{"event":1}');
    for (const [method, path, body, type] of [['GET', 'ids/LOCK'], ['POST', 'records/LOCK', new Uint8Array(16)], ['PUT', `records/LOCK/${id}`, record],
      ['POST', 'expiry/LOCK', Buffer.from('{"day":"2026-01-01","ids":[],"mailboxes":[]}'), 'application/json']]) {
      const ask = (name) => staffRequest(desk.server, desk.staff.anna, method, `/api/staff/${path.replace('LOCK', name)}`, { body, type });
      const [real, made] = [await ask(lock), await ask(none)];
      assert.deepEqual([real.status, Buffer.from(real.bytes).toString('hex')], [made.status, Buffer.from(made.bytes).toString('hex')], `${method} ${path}`);
      assert.equal(real.status, 404);
    }
  });

  it('and the inbox of one form says nothing of another', async () => {
    const secret = await report(desk, { what: 'tikai otrai' }, { form: 'other' });
    const list = await inbox(desk, 'anna', 'list', ['--all', '--format', 'json']);
    assert.ok(!list.out.includes(secret.id) && !list.out.includes('other'));
    const bytes = archiveOf(desk, 'anna');
    assert.ok(!bytes.includes(Buffer.from(secret.id, 'hex')) && !bytes.includes(Buffer.from(desk.other.id, 'hex')));
    assert.ok((await inbox(desk, 'berta', 'list', ['--all', '--format', 'json'])).out.includes(secret.id));
  });
});
