// A reader with a solver against the published tables of the specialists' form: nothing hidden can be told. And its twin: where only what is
// small itself is hidden, it tells plenty.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeSite, startServer } from './lib/site.mjs';

const FORM = 'forms/specialists.json';
const WAVES = [
  { sizes: { education: 31, social: 28, police: 12, orphans: 6 }, seed: 7 },
  { sizes: { education: 14, social: 11, police: 10, orphans: 9 }, seed: 8 },
  { sizes: { education: 5, social: 21, police: 0, orphans: 4 }, seed: 9 },
];
const several = JSON.parse(readFileSync(FORM)).pages.flatMap((page) => page.elements).filter((one) => ['checkbox', 'tagbox'].includes(one.type)).map((one) => one.name);

let site;
const archives = [];

before(async () => {
  site = makeSite([FORM]);
  const server = await startServer(site);
  for (const [at, { sizes, seed }] of WAVES.entries()) {
    for (const [group, n] of Object.entries(sizes)) {
      if (n === 0) continue;
      const bodies = execFileSync(join(BUILD, 'tools/synthetic'), [FORM, String(n), String(seed), '--set', `institution=${group}`, '--fields']);
      for (const body of bodies.toString().trim().split('\n')) {
        const answer = await fetch(`${server.address}/f/specialists`, { method: 'POST', body, redirect: 'manual',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
        assert.equal(answer.status, 303);
      }
    }
    archives.push(join(site.folder, `archive${at}`));
    tally('fetch', '--server', server.address, '--archive', archives[at]);
  }
  await server.stop();
});

after(() => site.remove());

function tally(command, ...options) {
  return execFileSync(join(BUILD, 'uzklausi-tally'), [command, ...options, '--key', site.key, '--passphrase-file', site.passphrase], { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}

const publication = (archive, min, by = 'institution') =>
  JSON.parse(tally('count', '--archive', archive, '--form', FORM, '--by', by, '--min', String(min), '--format', 'json'));

const analysis = (archive, min, by = 'institution') =>
  JSON.parse(tally('analyse', '--archive', archive, '--form', FORM, '--by', by, '--min', String(min), '--format', 'json'));

// Who left the grouping question empty is in no group that is printed: one more group, of which nothing is known.
function withTheRest(published) {
  const questions = published.questions.map(({ name, counts }) =>
    ({ name, answered: null, counts: Object.fromEntries(Object.keys(counts).map((value) => [value, null])) }));
  return { ...published, by: [...published.by, { value: '(none)', sheets: null, questions }] };
}

function attack(published, min) {
  const lines = execFileSync(join(BUILD, 'tests/attack'), [String(min), ...several], { input: JSON.stringify(published) }).toString().trim().split('\n');
  const [, hidden, told] = lines.pop().match(/^(\d+) hidden, (\d+) told$/).map(Number);
  return { hidden, told, lines };
}

// Hides what is small itself, and nothing else.
const naively = (value, min) => {
  if (typeof value === 'number') return value > 0 && value < min ? null : value;
  if (Array.isArray(value)) return value.map((one) => naively(one, min));
  return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, naively(one, min)])) : value;
};

for (const min of [5, 10]) {
  test(`nothing that is hidden below ${min} can be told`, () => {
    for (const [at, archive] of archives.entries()) {
      for (const by of at === 0 ? ['institution', 'role'] : ['institution']) {
        const published = publication(archive, min, by);
        const found = attack(by === 'role' ? withTheRest(published) : published, min);
        assert.ok(found.hidden > 0, 'something is hidden');
        assert.deepEqual(found.lines, [], `wave ${at} by ${by}`);
      }
    }
  });
}

test('the same reader tells plenty where only what is small is hidden', () => {
  const found = attack(naively(publication(archives[0], 3), 10), 10);
  assert.ok(found.told > 10, `${found.told} of ${found.hidden}`);
});

// The mean of every score that is shown is an equation over the items' right answers.
for (const [wave, min] of [[0, 5], [0, 10], [2, 5]]) {
  test(`an analysis of wave ${wave} tells nothing that is hidden below ${min}, with its scores and all that is derived`, (t) => {
    const published = analysis(archives[wave], min);
    const scores = published.scores.flatMap(({ by }) => Object.values(by)).filter(Boolean).length;
    const found = attack(published, min);
    assert.ok(found.hidden > 0, 'something is hidden');
    assert.deepEqual(found.lines, []);
    t.diagnostic(`${scores} scores of groups were shown`);
    assert.ok(scores > 5);
  });
}

test('the same reader tells plenty of an analysis where only what is small is hidden, and more of one with every score', () => {
  const plain = naively(publication(archives[0], 3), 10);
  const published = analysis(archives[0], 3);
  const found = attack({ ...naively(published, 10), scores: published.scores }, 10);
  assert.ok(found.told > attack(plain, 10).told, `${found.told} of ${found.hidden}`);
});
