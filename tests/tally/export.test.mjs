// Exports, read back by other people's programs: Python's csv, LibreOffice, PSPP. The truth is what `sheets` says.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, makeSite, startServer } from './lib/site.mjs';

const TALLY = join(BUILD, 'uzklausi-tally');
const FORM = 'tests/tally/forms/export.json';
const HOSTILE = [
  '=cmd|\' /C calc\'!A0', '+1+1', '-2', '@SUM(A1)', '\t=1+1', '"; DROP TABLE sheets', 'viens\r\ndivi\n=trīs', '_x0041_ & <b>&amp;', '\u202eotrādi\u202c', '👧🏽'.repeat(40),
  'ā'.repeat(600), '\'', 'a,b;c\td', '{=1+1}', 'http://example.org/',
];
const TEXT = '=wish';
let site, archive, sheets;

const run = (command, args, options = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 120_000, ...options });
  return { status, stdout, stderr };
};
const tally = (command, ...args) => run(TALLY, [command, '--archive', archive, '--form', FORM, '--key', site.key, '--passphrase-file', site.passphrase, ...args]);
const at = (name) => join(site.folder, name);

function exported(name, ...more) {
  const { status, stdout, stderr } = tally('export', '--out', at(name), ...more);
  assert.equal(status, 0, stderr);
  assert.match(stdout, new RegExp(`${sheets.length} sheets$`, 'm'));
  assert.match(stderr, /not for passing on/);
  assert.equal(statSync(at(name)).mode & 0o777, 0o600);
  return at(name);
}

