// A throw-away site for uzklausi-qr, and the program.
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const BUILD = process.env.UZKLAUSI_BUILD ?? 'build';
export const QR = join(BUILD, 'uzklausi-qr');
export const ADDRESS = 'https://uzklausi.example.lv';
export const HOST = 'uzklausi.example.lv';

export function makeSite({ address = ADDRESS } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'uzklausi-qr.'));
  const site = { folder, path: join(folder, 'site'), at: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
  execFileSync(join(BUILD, 'uzklausi-server'), ['init', site.path]);
  const settings = join(site.path, 'site.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('http://127.0.0.1:8080', address));
  for (const form of ['concern', 'school-pupils']) copyFileSync(`forms/${form}.json`, join(site.path, 'forms', `${form}.json`));
  return site;
}

// Runs the program to its end: { code, out, err }.
export function qr(...args) {
  return new Promise((resolve) => {
    execFile(QR, args.map(String), { timeout: 60_000 }, (error, out, err) => resolve({ code: error ? (error.code ?? error.signal) : 0, out, err }));
  });
}

// Does the work for each of the list, as many at a time as there are processors.
export async function each(list, work, lanes = 2) {
  const left = [...list];
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (left.length > 0) await work(left.shift());
  }));
}
