// Attacks on a running server: scripts in every place where something of a visitor's can be, hostile carried fields, floods, staff without a grant,
// smuggling through TLS.
import assert from 'node:assert/strict';
import net from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { TLS, addCertificate, fetchSheets, makeSite, makeStaff, startServer } from './lib/site.mjs';
import { exchange, head, statusesOf } from './lib/raw.mjs';
import { open, post } from './lib/page.mjs';
import * as seal from '../seal/seal.mjs';

let site, server, colleague;
before(async () => {
  site = makeSite({ settings: TLS });
  addCertificate(site);
  colleague = makeStaff('Berta'); // has a card here, and a grant for nothing
  writeFileSync(join(site.path, 'staff/berta.card'), colleague.text);
  server = await startServer(site);
  const plain = makeSite();
  plain.server = await startServer(plain);
  site.plain = plain;
});
after(async () => {
  await server?.stop();
  await site?.plain?.server.stop();
  site?.plain?.remove();
  site?.remove();
});

const EVIL = ['"><script>pwned()</script>', "'><img src=x onerror=pwned()>", '</textarea><script>pwned()</script>', '</title><svg onload=pwned()>', '" autofocus onfocus=pwned() x="', 'javascript:pwned()', '{{pwned()}}', '&lt;script&gt;pwned()&#60;/script>'];

// What a browser would run or follow: no tag and no attribute of theirs may be in a page.
function inert(html, what) {
  assert.doesNotMatch(html, /<script>pwned|<img src=x|<svg onload/i, what);
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) {
    const outside = tag.replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(outside, /\son[a-z]+\s*=|pwned/i, `${what}: ${tag}`);
    assert.doesNotMatch(tag, /(href|src|action|formaction)\s*=\s*"?\s*javascript:/i, `${what}: ${tag}`);
  }
}

test('the check would find a script that runs', () => {
  for (const page of ['<p><script>pwned()</script>', '<input value="" onfocus=pwned()>', '<img src=x onerror=pwned()>', '<a href="javascript:pwned()">']) assert.throws(() => inert(page, 'a page that bites'), page);
});

test('a script in the address runs nowhere', async () => {
  const plain = site.plain.server;
  for (const evil of EVIL) {
    const coded = encodeURIComponent(evil);
    for (const path of [`/f/walk?lang=${coded}`, `/?lang=${coded}`, `/f/${coded}`, `/f/walk/done?lang=${coded}`, `/f/${coded}/done`, `/${coded}`, `/p/${coded}`, `/f/walk?${coded}=1`]) inert((await open(plain, path)).html, path);
    for (const path of [`/f/walk?lang=${coded}`, `/f/${coded}`]) inert((await post(plain, path, [['words', 'x'], ['_do', 'next']])).html, path);
    // as no browser sends it
    const raw = await exchange(plain.port, head(plain, `GET /f/${evil.replaceAll(' ', '')} HTTP/1.1`, 'Connection: close'));
    inert(raw.reply.slice(raw.reply.indexOf('\r\n\r\n')), evil);
    assert.ok(raw.statuses.every((status) => status >= 400));
  }
});

test('a script in any field runs nowhere, in whatever page the answer is', async () => {
  const plain = site.plain.server;
  const names = ['walks', 'minutes', 'why', 'why-Comment', 'places.bridge', 'places.park', 'words', '_page', '_seen', '_lang', '_id', '_do', 'lang'];
  for (const evil of EVIL)
    for (const name of names)
      for (const act of ['next', 'back', 'send']) {
        const fields = [['walks', 'no'], ['_page', 'last'], ['words', 'vārdi'], ['_do', act]].filter(([key]) => key !== name);
        inert((await post(plain, '/f/walk', [...fields, [name, evil]])).html, `${name} ${act}`);
        if (name === 'words') inert((await post(plain, '/f/walk', [[evil, 'x'], ...fields])).html, `as a name, ${act}`);
      }
});

test('a script in a header runs nowhere, and starts no header of its own', async () => {
  const plain = site.plain.server;
  for (const field of ['Accept-Language', 'Accept-Encoding', 'Content-Type', 'Referer', 'User-Agent', 'X-Forwarded-Host', 'Origin']) {
    const { reply } = await exchange(plain.port, head(plain, 'GET /f/walk HTTP/1.1', `${field}: lv"><script>pwned()</script>`, 'Connection: close'));
    inert(reply, field);
  }
  for (const path of ['/f/walk?lang=lv%0d%0aSet-Cookie:%20a=b', '/f/walk/done?lang=%0d%0aX:y']) {
    const reply = await open(plain, path);
    assert.equal(reply.headers.get('set-cookie'), null);
    assert.equal(reply.headers.get('x'), null);
  }
  const sent = await post(plain, '/f/walk', [['walks', 'no'], ['words', 'x'], ['_lang', 'lv\r\nSet-Cookie: a=b'], ['_do', 'send']]);
  assert.equal(sent.headers.get('set-cookie'), null);
});