// A file of comma-separated values as Python reads it: lists of cells.
function cells(path) {
  const program = 'import csv,json,sys; print(json.dumps(list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))))';
  const { status, stdout, stderr } = run('python3', ['-c', program, path]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function records([head, ...rows]) {
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// A sheet of `sheets` as the variables of an export, each as text.
function flat(sheet) {
  const ticks = (question, choices) => Object.fromEntries(choices.map((choice) => [`${question}.${choice}`, question in sheet ? String(Number(sheet[question].includes(choice))) : '']));
  const places = Object.fromEntries(['calm', 'trust'].map((choice) => [`order.${choice}`, sheet.order?.includes(choice) ? String(sheet.order.indexOf(choice) + 1) : '']));
  const rows = Object.fromEntries(['big', 'small+', 'small-'].map((row) => [`rooms.${row}`, sheet.rooms?.[row] ?? '']));
  const plain = Object.fromEntries(['place', 'all', 'useful', 'again', 'years', TEXT].map((name) => [name, name in sheet ? String(sheet[name]) : '']));
  return { ...plain, ...ticks('topics', ['law', 'signs', '=help', 'other']), 'topics-Comment': sheet['topics-Comment'] ?? '', ...places, ...rows };
}

const inert = (text) => text.replace(/(^|[;,|\t\n\r][ "]*)(?=[=+\-@])/g, '$1\'');
const sorted = (list) => list.map((one) => JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
const same = (a, b) => assert.deepEqual(sorted(a), sorted(b));

before(async () => {
  site = makeSite([FORM]);
  archive = at('archive');
  const server = await startServer(site);
  const bodies = execFileSync(join(BUILD, 'tools/synthetic'), [FORM, '40', '7', '--fields']).toString().trim().split('\n').map((line) => new URLSearchParams(line));
  HOSTILE.forEach((text, i) => bodies[i].set(TEXT, text));
  bodies.forEach((body, i) => body.set('place', i < 34 ? 'school' : 'social'));
  for (const body of bodies) {
    const answer = await fetch(`${server.address}/f/export`, { method: 'POST', body, redirect: 'manual' });
    assert.equal(answer.status, 303, body.get(TEXT));
  }
  const fetched = run(TALLY, ['fetch', '--server', server.address, '--archive', archive, '--key', site.key, '--passphrase-file', site.passphrase]);
  assert.equal(fetched.status, 0, fetched.stderr);
  await server.stop();
  sheets = JSON.parse(tally('sheets', '--format', 'json').stdout);
  assert.equal(sheets.length, 40);
  for (const name of ['place', 'all', 'topics', 'order', 'useful', 'again', 'years', 'rooms']) assert.ok(sheets.some((sheet) => name in sheet), `nobody answered ${name}`);
});
after(() => site?.remove());

test('CSV, as Python reads it: every answer, and nothing that could be a formula', () => {
  const table = cells(exported('all.csv'));
  assert.deepEqual(readFileSync(at('all.csv')).subarray(0, 3), Buffer.from([0xef, 0xbb, 0xbf]));
  const expected = sheets.map((sheet) => Object.fromEntries(Object.entries(flat(sheet)).map(([name, text]) => [inert(name), name === 'years' ? text : inert(text)])));
  same(records(table), expected);
  for (const cell of table.flat()) assert.doesNotMatch(cell.replace(/^-\d+$/, ''), /^[=+\-@]/);
});

test('the rows are in another order each time', () => {
  const orders = new Set([1, 2, 3].map((n) => cells(exported(`order${n}.csv`)).join('\n')));
  assert.ok(orders.size > 1);
});

test('JSON with its codebook', () => {
  const { form, wave, lang, variables, sheets: rows } = JSON.parse(readFileSync(exported('all.json', '--lang', 'en'), 'utf8'));
  assert.deepEqual([form, wave, lang], ['export', '2026', 'en']);
  const all = variables.find(({ name }) => name === 'all');
  assert.equal(all.label, 'Is it so?');
  assert.deepEqual(all.values[2], { value: 'unsure', label: 'I don’t know', missing: true });
  assert.equal(all.values[0].missing, undefined);
  assert.deepEqual(variables.find(({ name }) => name === 'again').values.map(({ value, label }) => [value, label]), [[false, 'No'], [true, 'Yes']]);
  const texts = rows.map((row) => Object.fromEntries(variables.map(({ name }) => [name, name in row ? String(row[name]) : ''])));
  same(texts, sheets.map(flat));
});

test('a workbook, as LibreOffice reads it: data, labels, codebook and protected tables', () => {
  const path = exported('all.xlsx', '--lang', 'en');
  mkdirSync(at('sheets'));
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
  const { status, stderr } = run('soffice', ['--headless', `-env:UserInstallation=file://${at('office')}`, '--convert-to', filter, '--outdir', at('sheets'), path]);
  assert.equal(status, 0, stderr);
  const sheet = (name) => cells(at(`sheets/all-${name}.csv`));
  // LibreOffice writes TRUE and FALSE for no text of ours, and line breaks as it found them
  const unix = (row) => Object.fromEntries(Object.entries(row).map(([name, text]) => [name, text.replace(/\r\n?/g, '\n')]));
  same(records(sheet('Data')).map(unix), sheets.map(flat).map(unix));
  const labels = records(sheet('Labels'));
  assert.equal(labels.filter((row) => row['=Where do you work?'] === 'Social service').length, 6);
  assert.ok(labels.some((row) => row['Is it so?'] === 'I don’t know'));
  const codebook = records(sheet('Codebook'));
  assert.ok(codebook.some((row) => row['value label'] === 'I don’t know' && row.missing === 'missing'));
  assert.ok(codebook.some((row) => row.variable === TEXT));
  const [head, ...lines] = sheet('Tables');
  assert.deepEqual(head.slice(0, 5), ['question', 'answer', 'all', 'School', 'Social service']);
  const counted = JSON.parse(tally('count', '--by', 'place', '--format', 'json').stdout);
  const figure = (n) => (n === null ? '–' : String(n));
  for (const [i, value] of ['school', 'social'].entries()) {
    const question = counted.by.find((group) => group.value === value).questions.find(({ name }) => name === 'useful');
    const shown = lines.filter(([name]) => name === 'useful').slice(1).map((line) => line[3 + i]);
    assert.deepEqual(shown, Object.values(question.counts).map(figure));
  }
  assert.ok(lines.flat().includes('–'), 'something is hidden');
});

test('an SPSS file, as PSPP reads it: labels, missing values, every text whole', () => {
  const path = exported('all.sav', '--lang', 'en');
  writeFileSync(at('read.sps'), `GET FILE='${path}'.\nDISPLAY DICTIONARY.\nFREQUENCIES VARIABLES=all1 /FORMAT=NOTABLE.\nSAVE TRANSLATE /OUTFILE='${at('pspp.csv')}' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /TEXTOPTIONS DELIMITER=',' QUALIFIER='"'.\n`);
  const { status, stdout, stderr } = run('pspp', ['-o', '-', '-O', 'format=csv', at('read.sps')]);
  assert.equal(status, 0, stdout + stderr);
  assert.doesNotMatch(stdout, /error:|warning:/i);
  assert.match(stdout, /I don’t know/);
  const unsure = sheets.filter(({ all }) => all === 'unsure' || all === undefined).length;
  assert.match(stdout, new RegExp(`Missing,${unsure}$`, 'm'));
  const [head, ...rows] = cells(at('pspp.csv'));
  assert.deepEqual(head, ['place', 'all1', 'topics.law', 'topics.signs', 'topics.help', 'topics.other', 'topics_Comment', 'order.calm', 'order.trust', 'useful', 'again', 'years', 'rooms.big', 'rooms.small', 'rooms.small_2', 'v_wish'].map((name) => (name === 'topics.help' ? 'topics._help' : name)));
  const codes = { place: ['school', 'social'], all: ['true', 'false', 'unsure'], 'rooms.big': ['good', 'bad'], 'rooms.small+': ['good', 'bad'], 'rooms.small-': ['good', 'bad'] };
  const coded = (name, text) => (text === '' ? ' ' : codes[name] ? String(codes[name].indexOf(text) + 1) : name === 'again' ? String(Number(text === 'true')) : text);
  const names = Object.keys(JSON.parse(readFileSync(exported('names.json'), 'utf8')).variables.reduce((all, { name }) => ({ ...all, [name]: 1 }), {}));
  const tidy = (text) => text.replace(/[ \r\n]+$/g, '') || '';
  same(rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], tidy(cell)]))),
    sheets.map(flat).map((sheet) => Object.fromEntries(names.map((name) => [name, tidy(coded(name, sheet[name]))]))));
});

test('nothing half written, nothing overwritten, and clear words', () => {
  const before = readFileSync(at('all.csv'));
  const again = tally('export', '--out', at('all.csv'));
  assert.equal(again.status, 1);
  assert.match(again.stderr, /all\.csv/);
  assert.deepEqual(readFileSync(at('all.csv')), before);
  assert.equal(tally('export', '--out', at('all.doc')).status, 2);
  const nowhere = tally('export', '--out', at('no/all.csv'));
  assert.equal(nowhere.status, 1);
  for (const format of ['csv', 'json', 'xlsx', 'sav']) {
    const full = run('bash', ['-c', 'ulimit -f 1; trap "" XFSZ; exec "$@"', 'bash', TALLY, 'export', '--archive', archive, '--form', FORM, '--key', site.key, '--passphrase-file', site.passphrase, '--out', at(`full.${format}`)]);
    assert.equal(full.status, 1, format);
    assert.match(full.stderr, /cannot be written/, format);
    assert.ok(!existsSync(at(`full.${format}`)), format);
  }
  assert.deepEqual(readdirSync(site.folder).filter((name) => /\.[0-9a-f]{8}$|\.part$|^full/.test(name)), []);
});
