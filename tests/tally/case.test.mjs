// The case register: staff write it with uzklausi-tally, nobody else knows of it, every version stays, and what is counted gives nobody away.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addLock, BUILD, filesBelow, makeSite, startServer, staffRequest } from '../http/lib/site.mjs';
import { makeCode } from '../http/lib/slips.mjs';
import * as seal from '../seal/seal.mjs';

const TALLY = join(BUILD, 'uzklausi-tally');
const WORDS = 'kolēģei: zvanīt trešdien';
const POSTERS = [makeCode(6), makeCode(6)];
let site, server, folder, lock;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uzklausi-case-test.'));
  writeFileSync(join(folder, 'pass'), 'a long passphrase of several words\n', { mode: 0o600 });
  site = makeSite({ forms: ['tests/http/forms/walk.json'] });
  copyFileSync('forms/case.json', `${site.path}/forms/case.json`);
  const staff = [site.staff];
  for (const name of ['Anna', 'Berta', 'Dace']) {
    execFileSync(TALLY, ['keygen', '--name', name, '--out', folder, '--passphrase-file', join(folder, 'pass')]);
    const card = readFileSync(join(folder, `${name}.card`), 'utf8');
    writeFileSync(join(site.path, `staff/${name}.card`), card);
    if (name !== 'Dace') staff.push(seal.readCard(card)); // Dace has no grant
  }
  writeFileSync(`${site.path}/places.csv`, `code,name,form\n${POSTERS[0]},Bibliotēka,case\n${POSTERS[1]},Bibliotēka,nocase\n`);
  lock = addLock(site, 'case', { staff });
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const tally = (who, verb, options = [], input = '') => spawnSync(TALLY, ['case', verb, ...options, '--server', server.address, '--key', join(folder, `${who}.key`),
  '--passphrase-file', join(folder, 'pass'), '--trust', join(site.path, 'staff/anna.card')], { encoding: 'utf8', timeout: 240_000, input });
function done(who, verb, options, input) {
  const { status, stdout, stderr } = tally(who, verb, options, input);
  assert.equal(status, 0, stderr);
  return stdout;
}
const json = (who, verb, ...options) => JSON.parse(done(who, verb, [...options, '--format', 'json']));
function file(answers) {
  const path = join(folder, `${randomBytes(6).toString('hex')}.json`);
  writeFileSync(path, JSON.stringify(answers));
  return path;
}
const someCase = { registered: '2026-02-03', act: 'touching', childage: 'f7t9', gender: 'girl', mental: 'yes', family: 'biological', offage: 'f40t62', relation: 'close', state: 'open', note: WORDS };