test('carried fields that no page of ours carries are refused or forgotten', async () => {
  const plain = site.plain.server;
  const before = (await fetchSheets(plain, site.plain)).size;
  const hostile = [
    [['_page', 'nowhere']], [['_page', 'way'], ['_page', 'last']], [['_page', '']], [['_page', '../last']], [['_page', 'a'.repeat(5000)]], [['_id', 'zz']], [['_id', '0'.repeat(31)]], [['_id', '0'.repeat(33)]],
    [['_id', 'f'.repeat(32)], ['_id', '0'.repeat(32)]], [['_lang', 'xx']], [['_lang', 'lv'], ['_lang', 'en']], [['_seen', 'x'.repeat(60000)]], [['_seen', '1,2,3'], ['_seen', '4']], [['_do', 'send'], ['_do', 'next']],
    [['_do', 'delete']], [['__proto__', 'x']], [['constructor', 'x']], [['walks', 'no'], ['walks', 'yes']], [['places.nowhere', 'safe']], [['places.', 'safe']], [['.bridge', 'safe']], [['words-Comment', 'x']], [['_unknown', 'x']],
  ];
  for (const fields of hostile) {
    const page = await post(plain, '/f/walk', [['walks', 'maybe'], ...fields, ['_do', 'send']]);
    assert.ok([200, 400, 422].includes(page.status), `${JSON.stringify(fields).slice(0, 80)}: ${page.status}`);
    inert(page.html, JSON.stringify(fields).slice(0, 80));
  }
  assert.equal((await fetchSheets(plain, site.plain)).size, before, 'none of them became a sheet');
  assert.equal((await open(plain, '/healthz')).status, 200);
});

test('a hundred thousand fields are refused, and the server goes on', async () => {
  const plain = site.plain.server;
  const bodies = { 'without names': '&'.repeat(100_000), 'tiny ones': 'a&'.repeat(50_000), 'too long': 'a=1&'.repeat(100_000) };
  for (const [what, body] of Object.entries(bodies)) {
    const { statuses } = await exchange(plain.port, head(plain, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, 'Connection: close') + body);
    assert.ok([400, 413].includes(statuses[0]), `${what}: ${statuses}`);
  }
  assert.equal((await open(plain, '/f/walk')).status, 200);
});

// A reply as bytes, without the line that tells the time.
async function staffReply(method, path, staff, body = '') {
  const plain = site.plain.server;
  const signed = seal.signRequest({ method, authority: plain.host, path, query: '', body: Buffer.from(body) }, { card: staff.id, seed: staff.seed }, Math.floor(Date.now() / 1000));
  const length = method === 'POST' ? ['Content-Type: application/octet-stream', `Content-Length: ${body.length}`] : [];
  const { reply } = await exchange(plain.port, head(plain, `${method} ${path} HTTP/1.1`, ...Object.entries(signed).map(([name, value]) => `${name}: ${value}`), ...length, 'Connection: close') + body);
  return reply.replace(/\r\nDate: [^\r]*/, '');
}

test('who holds no grant gets the bytes that a lock which does not exist gets', async () => {
  const plain = site.plain;
  const own = makeStaff('Zane');
  writeFileSync(join(plain.path, 'staff/zane.card'), own.text);
  await plain.server.stop();
  plain.server = await startServer(plain);
  for (const [method, place] of [['GET', 'ids'], ['POST', 'records']]) {
    const there = await staffReply(method, `/api/staff/${place}/${plain.lock.id}`, own);
    const nowhere = await staffReply(method, `/api/staff/${place}/${'ab'.repeat(16)}`, own);
    assert.equal(statusesOf(there)[0], 404);
    assert.equal(there, nowhere);
    const granted = await staffReply(method, `/api/staff/${place}/${plain.lock.id}`, plain.staff);
    assert.equal(statusesOf(granted)[0], 200, 'a grant makes the difference');
  }
});

test('a recorded request of the staff\'s is answered once, on whatever connection it comes again', async () => {
  const plain = site.plain.server;
  const path = `/api/staff/ids/${site.plain.lock.id}`;
  const signed = seal.signRequest({ method: 'GET', authority: plain.host, path, query: '', body: Buffer.alloc(0) }, { card: site.plain.staff.id, seed: site.plain.staff.seed }, Math.floor(Date.now() / 1000));
  const request = head(plain, `GET ${path} HTTP/1.1`, ...Object.entries(signed).map(([name, value]) => `${name}: ${value}`));
  const { statuses } = await exchange(plain.port, request + request + request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  assert.deepEqual(statuses, [200, 403, 403]);
  const again = await Promise.all(Array.from({ length: 8 }, () => exchange(plain.port, request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))));
  for (const reply of again) assert.deepEqual(reply.statuses, [403]);
});

