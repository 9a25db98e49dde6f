// The W3C's Nu HTML checker over all pages at once.
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const jar = createRequire(import.meta.url)('vnu-jar');

function check(files) {
  const run = spawnSync('java', ['-Xss4m', '-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...files], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.error || run.status !== 0) throw new Error(`vnu does not run: ${run.error ?? run.stderr}`);
  return JSON.parse(run.stdout).messages.map((m) => `${basename(m.url ?? '')}:${m.lastLine ?? 0}: ${m.message} (${m.extract?.trim() ?? ''})`);
}

export async function vnu({ folder }) {
  const bad = join(tmpdir(), `uzklausi-vnu-${process.pid}.html`);
  writeFileSync(bad, '<!DOCTYPE html><html lang="lv"><title>x</title><p><div></p>');
  if (check([bad]).length === 0) throw new Error('vnu sees no fault in a page that has one');
  const files = readdirSync(folder).map((name) => join(folder, name));
  return { looked: files.length, faults: check(files) };
}
