// A throw-away site with a staff member's key, a server that runs on it, and the staff's look at what it took: all but the server in
// JavaScript, from the documents (tests/seal/seal.mjs).
import { randomBytes } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as seal from '../../seal/seal.mjs';

export const BUILD = process.env.UZKLAUSI_BUILD ?? 'build';
export const SERVER = join(BUILD, 'uzklausi-server');
export const WALK = 'tests/http/forms/walk.json';

// A staff member: the card's text, its id, and the private halves.
export function makeStaff(name) {
  const box = Uint8Array.from(randomBytes(32));
  const seed = Uint8Array.from(randomBytes(32));
  const text = seal.writeCard(name, box, seed);
  return { ...seal.readCard(text), text, boxSecret: box, seed };
}

// Makes a site with these forms, each with a lock that staff can open. Settings replace those of site.json.
export function makeSite({ forms = [WALK], settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'uzklausi-http.'));
  const site = { folder, path: join(folder, 'site'), staff: makeStaff('Anna') };
  execFileSync(SERVER, ['init', site.path], { stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(join(site.path, 'staff/anna.card'), site.staff.text);
  for (const form of forms) {
    copyFileSync(form, join(site.path, 'forms', basename(form)));
    site.lock = addLock(site, basename(form, '.json'));
  }
  const file = join(site.path, 'site.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...settings }, null, '\t'));
  site.remove = () => rmSync(folder, { recursive: true, force: true });
  return site;
}

// A new lock in locks/ (or another folder of it), read back, with its private key.
export function addLock(site, form, { wave = '2026', size = 4000, folder = 'locks', file = `${form}.lock`, signer = site.staff, staff = [site.staff] } = {}) {
  const secret = Uint8Array.from(randomBytes(32));
  const text = seal.writeLock({ form, wave, size, secret, staff, signer });
  writeFileSync(join(site.path, folder, file), text);
  return { ...seal.readLock(text), text, secret };
}

// Starts a server and waits until it says that it listens.
export function startServer(site, { listen = '127.0.0.1:0', env = {}, args = [], program = [SERVER] } = {}) {
  const child = spawn(program[0], [...program.slice(1), 'run', site.path, '--listen', listen, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const server = { child, out: '', log: '', pid: child.pid };
  server.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  server.stop = (signal = 'SIGTERM') => (child.kill(signal), server.ended);
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

// A site and its server for a whole file of tests; remove() ends both.
export async function serve(options = {}) {
  const site = makeSite(options);
  try {
    const server = await startServer(site);
    return { site, server, remove: async () => (await server.stop(), site.remove()) };
  } catch (error) {
    site.remove();
    throw error;
  }
}

// Runs the server to its end, for what it says when it does not start.
export async function failServer(site, listen = '127.0.0.1:0', args = []) {
  const child = spawn(SERVER, ['run', site.path, '--listen', listen, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, log };
}

// A request of the staff's, signed. Whoever passes headers overrides them.
export async function staffRequest(server, staff, method, path, { body = new Uint8Array(), type = 'application/octet-stream', created = Math.floor(Date.now() / 1000), nonce, headers = {} } = {}) {
  const signed = seal.signRequest({ method, authority: server.host, path, query: '', body }, { card: staff.id, seed: staff.seed }, created, nonce);
  const sends = method === 'POST' || method === 'PUT';
  const reply = await fetch(server.address + path, { method, body: sends ? body : undefined, headers: { ...(sends ? { 'Content-Type': type } : {}), ...signed, ...headers } });
  return { status: reply.status, bytes: new Uint8Array(await reply.arrayBuffer()) };
}

// The sheets that the server took under a lock, opened: a map from id to sheet.
export async function fetchSheets(server, site, lock = site.lock) {
  const ids = (await staffRequest(server, site.staff, 'GET', `/api/staff/ids/${lock.id}`)).bytes;
  const sheets = new Map();
  for (let at = 0; at < ids.length; at += 16000) {
    const { bytes } = await staffRequest(server, site.staff, 'POST', `/api/staff/records/${lock.id}`, { body: ids.subarray(at, at + 16000) });
    for (let frame = 0; frame < bytes.length; frame += 16 + lock.size) {
      const sheet = JSON.parse(seal.openRecord(lock, lock.secret, bytes.subarray(frame + 16, frame + 16 + lock.size)));
      sheets.set(seal.hex(bytes.subarray(frame, frame + 16)), sheet);
    }
  }
  return sheets;
}

// A certificate of its own for the site's server, in SITE/tls.
export function addCertificate(site) {
  mkdirSync(join(site.path, 'tls'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(site.path, 'tls/key.pem'), '-out', join(site.path, 'tls/cert.pem')], { stdio: 'ignore' });
}
export const TLS = { tls: { certificate: 'tls/cert.pem', key: 'tls/key.pem' } };

// Every file below a folder.
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
