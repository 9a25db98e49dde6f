// A throw-away site made with the real programs, and a server that runs on it.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const BUILD = process.env.UZKLAUSI_BUILD ?? 'build';
const SERVER = join(BUILD, 'uzklausi-server');
const TALLY = join(BUILD, 'uzklausi-tally');
const quietly = { stdio: ['ignore', 'pipe', 'pipe'] };

export function makeSite(forms) {
  const folder = mkdtempSync(join(tmpdir(), 'uzklausi-tally.'));
  const site = { folder, path: join(folder, 'site'), key: join(folder, 'anna.key'), card: join(folder, 'anna.card'), passphrase: join(folder, 'passphrase') };
  writeFileSync(site.passphrase, 'a passphrase for tests\n', { mode: 0o600 });
  execFileSync(SERVER, ['init', site.path], quietly);
  execFileSync(TALLY, ['keygen', '--name', 'anna', '--out', folder, '--passphrase-file', site.passphrase], quietly);
  copyFileSync(site.card, join(site.path, 'staff/anna.card'));
  for (const form of forms) {
    copyFileSync(form, join(site.path, 'forms', basename(form)));
    makeLock(site, form, '2026', join(site.path, 'locks', `${basename(form, '.json')}.lock`));
  }
  site.remove = () => rmSync(folder, { recursive: true, force: true });
  return site;
}

export function makeLock(site, form, wave, out) {
  execFileSync(TALLY, ['lock', '--form', form, '--wave', wave, '--staff', site.card, '--key', site.key, '--passphrase-file',
    site.passphrase, '--out', out], quietly);
}

// Starts a server and waits until it says that it listens.
export function startServer(site) {
  const child = spawn(SERVER, ['run', site.path, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let log = '';
  let out = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const found = out.match(/^listening on (\S+)$/m);
      if (found) resolve({ address: found[1], stop });
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}:\n${log}`)));
  });
}