// Sends bytes over TLS and answers the statuses until the server closes.
function overTls(bytes) {
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = tls.connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }, () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.on('data', (chunk) => (reply += chunk.toString('latin1')));
    socket.on('error', (error) => (error.code === 'ECONNREFUSED' ? reject(error) : undefined));
    socket.on('close', () => resolve(statusesOf(reply)));
  });
}

test('no request is smuggled through TLS inside another', async () => {
  const hidden = head(server, 'GET /healthz HTTP/1.1');
  const type = 'Content-Type: application/x-www-form-urlencoded';
  const ambiguous = {
    'two lengths': head(server, 'POST /f/walk HTTP/1.1', type, 'Content-Length: 0', `Content-Length: ${hidden.length}`),
    'a length and chunks': head(server, 'POST /f/walk HTTP/1.1', type, `Content-Length: ${hidden.length}`, 'Transfer-Encoding: chunked'),
    'chunks and a length': head(server, 'POST /f/walk HTTP/1.1', type, 'Transfer-Encoding: chunked', 'Content-Length: 4'),
    'a blank before the colon': head(server, 'POST /f/walk HTTP/1.1', type, `Content-Length : ${hidden.length}`),
    'a list of lengths': head(server, 'POST /f/walk HTTP/1.1', type, 'Content-Length: 0, 0'),
    'a signed length': head(server, 'POST /f/walk HTTP/1.1', type, 'Content-Length: +5'),
    'a folded line': head(server, 'POST /f/walk HTTP/1.1', type, 'Transfer-Encoding:\r\n chunked'),
    'another coding': head(server, 'POST /f/walk HTTP/1.1', type, 'Transfer-Encoding: xchunked'),
    'chunked twice': head(server, 'POST /f/walk HTTP/1.1', type, 'Transfer-Encoding: chunked, chunked'),
    'a bare line feed': `POST /f/walk HTTP/1.1\r\nHost: ${server.host}\nContent-Length: 0\r\n\r\n`,
    'a bare carriage return': `POST /f/walk HTTP/1.1\r\nHost: ${server.host}\r\nX: a\rContent-Length: 0\r\n\r\n`,
    'NUL': `POST /f/walk HTTP/1.1\r\nHost: ${server.host}\r\nX: a\0b\r\n\r\n`,
  };
  for (const [what, bytes] of Object.entries(ambiguous)) {
    const statuses = await overTls(bytes + hidden);
    assert.equal(statuses.length, 1, `${what}: ${statuses}`);
    assert.ok([400, 501].includes(statuses[0]), `${what}: ${statuses}`);
  }
  // the twin: what is not ambiguous is answered, twice
  assert.deepEqual(await overTls(hidden + hidden.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')), [200, 200]);
});

test('a body over TLS is not taken for a request, however it is cut into records', async () => {
  const inner = head(server, 'GET /healthz HTTP/1.1');
  const start = head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${inner.length}`, 'Connection: close');
  for (const cut of [1, start.length - 1, start.length, start.length + 7]) {
    const whole = start + inner;
    const statuses = await new Promise((resolve) => {
      let reply = '';
      const socket = tls.connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false }, () => socket.write(whole.slice(0, cut), () => socket.write(whole.slice(cut))));
      socket.on('data', (chunk) => (reply += chunk.toString('latin1'))).on('error', () => {}).on('close', () => resolve(statusesOf(reply)));
    });
    assert.equal(statuses.length, 1);
    assert.notEqual(statuses[0], 200);
  }
});

test('many who dawdle with large bodies do not shut others out', { timeout: 90_000 }, async () => {
  const plain = site.plain.server;
  const start = head(plain, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 131072') + 'words=' + 'a'.repeat(100_000);
  let cut = 0;
  const dawdlers = Array.from({ length: 600 }, () => net.connect({ port: plain.port, host: '127.0.0.1' }).on('error', () => {}).on('close', () => cut++));
  await Promise.all(dawdlers.map((socket) => new Promise((done) => socket.write(start, done))));
  const fields = [['walks', 'no'], ['words', 'steidzami'], ['_do', 'send']];
  assert.equal((await post(plain, '/f/walk', fields)).status, 303, 'a small sheet is taken at once');
  // and large ones as soon as who holds the memory has been cut off, long before the deadline for bodies, which is thirty seconds
  while (cut < 350) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await post(plain, '/f/walk', fields)).status, 303);
  for (const socket of dawdlers) socket.destroy();
});
