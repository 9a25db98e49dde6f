// The server with its own certificate: whole flows, and which protocols it speaks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { failServer, makeSite, startServer } from './lib/site.mjs';

let site, server;
before(async () => {
  site = makeSite({ settings: { tls: { certificate: 'tls/cert.pem', key: 'tls/key.pem' }, 'head-seconds': 2 } });
  execFileSync('mkdir', [join(site.path, 'tls')]);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(site.path, 'tls/key.pem'), '-out', join(site.path, 'tls/cert.pem')], { stdio: 'ignore' });
  server = await startServer(site);
});
after(async () => {
  await server?.stop();
  site?.remove();
});

function request(path, { method = 'GET', body, headers = {} } = {}) {
  const ca = readFileSync(join(site.path, 'tls/cert.pem'));
  return new Promise((resolve, reject) => {
    const sent = https.request(server.address + path, { method, ca, headers: { ...headers, ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}) }, agent: false }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

// Connects with these settings and sends raw bytes.
function connect(options, bytes = '') {
  return new Promise((resolve) => {
    let reply = '';
    const socket = tls.connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      if (bytes) socket.write(bytes, 'latin1');
      else {
        const spoken = { protocol: socket.getProtocol(), cipher: socket.getCipher().standardName };
        socket.destroy();
        resolve(spoken);
      }
    });
    socket.on('data', (chunk) => (reply += chunk.toString('latin1')));
    socket.on('error', (error) => resolve({ error: error.code, reply }));
    socket.on('close', () => resolve({ reply }));
  });
}

test('the server says that it speaks https, and serves pages', async () => {
  assert.match(server.address, /^https:/);
  const page = await request('/f/walk?lang=en');
  assert.equal(page.status, 200);
  assert.match(page.text, /<html lang="en"/);
  assert.match(page.headers['strict-transport-security'], /^max-age=\d+$/);
});

test('a sheet is taken', async () => {
  const body = String(new URLSearchParams([['walks', 'no'], ['words', 'pa drošu ceļu'], ['_do', 'send']]));
  const reply = await request('/f/walk', { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  assert.equal(reply.status, 303);
});

test('a large body comes whole', async () => {
  const body = String(new URLSearchParams([['walks', 'yes'], ['minutes', 'x'.repeat(60000)], ['words', 'y'], ['_do', 'send']]));
  const reply = await request('/f/walk', { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  assert.equal(reply.status, 422);
});

test('TLS 1.2 and 1.3 are spoken, and nothing older', async () => {
  assert.equal((await connect({ minVersion: 'TLSv1.3' })).protocol, 'TLSv1.3');
  assert.equal((await connect({ maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
  for (const version of ['TLSv1.1', 'TLSv1']) assert.ok((await connect({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })).error, version);
});

test('only authenticated encryption with forward secrecy is agreed on', async () => {
  for (const ciphers of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'])
    assert.match((await connect({ maxVersion: 'TLSv1.2', ciphers })).cipher, /GCM|POLY1305/, ciphers);
  for (const ciphers of ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'AES128-GCM-SHA256', 'AES128-SHA', 'ECDHE-ECDSA-AES128-CCM'])
    assert.ok((await connect({ maxVersion: 'TLSv1.2', ciphers })).error, ciphers);
});

test('framing is as strict as without TLS', async () => {
  const { reply } = await connect({}, `POST /f/walk HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length : 5\r\n\r\nabcde`);
  assert.match(reply, /^HTTP\/1\.1 400 /);
  const foreign = await connect({}, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n');
  assert.match(foreign.reply, /^HTTP\/1\.1 421 /);
});

// The deadline is two seconds; the end of the connection is what is waited for.
test('a slow head is cut at its deadline', { timeout: 60_000 }, async () => {
  const began = performance.now();
  const { reply } = await connect({}, `GET / HTTP/1.1\r\nHost: ${server.host}\r\n`);
  assert.match(reply, /^HTTP\/1\.1 408 |^$/);
  const took = performance.now() - began;
  assert.ok(took > 1500, `${took} ms`);
});

test('plain HTTP on this port gets nothing', async () => {
  const { exchange, head } = await import('./lib/raw.mjs');
  assert.deepEqual((await exchange(server.port, head(server, 'GET / HTTP/1.1'))).statuses, []);
});

test('a key that is not the certificate\'s, or not only ours to read, is told at the start', async () => {
  const other = makeSite({ settings: { tls: { certificate: 'cert.pem', key: 'key.pem' } } });
  try {
    writeFileSync(join(other.path, 'cert.pem'), readFileSync(join(site.path, 'tls/cert.pem')));
    writeFileSync(join(other.path, 'key.pem'), 'nonsense', { mode: 0o600 });
    const { code, log } = await failServer(other);
    assert.equal(code, 1);
    assert.match(log, /are certificate and key a pair\?/);
    chmodSync(join(other.path, 'key.pem'), 0o644);
    assert.match((await failServer(other)).log, /key\.pem: may be read by others/);
    rmSync(join(other.path, 'key.pem'));
    symlinkSync(join(site.path, 'tls/key.pem'), join(other.path, 'key.pem'));
    assert.match((await failServer(other)).log, /key\.pem: is a symbolic link/);
  } finally {
    other.remove();
  }
});
