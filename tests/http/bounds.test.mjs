// What is too large, of the wrong kind or not text is refused at once, with a page that says so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { serve } from './lib/site.mjs';
import { exchange, head } from './lib/raw.mjs';
import { open, post } from './lib/page.mjs';

let house, server, site;
before(async () => ({ server, site } = house = await serve()));
after(() => house?.remove());

const MIB = 1 << 20;
const URLENCODED = 'Content-Type: application/x-www-form-urlencoded';
const residentKilobytes = () => Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);

async function statusOf(...lines) {
  const { statuses } = await exchange(server.port, head(server, ...lines));
  return statuses[0];
}

// None of these bodies comes: a server that waited for one would answer nothing but the end of the connection at its deadline.
test('a body that is announced far too large is refused before it comes', async () => {
  for (const lines of [[4 * MIB + 1], [1e9], [1099511627776], ['99999999999999999999'], [131073, 'Expect: 100-continue']]) {
    const [length, ...more] = lines;
    const { statuses, how } = await exchange(server.port, head(server, 'POST /f/walk HTTP/1.1', URLENCODED, `Content-Length: ${length}`, ...more));
    assert.deepEqual(statuses, [413]);
    assert.equal(how, 'closed');
  }
});

// Without being read to its end, such a body would now and then meet a closed connection and its sender would never see the page.
test('whoever sends somewhat too much, or where nothing is taken, always reads why', async () => {
  const send = async (path, length) => (await fetch(`${server.address}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a'.repeat(length) })).status;
  const before = residentKilobytes();
  for (let i = 0; i < 25; i++) {
    assert.equal(await send('/f/walk', 131073), 413);
    assert.equal(await send('/f/walk', 4 * MIB), 413);
    assert.equal(await send('/nothing', MIB), 404);
  }
  assert.ok(residentKilobytes() - before < 2048, `${residentKilobytes() - before} KiB more`);
});

test('ten megabytes of chunks are refused in constant memory', async () => {
  const before = residentKilobytes();
  const chunk = `2000\r\n${'a'.repeat(0x2000)}\r\n`;
  const { statuses } = await exchange(server.port, [head(server, 'POST /f/walk HTTP/1.1', URLENCODED, 'Transfer-Encoding: chunked'), chunk.repeat(1280), '0\r\n\r\n']);
  assert.deepEqual(statuses, [413]);
  assert.ok(residentKilobytes() - before < 2048, `${residentKilobytes() - before} KiB more`);
});

test('where no body belongs, none is read', async () => {
  const { statuses } = await exchange(server.port, head(server, 'GET / HTTP/1.1', 'Content-Length: 5', 'Connection: close') + 'words');
  assert.deepEqual(statuses, [413]);
  assert.equal(await statusOf('GET / HTTP/1.1', 'Content-Length: 0', 'Connection: close'), 200);
});

test('a body needs its length and its kind', async () => {
  assert.equal(await statusOf('POST /f/walk HTTP/1.1', URLENCODED, 'Connection: close'), 411);
  for (const kind of [[], ['Content-Type: multipart/form-data; boundary=x'], ['Content-Type: application/x-www-form-urlencodedx']]) {
    const { statuses } = await exchange(server.port, head(server, 'POST /f/walk HTTP/1.1', 'Content-Length: 5', 'Connection: close', ...kind) + 'words');
    assert.deepEqual(statuses, [415]);
  }
  const body = new FormData();
  body.append('walks', 'no');
  assert.equal((await open(server, '/f/walk', { method: 'POST', body })).status, 415);
});

test('what is no text is refused, never cut short', async () => {
  for (const body of ['words=%00', 'words=a%00b', 'w%00=a', 'words=%FF', 'words=%C4', 'words=%ED%A0%80', 'words=%F4%90%80%80', 'words=%', 'words=%zz', '=x', '&&']) {
    const page = await open(server, '/f/walk', { method: 'POST', body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    assert.equal(page.status, 400, body);
  }
});

test('more fields than any form has are refused', async () => {
  const page = await open(server, '/f/walk', { method: 'POST', body: 'a=1&'.repeat(3000) + 'b=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  assert.equal(page.status, 413);
});

test('paths and methods that are not there say so', async () => {
  assert.equal((await open(server, '/nothing')).status, 404);
  assert.equal((await open(server, '/f/nothing')).status, 404);
  assert.equal((await open(server, '/f/')).status, 404);
  assert.equal((await open(server, '/f/walk/')).status, 404);
  assert.equal((await open(server, '//f/walk')).status, 404);
  assert.equal((await open(server, '/../etc/passwd')).status, 404);
  assert.equal((await post(server, '/f/nothing', [['a', 'b']])).status, 404);
  for (const [method, path, allow] of [['DELETE', '/', 'GET, HEAD'], ['PUT', '/f/walk', 'GET, HEAD, POST'], ['GET', `/api/records/walk/${'0'.repeat(32)}`, 'PUT'], ['OPTIONS', '/healthz', 'GET, HEAD']]) {
    const page = await open(server, path, { method });
    assert.equal(page.status, 405);
    assert.equal(page.headers.get('allow'), allow);
    assert.match(page.html, /<h1/);
  }
});

test('HEAD is GET without the page', async () => {
  const get = await open(server, '/f/walk');
  const { reply, statuses } = await exchange(server.port, head(server, 'HEAD /f/walk HTTP/1.1', 'Connection: close'));
  assert.deepEqual(statuses, [200]);
  assert.match(reply, new RegExp(`Content-Length: ${Buffer.byteLength(get.html)}\r\n`));
  assert.ok(reply.endsWith('\r\n\r\n'));
});

test('every reply forbids keeping, framing, embedding and telling', async () => {
  for (const path of ['/', '/f/walk', '/f/walk/done', '/nothing', '/healthz']) {
    const { headers } = await open(server, path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy'), /default-src 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy'), /unsafe/);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.ok(headers.get('permissions-policy'));
    for (const none of ['set-cookie', 'server', 'etag', 'last-modified', 'access-control-allow-origin', 'strict-transport-security']) assert.equal(headers.get(none), null, none);
  }
});

test('pages come in the coding that the visitor takes', async () => {
  const plain = (await open(server, '/f/walk')).html;
  const ask = async (coding) => {
    const { reply } = await exchange(server.port, head(server, 'GET /f/walk HTTP/1.1', 'Connection: close', `Accept-Encoding: ${coding}`));
    const at = reply.indexOf('\r\n\r\n');
    return { coding: reply.match(/Content-Encoding: (\w+)/)?.[1], body: Buffer.from(reply.slice(at + 4), 'latin1'), reply };
  };
  const br = await ask('gzip, deflate, br');
  assert.equal(br.coding, 'br');
  assert.equal(brotliDecompressSync(br.body).toString(), plain);
  assert.match(br.reply, /Vary: Accept-Encoding/);
  assert.ok(br.reply.length < 14336, 'one round trip of a new connection');
  const gzip = await ask('gzip;q=0.5, br;q=0');
  assert.equal(gzip.coding, 'gzip');
  assert.equal(gunzipSync(gzip.body).toString(), plain);
  assert.equal((await ask('identity')).coding, undefined);
  assert.equal((await ask('gzip;q=0')).coding, undefined);
});

test('a page elsewhere cannot send for its visitors', async () => {
  const fields = new URLSearchParams([['walks', 'no'], ['words', 'x'], ['_do', 'send']]);
  const from = async (place) => (await exchange(server.port, head(server, 'POST /f/walk HTTP/1.1', URLENCODED, `Sec-Fetch-Site: ${place}`, `Content-Length: ${String(fields).length}`, 'Connection: close') + fields)).statuses[0];
  assert.equal(await from('cross-site'), 403);
  assert.equal(await from('same-origin'), 303);
});

test('a proxy that passes addresses on is warned of once, without the address', async () => {
  for (let i = 0; i < 3; i++) assert.deepEqual((await exchange(server.port, head(server, 'GET / HTTP/1.1', 'X-Forwarded-For: 192.0.2.77', 'Connection: close'))).statuses, [200]);
  await new Promise((resolve) => setTimeout(resolve, 2600));
  assert.equal(server.log.match(/X-Forwarded-For/g)?.length, 1);
  assert.ok(!server.log.includes('192.0.2.77'));
  void site;
});

// 64 MiB hold 512 of these bodies. Whoever dawdles while memory is scarce is cut off, and comes again here, so that it stays scarce until
// somebody who sends a whole body has been told.
test('many who send half a body take a bounded amount of memory, and the rest are told to come again', async () => {
  const before = residentKilobytes();
  const start = head(server, 'POST /f/walk HTTP/1.1', URLENCODED, 'Content-Length: 131072');
  const sockets = new Set();
  let pressing = true;
  const press = () => {
    const socket = net.connect({ port: server.port, host: '127.0.0.1' }).on('error', () => {});
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket) && pressing && press()).write(start + 'a'.repeat(131000), 'latin1');
  };
  for (let i = 0; i < 1000; i++) press();
  let told, page, grown = 0;
  for (const until = Date.now() + 60_000; Date.now() < until && told !== 503; grown = Math.max(grown, residentKilobytes() - before)) {
    told = (await exchange(server.port, [start, 'a'.repeat(131072)])).statuses[0];
    page = (await open(server, '/f/walk')).status;
  }
  pressing = false;
  for (const socket of sockets) socket.destroy();
  assert.equal(told, 503);
  assert.equal(page, 200);
  assert.ok(grown < 130 * 1024, `${grown} KiB more`);
  let again = 503;
  for (const until = Date.now() + 30_000; Date.now() < until && again === 503; ) again = (await post(server, '/f/walk', [['_do', 'send']])).status;
  assert.notEqual(again, 503, 'what they held is given back');
});
