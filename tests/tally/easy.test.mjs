// A form and its easy-language version, filled in on a real server and counted together by the real program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeSite, startServer } from './lib/site.mjs';

const TALLY = join(BUILD, 'uzklausi-tally');
const FULL = 'forms/school-pupils.json';
const EASY = 'forms/school-pupils-easy.json';

let site;
let server;
let archive;

async function send(form, answers, times) {
  for (let i = 0; i < times; i++) {
    const body = new URLSearchParams({ _do: 'send', _lang: 'lv', ...answers });
    const reply = await fetch(`${server.address}/f/${form}`, { method: 'POST', body, redirect: 'manual' });
    assert.equal(reply.status, 303, JSON.stringify(answers));
  }
}

const tally = (...options) => spawnSync(TALLY, [...options, '--archive', archive, '--key', site.key, '--passphrase-file', site.passphrase], { encoding: 'utf8' });

function count(form, ...more) {
  const { status, stdout, stderr } = tally('count', '--form', form, '--format', 'json', ...more);
  return { status, stderr, result: status === 0 ? JSON.parse(stdout) : undefined };
}

const question = (result, name) => result.questions.find((one) => one.name === name);

before(async () => {
  site = makeSite([FULL, EASY]);
  server = await startServer(site);
  archive = join(site.folder, 'home');
  await send('school-pupils', { age: 'upto12', 'safe_school.yard': 'safe', 'bullied.fun': 'never', 'wellbeing.sleep': 'always', 'belonging.heard': '4' }, 12);
  await send('school-pupils', { age: '13to15', 'safe_school.yard': 'unsafe', 'bullied.fun': 'month', 'wellbeing.sleep': 'never', 'belonging.heard': '2' }, 10);
  await send('school-pupils-easy', { age: 'upto12', 'safe_school.yard': 'yes', 'bullied.fun': 'few', 'wellbeing.sleep': 'often', 'belonging.heard': 'some', turn: 'friend' }, 11);
  const fetched = tally('fetch', '--server', server.address);
  assert.equal(fetched.status, 0, fetched.stderr);
});
after(async () => {
  await server.stop();
  site.remove();
});

test('both versions are counted together, each answer as the one that it stands for', () => {
  const { result, stderr } = count(FULL, '--easy', EASY, '--by', 'age');
  assert.equal(stderr, '');
  assert.equal(result.sheets, 33);
  assert.deepEqual(result.refused, {});
  assert.deepEqual(question(result, '_version').counts, { full: 22, easy: 11 });
  assert.deepEqual(question(result, 'safe_school.yard').counts, { safe: 23, mostly: 0, unsafe: 10, na: 0 });
  assert.deepEqual(question(result, 'bullied.fun').counts, { never: 12, year: 11, month: 10, week: 0 });
  assert.deepEqual(question(result, 'wellbeing.sleep').counts, { always: 12, often: 11, sometimes: 0, never: 10 });
  assert.deepEqual(question(result, 'belonging.heard').counts, { 4: 12, 3: 11, 2: 10, 1: 0 });
  assert.deepEqual(question(result, 'turn').answered, 11);
  assert.deepEqual(result.by.map((group) => [group.value, group.sheets]).slice(0, 2), [['upto12', 23], ['13to15', 10]]);
});

test('a version alone is counted too, with a word of warning', () => {
  const full = count(FULL);
  assert.equal(full.result.sheets, 22);
  assert.match(full.stderr, /also has sheets of school-pupils-easy/);
  const easy = count(EASY);
  assert.equal(easy.result.sheets, 11);
  assert.match(easy.stderr, /also has sheets of school-pupils,/);
});

test('the table for people says which versions were filled in', () => {
  const { stdout } = tally('count', '--form', FULL, '--easy', EASY);
  assert.match(stdout, /Kura redakcija aizpildīta\?/);
  assert.match(stdout, /^ {2}vieglajā valodā +11 /m);
});

test('a form that is not the easy version is refused before anything is opened', () => {
  assert.match(count(FULL, '--easy', FULL).stderr, /do not name each other/);
  const changed = JSON.parse(readFileSync(EASY, 'utf8'));
  changed.uzklausi.easyScales[0].values.some = 'sometimes';
  const path = join(site.folder, 'school-pupils-easy.json');
  writeFileSync(path, JSON.stringify(changed));
  const { status, stderr } = count(FULL, '--easy', path);
  assert.equal(status, 1);
  assert.match(stderr, /choice some stands for none of the full form/);
});
