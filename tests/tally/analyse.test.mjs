// analyse with the real programs: its contract, small groups, and a look that differs from the last by too few.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeSite, startServer } from './lib/site.mjs';
import { readArchive } from './lib/archive.mjs';

const FORM = 'forms/specialists.json';
let site, server, archive;

const run = (command, ...options) => spawnSync(join(BUILD, 'uzklausi-tally'), [command, ...options, '--key', site.key, '--passphrase-file', site.passphrase], { encoding: 'utf8', maxBuffer: 1 << 26 });
const analyse = (...more) => run('analyse', '--archive', archive, '--form', FORM, ...more);

function json(...more) {
  const { status, stdout, stderr } = analyse('--format', 'json', ...more);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

async function send(group, n, seed) {
  const bodies = execFileSync(join(BUILD, 'tools/synthetic'), [FORM, String(n), String(seed), '--set', `institution=${group}`, '--fields']);
  for (const body of bodies.toString().trim().split('\n')) {
    const answer = await fetch(`${server.address}/f/specialists`, { method: 'POST', body, redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(answer.status, 303);
  }
}

const take = () => assert.equal(run('fetch', '--server', server.address, '--archive', archive).status, 0);

before(async () => {
  site = makeSite([FORM]);
  server = await startServer(site);
  archive = join(site.folder, 'archive');
  await send('education', 31, 1);
  await send('social', 14, 2);
  await send('orphans', 3, 3);
  take();
});
after(async () => {
  await server.stop();
  site.remove();
});

test('an analysis has the items, scores, scales and the six questions', () => {
  const found = json();
  assert.equal(found.sheets, 48);
  assert.equal(found.min, 5);
  assert.equal(found.few, true);
  assert.deepEqual([found.items.filter(({ kind }) => kind === 'statement').length, found.items.length], [18, 42]);
  assert.deepEqual(found.scores.map(({ name, points }) => [name, points]), [['knowledge', 18], ['manifestations', 6], ['risks', 5], ['role', 7], ['situations', 6]]);
  assert.deepEqual(found.scales.map(({ name }) => name), ['attitudes']);
  assert.deepEqual(Object.keys(found.answers), ['needsKnowledge', 'best', 'dontKnow', 'wrong', 'leastConfident', 'concerns', 'needsRole', 'needsAction']);
  const { total } = found.scores[0];
  assert.equal(total.people, 48);
  assert.ok(total.mean > 0 && total.mean < 18 && total.median >= total.lowQuartile && total.deviation > 0);
  for (const { total: { right } } of found.items) {
    if (right) assert.ok(right.k <= right.n && right.low <= right.share && right.share <= right.high);
  }
});

test('what was found is the same in each look while nothing comes in', () => {
  const size = statSync(archive).size;
  assert.deepEqual(json(), json());
  assert.equal(statSync(archive).size, size);
  assert.equal(readArchive(archive).filter(({ kind }) => kind === 'look').length, 1);
});

test('of a group of three, and of one of nobody, no score and no share is said', () => {
  const found = json();
  for (const group of ['orphans', 'police']) {
    for (const { by } of found.scores) assert.equal(by[group], null);
    for (const { by } of found.items) assert.deepEqual([by[group].right, by[group].wrong, by[group].dontKnow, by[group].confidence], [null, null, null, null]);
  }
});

test('a look that differs from the last by too few is held back, and shown when they are enough', async () => {
  const first = json();
  await send('social', 4, 4);
  take();
  const second = json();
  assert.equal(second.heldBack, null);
  assert.deepEqual({ ...second, heldBack: 0 }, first);
  assert.match(analyse('--lang', 'en').stdout, /There are newer sheets/);
  await send('education', 2, 5);
  take();
  const third = json();
  assert.equal(third.heldBack, 0);
  assert.equal(third.sheets, 54);
});

test('the last look goes with a copy of the archive', async () => {
  const copy = join(site.folder, 'copy');
  copyFileSync(archive, copy);
  await send('social', 1, 6);
  assert.equal(run('fetch', '--server', server.address, '--archive', copy).status, 0);
  const { stdout } = run('analyse', '--archive', copy, '--form', FORM, '--format', 'json');
  assert.equal(JSON.parse(stdout).sheets, 54);
});

test('a damaged archive is analysed as far as it goes', () => {
  const torn = join(site.folder, 'torn');
  copyFileSync(archive, torn);
  truncateSync(torn, statSync(torn).size - 3000);
  const { status, stdout, stderr } = run('analyse', '--archive', torn, '--form', FORM, '--format', 'json');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /not complete|damaged/);
  assert.ok(JSON.parse(stdout).sheets > 40);
  appendFileSync(torn, 'x');
});

test('text in both languages and CSV say the same of the whole', () => {
  const { scores } = json();
  const mean = scores[0].total.mean;
  const latvian = analyse('--lang', 'lv').stdout, english = analyse('--lang', 'en').stdout;
  assert.match(latvian, /1\. Kurām iestādēm vajag vairāk zināšanu/);
  assert.match(english, /6\. Which institutions need more knowledge of their role/);
  for (const text of [latvian, english]) assert.ok(text.includes(mean.toFixed(2)), text);
  const csv = analyse('--format', 'csv').stdout;
  assert.ok(csv.startsWith('\ufeff"group","question","figure","value","number"\r\n'));
  assert.ok(csv.includes(`"","knowledge","score","mean",${mean.toFixed(4)}`));
});

test('what cannot be done is said', () => {
  assert.match(analyse('--by', 'nothing').stderr, /no question nothing/);
  assert.match(analyse('--by', 'worry').stderr, /makes no groups/);
  assert.match(analyse('--against', '2023').stderr, /--against needs the --wave/);
  assert.match(analyse('--wave', '2026', '--against', '2023').stderr, /no wave 2023/);
  assert.equal(analyse('--min', '2').status, 2);
});