// Records of the register, opened with the lock's key: what `case` wrote.
async function records() {
  const { bytes: ids } = await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${lock.id}`);
  if (!ids.length) return [];
  const { bytes } = await staffRequest(server, site.staff, 'POST', `/api/staff/records/${lock.id}`, { body: ids });
  return Array.from({ length: bytes.length / (16 + lock.size) }, (_, i) => JSON.parse(seal.openRecord(lock, lock.secret, bytes.subarray(i * (16 + lock.size) + 16, (i + 1) * (16 + lock.size)))));
}
// A version that another program of the staff's writes.
async function putVersion(answers, version) {
  const id = seal.hex(randomBytes(16)), path = `/api/staff/records/${lock.id}/${id}`;
  const month = Number(answers.registered.slice(5, 7)), chain = { changed: '2026-11-24T10:00:00Z', by: site.staff.id, quarter: `q${Math.ceil(month / 3)}`, half: `h${Math.ceil(month / 6)}` };
  const order = ['registered', 'act', 'office', 'childage', 'gender', 'intellectual', 'mental', 'behaviour', 'family', 'offage', 'relation', 'state', 'outcome', 'note', 'report', 'case', 'before', 'changed', 'by', 'quarter', 'half'];
  const all = { ...chain, ...answers };
  const sheet = seal.writeSheet({ form: 'case', version, wave: '2026', id, lang: 'lv', answers: Object.fromEntries(order.filter((name) => all[name] !== undefined).map((name) => [name, all[name]])) });
  const body = seal.sealRecord(lock, sheet);
  const signed = seal.signRequest({ method: 'PUT', authority: server.host, path, query: '', body }, { card: site.staff.id, seed: site.staff.seed }, Math.floor(Date.now() / 1000));
  const reply = await fetch(server.address + path, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream', ...signed } });
  assert.equal(reply.status, 200);
  return id;
}

test('the public cannot tell the register from a form that does not exist', async () => {
  const ask = async (path, options) => {
    const reply = await fetch(server.address + path, options);
    const headers = [...reply.headers].filter(([name]) => name !== 'date');
    return { status: reply.status, headers, text: await reply.text() };
  };
  const record = { method: 'PUT', body: seal.sealRecord(lock, '{}'), headers: { 'Content-Type': 'application/octet-stream' } };
  const post = { method: 'POST', body: new URLSearchParams({ _do: 'send', act: 'touching' }) };
  for (const [path, options] of [['/f/X'], ['/f/X?lang=en'], ['/f/X/done'], ['/f/X', post], [`/api/records/X/${'0'.repeat(32)}`, record]]) {
    const [one, other] = [await ask(path.replace('X', 'case'), options), await ask(path.replace('X', 'nocase'), options)];
    assert.equal(one.status, 404);
    assert.deepEqual(one, other);
  }
  const [poster, none] = [await ask(`/p/${POSTERS[0]}`), await ask(`/p/${POSTERS[1]}`)];
  assert.match(poster.text, /Bibliotēka/);
  assert.ok(poster.text.replaceAll(POSTERS[0], 'X') === none.text.replaceAll(POSTERS[1], 'X') && poster.status === none.status, 'the poster of a register tells what it is');
  assert.doesNotMatch(poster.text, /reģistr|nocase|f\/case/i);
  assert.doesNotMatch(await (await fetch(server.address)).text(), /reģistr|\/f\/case/i);
  assert.equal((await fetch(`${server.address}/f/walk`)).status, 200);
});

test('who has no grant hears the same as for a register that is not there', () => {
  const without = tally('Dace', 'list');
  assert.equal(without.status, 1);
  assert.match(without.stderr, /there is no register case for this key$/m);
  rmSync(join(site.path, 'locks/none'), { force: true });
  for (const verb of ['new', 'count']) assert.equal(tally('Dace', verb, verb === 'new' ? ['--answers', file(someCase)] : []).stderr.trim(), without.stderr.trim());
});

let number;
test('a case is written, read by a colleague, changed by her, and both versions stay', async () => {
  number = done('Anna', 'new', ['--answers', file(someCase)]).trim();
  assert.match(number, /^[0-9a-f]{8}$/);
  assert.match(done('Berta', 'list', []), new RegExp(`^${number}  2026-02-03  atvērts  bērna ķermeņa aizskaršana$`, 'm'));
  assert.equal(done('Berta', 'edit', ['--case', number, '--answers', file({ relation: 'family', note: null, report: 'abc123' })]).trim(), number);
  const versions = json('Anna', 'show', '--case', number);
  assert.deepEqual(versions.map(({ newest }) => newest), [false, true]);
  const [first, second] = versions;
  assert.equal(second.answers.before, first.version);
  assert.deepEqual([first.answers.relation, first.answers.note, second.answers.relation, second.answers.note, second.answers.report], ['close', WORDS, 'family', undefined, 'abc123']);
  assert.deepEqual([first.answers.quarter, first.answers.half], ['q1', 'h1']);
  assert.notEqual(first.answers.by, second.answers.by);
  assert.equal((await records()).length, 2);
});

test('answers come with the command, a report only by hand, and every verb speaks JSON', async () => {
  const set = (...pairs) => pairs.flatMap((pair) => ['--set', pair]);
  const { case: long } = json('Anna', 'new', '--answers', file({ ...someCase, note: undefined, gender: 'boy' }), ...set('gender=girl', 'act=digital', 'relation='));
  assert.match(long, /^[0-9a-f]{32}$/);
  const answers = () => json('Berta', 'show', '--case', long).at(-1).answers;
  const { gender, act, relation, report } = answers();
  assert.deepEqual([gender, act, relation, report], ['girl', 'digital', undefined, undefined]);
  assert.deepEqual(json('Berta', 'edit', '--case', long, '--report', '5d0a11'), { case: long });
  assert.equal(answers().report, '5d0a11');
  done('Berta', 'edit', ['--case', long, ...set('report=')]);
  assert.equal(answers().report, undefined, 'it is taken away again');
  const before = (await records()).length;
  for (const [wrong, why] of [['act', /--set is question=value/], ['=x', /--set is/], ['name=x', /no such question/], ['by=Anna', /"by" is written by the program/], ['act=other', /act: /]]) {
    const { status, stderr } = tally('Anna', 'edit', ['--case', long, '--set', wrong]);
    assert.equal(status, 1, wrong);
    assert.match(stderr, why);
  }
  assert.equal((await records()).length, before);
  assert.deepEqual(json('Anna', 'close', '--case', long, '--outcome', 'mistake'), { case: long });
});

test('hostile words of a colleague do nothing in list and show', () => {
  const steers = tally('Anna', 'new', ['--answers', file({ ...someCase, note: '\u001b[2J' })]);
  assert.match(steers.stderr, /note: /, 'what steers a terminal is no text for the form');
  const note = '\u202Egnp.exe\u202C <script>alert(1)</script> =1+1 https://evil.example раypal \u{E0041}';
  const { case: long } = json('Anna', 'new', '--answers', file({ ...someCase, state: 'closed', outcome: 'mistake', note: `${note}\nstate: open` }));
  for (const [verb, ...options] of [['show', '--case', long], ['list'], ['show', '--case', long, '--format', 'json'], ['list', '--format', 'json']]) {
    const out = done('Berta', verb, options);
    assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u{E0000}-\u{E007F}]/u, verb);
    assert.doesNotMatch(out, /^\s*state: open$/m, 'no line passes for one of ours');
  }
  assert.match(done('Berta', 'show', ['--case', long]), /⟦U\+202E⟧gnp\.exe[^]*http[^]*⟦/);
  assert.equal(json('Berta', 'show', '--case', long)[0].answers.note.split('\n')[0], note, 'JSON holds it exactly');
});

test('a wrong passphrase, a damaged archive and a server that is away are said, and nothing is written', async () => {
  const before = (await records()).length;
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'another passphrase of words\n', { mode: 0o600 });
  const run = (...options) => spawnSync(TALLY, ['case', ...options], { encoding: 'utf8', timeout: 240_000 });
  const as = (pass, address = server.address) => ['--server', address, '--key', join(folder, 'Anna.key'), '--passphrase-file', pass, '--trust', join(site.path, 'staff/anna.card')];
  const lost = run('new', '--answers', file(someCase), ...as(wrong));
  assert.equal(lost.status, 1);
  assert.match(lost.stderr, /passphrase/);
  const away = run('new', '--answers', file(someCase), ...as(join(folder, 'pass'), 'http://127.0.0.1:9'));
  assert.equal(away.status, 1);
  assert.notEqual(away.stderr, '');
  const archive = join(folder, 'damaged.archive');
  json('Anna', 'list', '--archive', archive);
  const bytes = readFileSync(archive);
  const whole = json('Anna', 'list', '--archive', archive).length;
  assert.ok(whole > 0, 'it can be read as it is');
  bytes[bytes.length - 10] ^= 1;
  writeFileSync(archive, bytes);
  const damaged = run('new', '--answers', file(someCase), '--archive', archive, ...as(join(folder, 'pass')));
  assert.equal(damaged.status, 1, damaged.stdout);
  assert.match(damaged.stderr, /not as it was written/);
  assert.equal((await records()).length, before);
});

test('what two write at once is both there, is told, and the next version joins it', async () => {
  const { answers, version } = json('Anna', 'show', '--case', number).at(-1);
  const form = (await records())[0].version;
  const { quarter: _q, half: _h, by: _b, ...rest } = answers;
  const [one, other] = [await putVersion({ ...rest, before: version, family: 'foster' }, form), await putVersion({ ...rest, before: version, family: 'guardian', changed: '2026-11-24T10:00:01Z' }, form)];
  const heads = json('Anna', 'show', '--case', number).filter(({ newest }) => newest);
  assert.deepEqual(heads.map(({ version: id }) => id).sort(), [one, other].sort());
  assert.match(done('Anna', 'list', []), /2 written at once/);
  const joined = tally('Anna', 'edit', ['--case', number, '--answers', file({ family: 'foster' })]);
  assert.match(joined.stderr, /2 versions were written at once/);
  const all = json('Berta', 'show', '--case', number);
  assert.equal(all.length, 5);
  const newest = all.filter((v) => v.newest);
  assert.equal(newest.length, 1);
  assert.deepEqual(newest[0].answers.before.split(' ').sort(), [one, other].sort());
});

test('a case is closed with its outcome and listed as such', () => {
  done('Berta', 'close', ['--case', number, '--outcome', 'helped']);
  assert.equal(json('Anna', 'list', '--state', 'open').length, 0);
  assert.equal(json('Anna', 'list', '--state', 'closed').find(({ case: long }) => long.startsWith(number)).answers.outcome, 'helped');
  assert.match(done('Anna', 'show', ['--case', number, '--lang', 'en']), /help was given/);
});

test('what the form does not accept is not written, and is said', async () => {
  const before = (await records()).length;
  for (const [answers, why] of [[{ ...someCase, act: 'other' }, /act: /], [{ ...someCase, registered: '3.2.2026' }, /registered: /], [{ act: 'touching' }, /registered: |state: /], [{ ...someCase, name: 'x' }, /name|answers/],
    [{ ...someCase, report: 'Anna' }, /report: /], [{ ...someCase, note: 'x'.repeat(501) }, /note: /], [{ ...someCase, case: 'f'.repeat(32) }, /"case" is written by the program/], [[], /must be one object/]]) {
    const { status, stderr } = tally('Anna', 'new', ['--answers', file(answers)]);
    assert.equal(status, 1, JSON.stringify(answers));
    assert.match(stderr, why);
  }
  for (const wrong of [['show', '--case', 'ffffff'], ['edit', '--case', 'abc', '--answers', file({})], ['close', '--case', number, '--outcome', 'well']]) assert.equal(tally('Anna', wrong[0], wrong.slice(1)).status, 1, wrong.join(' '));
  for (const wrong of [['list', '--case', number], ['count', '--period', '26'], ['close', '--case', number], ['list', '--state', 'lost'], ['forget']]) assert.equal(tally('Anna', wrong[0], wrong.slice(1)).status, 2, wrong.join(' '));
  assert.equal((await records()).length, before);
});

test('a case is asked for on the terminal, question by question', async () => {
  const typed = ['2026-05-06', '99', '2', '1', '3', '1', '', '1', '', '1', '4', '1', '1', 'Īsa piezīme', ''];
  const { status, stdout, stderr } = tally('Anna', 'new', ['--lang', 'en'], `${typed.join('\n')}\n`);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /What happened\?[^]*One of the numbers, please/);
  assert.doesNotMatch(stderr, /How did the case end/, 'it is open');
  const [{ answers }] = json('Anna', 'show', '--case', stdout.trim());
  assert.deepEqual([answers.registered, answers.act, answers.state, answers.note], ['2026-05-06', 'intercourse', 'open', 'Īsa piezīme']);
  const before = (await records()).length;
  assert.equal(tally('Anna', 'new', [], '2026-05-06\n1\n').status, 1, 'it ends too early');
  assert.equal((await records()).length, before);
});

// --- counts ---

const PERIODS = ['q1', 'q2', 'q3', 'q4', 'h1', 'h2', 'year'];
const PARTS = { h1: ['q1', 'q2'], h2: ['q3', 'q4'], year: ['h1', 'h2'] };

// Every figure that a reader can tell from those that are shown, by adding and subtracting periods, and values from what was answered.
function told(cells) {
  const known = structuredClone(cells);
  const sums = [];
  for (const figures of Object.values(known)) for (const [whole, parts] of [...Object.entries(PARTS), ['year', ['q1', 'q2', 'q3', 'q4']]]) sums.push([[figures, whole], parts.map((part) => [figures, part])]);
  const values = Object.keys(known).filter((name) => name !== 'answered');
  for (const period of PERIODS) sums.push([[known.answered, period], values.map((name) => [known[name], period])]);
  for (let more = true; more; ) {
    more = false;
    for (const [whole, parts] of sums) {
      const places = [whole, ...parts], unknown = places.filter(([figures, period]) => figures[period] === null);
      if (unknown.length !== 1) continue;
      const sum = parts.reduce((total, [figures, period]) => total + (figures[period] ?? 0), 0);
      const [figures, period] = unknown[0];
      figures[period] = unknown[0] === whole ? sum : whole[0][whole[1]] - sum;
      more = true;
    }
  }
  return known;
}

test('counts for quarters, half-years and the year hide what is small and what would tell it', async () => {
  const form = (await records())[0].version;
  const plan = [['01', 'touching', 12], ['02', 'digital', 12], ['05', 'touching', 11], ['04', 'digital', 13], ['08', 'touching', 14], ['11', 'touching', 3], ['11', 'digital', 12]];
  let made = 0;
  for (const [month, act, n] of plan)
    for (let i = 0; i < n; i++) await putVersion({ registered: `2025-${month}-1${i % 10}`, act, gender: made % 9 ? 'girl' : 'boy', state: 'open', case: seal.hex(randomBytes(16)), note: WORDS, changed: '2025-12-01T00:00:00Z' }, form, made++);
  await putVersion({ registered: '2025-03-03', act: 'touching', state: 'closed', outcome: 'mistake', case: seal.hex(randomBytes(16)) }, form);
  await putVersion({ registered: '2024-03-03', act: 'touching', state: 'open', case: seal.hex(randomBytes(16)) }, form);
  const table = json('Anna', 'count', '--period', '2025');
  assert.deepEqual([table.cases.q1, table.cases.q2, table.cases.h1, table.cases.h2, table.cases.year], [24, 24, 48, 29, 77]);
  const act = table.questions.find(({ name }) => name === 'act');
  assert.deepEqual([act.counts.touching.q1, act.counts.digital.q2, act.counts.touching.h1, act.counts.touching.year], [12, 13, 23, 40]);
  assert.deepEqual([act.counts.touching.q4, act.counts.digital.q4, act.counts.touching.q3], [null, null, null], 'three are too few, and the rest would tell them');
  assert.equal(act.counts.digital.h2, 12);
  for (const { name, answered, counts } of table.questions) {
    const known = told({ answered, ...counts });
    for (const [value, figures] of Object.entries(known)) for (const period of PERIODS) assert.ok(figures[period] === null || figures[period] === 0 || figures[period] >= 5, `${name} ${value} ${period} can be told: ${figures[period]}`);
  }
  assert.equal(told({ answered: { q1: 10, q2: null, q3: 5, q4: 5, h1: 13, h2: 10, year: 23 } }).answered.q2, 3, 'the reader finds what can be told');

  const text = done('Berta', 'count', ['--period', '2025', '--lang', 'en']), csv = done('Berta', 'count', ['--period', '2025', '--format', 'csv']);
  assert.match(text, /^touching of the child’s body +12 +11 +– +– +23 +17 +40$/m);
  const third = json('Anna', 'count', '--period', '2025-Q3'), half = done('Anna', 'count', ['--period', '2025-H2', '--lang', 'en', '--format', 'table']);
  assert.deepEqual(third.questions.find(({ name }) => name === 'act').counts.touching, { q3: null }, 'a period alone shows no more than all together');
  assert.deepEqual(third.cases, { q3: table.cases.q3 });
  assert.match(half, /^Cases +29$/m);
  for (const wrong of ['2025-Q5', '2025-Q3 ', '25', '2025-q', '2025Q3', '']) assert.equal(tally('Anna', 'count', ['--period', wrong]).status, 2, wrong);
  for (const out of [text, csv, JSON.stringify(table)]) assert.ok(!out.includes(WORDS));
});

test('nothing of a case is on the server or left on this computer in the clear', async () => {
  for (const path of filesBelow(`${site.path}/data`)) assert.equal(readFileSync(path).indexOf('kolēģei'), -1, path);
  assert.deepEqual(readdirSync('/tmp').filter((name) => name.startsWith('uzklausi-case.')), []);
  const archive = join(folder, 'register.archive');
  assert.equal(json('Anna', 'list', '--archive', archive, '--state', 'closed').length, 4);
  assert.equal(readFileSync(archive).indexOf('kolēģei'), -1);
});
