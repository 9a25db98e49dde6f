// A throw-away site with a staff key, and a server that runs on it.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const BUILD = process.env.UZKLAUSI_BUILD ?? 'build';
export const SERVER = join(BUILD, 'uzklausi-server');
const TALLY = join(BUILD, 'uzklausi-tally');

export const WALK = 'tests/http/forms/walk.json';

const quietly = { stdio: ['ignore', 'pipe', 'pipe'] };

// Makes a site with these forms, each with a lock that the key opens. Settings replace those of site.json.
export function makeSite({ forms = [WALK], settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'uzklausi-http.'));
  const site = { folder, path: join(folder, 'site'), key: join(folder, 'anna.key'), card: join(folder, 'anna.card'), passphrase: join(folder, 'passphrase') };
  writeFileSync(site.passphrase, 'a passphrase for tests\n');
  execFileSync(SERVER, ['init', site.path], quietly);
  execFileSync(TALLY, ['keygen', '--name', 'anna', '--out', folder, '--passphrase-file', site.passphrase], quietly);
  copyFileSync(site.card, join(site.path, 'staff/anna.card'));
  for (const form of forms) addForm(site, form);
  const file = join(site.path, 'site.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...settings }, null, '\t'));
  site.remove = () => rmSync(folder, { recursive: true, force: true });
  return site;
}

export function addForm(site, form) {
  copyFileSync(form, join(site.path, 'forms', basename(form)));
  makeLock(site, form, '2026', join(site.path, 'locks', basename(form, '.json') + '.lock'));
}

export function makeLock(site, form, wave, out) {
  execFileSync(TALLY, ['lock', '--form', form, '--wave', wave, '--staff', site.card, '--key', site.key, '--passphrase-file',
    site.passphrase, '--out', out], quietly);
}

// The answers of the sheets that staff fetch and open.
export function fetchSheets(site, server, form = WALK) {
  const archive = join(site.folder, 'archive');
  const key = ['--key', site.key, '--passphrase-file', site.passphrase];
  execFileSync(TALLY, ['fetch', '--server', server.address, '--archive', archive, ...key], quietly);
  const text = execFileSync(TALLY, ['sheets', '--archive', archive, '--form', form, '--format', 'json', ...key], quietly).toString();
  return JSON.parse(text);
}

// Starts a server and waits until it says that it listens.
export function startServer(site, { listen = '127.0.0.1:0' } = {}) {
  const child = spawn(SERVER, ['run', site.path, '--listen', listen], { stdio: ['ignore', 'pipe', 'pipe'] });
  const server = { child, out: '', log: '', pid: child.pid };
  server.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  server.stop = async () => {
    child.kill('SIGTERM');
    return server.ended;
  };
  server.kill = async () => {
    child.kill('SIGKILL');
    return server.ended;
  };
  child.stderr.on('data', (chunk) => (server.log += chunk));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      server.out += chunk;
      const found = server.out.match(/^listening on (https?):\/\/(\S+):(\d+)$/m);
      if (!found) return;
      server.address = `${found[1]}://${found[2]}:${found[3]}`;
      server.host = `${found[2]}:${found[3]}`;
      server.port = Number(found[3]);
      resolve(server);
    });
    server.ended.then((code) => reject(new Error(`the server ended with ${code}:\n${server.log}`)));
  });
}

// Runs the server to its end, for what it says when it does not start.
export async function failServer(site, listen = '127.0.0.1:0') {
  const child = spawn(SERVER, ['run', site.path, '--listen', listen], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, log };
}

// Every file below a folder.
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export const sizeOf = (path) => statSync(path).size;
export const makeFolder = (path) => mkdirSync(path, { recursive: true });
