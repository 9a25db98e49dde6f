// The code that a terminal shows is read back by zbar, an independent reader, from a picture of the same cells.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const PROGRAM = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-qr');
const PIXELS = 4; // of a module

// Rows of modules (1 is dark) from the half blocks of the terminal.
function modules(drawn) {
  const cells = { ' ': [0, 0], '▀': [1, 0], '▄': [0, 1], '█': [1, 1] };
  return drawn.trimEnd().split('\n').flatMap((line) => {
    const row = [...line.replace(/\x1b\[[0-9;]*m/g, '')].map((cell) => cells[cell]);
    return [row.map((cell) => cell[0]), row.map((cell) => cell[1])];
  });
}

function read(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'qr-'));
  const picture = join(folder, 'code.pgm');
  const pixels = rows.flatMap((row) => Array(PIXELS).fill(row.flatMap((m) => Array(PIXELS).fill(m ? 0 : 255))));
  writeFileSync(picture, Buffer.concat([Buffer.from(`P5 ${pixels[0].length} ${pixels.length} 255\n`),
    ...pixels.map((row) => Buffer.from(row))]));
  const found = spawnSync('zbarimg', ['--quiet', '--raw', picture], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return found.stdout.trim();
}

for (const address of ['http://127.0.0.1:8080', 'https://uzklausi.example.lv/f/specialists?lang=lv'])
  test(`zbar reads ${address} from the terminal's code`, () => {
    assert.equal(read(modules(execFileSync(PROGRAM, ['screen', address], { encoding: 'utf8' }))), address);
  });

test('a code whose finder pattern is gone is not read: the reader can fail', () => {
  const rows = modules(execFileSync(PROGRAM, ['screen', 'http://127.0.0.1:8080'], { encoding: 'utf8' }));
  assert.equal(read(rows.map((row, y) => row.map((m, x) => (x < 16 && y < 16 ? 0 : m)))), '');
});

test('an address that fits no code is refused with the reason', () => {
  const refused = spawnSync(PROGRAM, ['screen', 'x'.repeat(3000)], { encoding: 'utf8' });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /too long/);
});

test('a wrong call shows the usage', () => {
  assert.equal(spawnSync(PROGRAM, ['screen']).status, 2);
  assert.equal(spawnSync(PROGRAM, ['nothing']).status, 2);
});
