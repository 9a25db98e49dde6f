// Requests that two readers might understand differently, byte by byte.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { serve } from './lib/site.mjs';
import { exchange, head, statusesOf } from './lib/raw.mjs';

let house, server;
before(async () => ({ server } = house = await serve()));
after(() => house?.remove());

const send = (bytes, options) => exchange(server.port, bytes, options);

async function refused(bytes, status) {
  const { statuses, how, reply } = await send(bytes);
  assert.deepEqual(statuses, [status], JSON.stringify(bytes));
  assert.equal(how, 'closed', `the connection ends: ${JSON.stringify(bytes)}`);
  assert.match(reply, /\r\nConnection: close\r\n/);
}

test('an honest request is answered, and the connection goes on', async () => {
  const twice = head(server, 'GET /healthz HTTP/1.1');
  const { statuses, how } = await send([twice, { bytes: twice, after: 50 }], { enough: (reply) => reply.split('"ready"').length > 2 });
  assert.deepEqual(statuses, [200, 200]);
  assert.equal(how, 'enough');
});

test('requests sent before the reply to the first are answered in their order', async () => {
  const { statuses } = await send(head(server, 'GET /healthz HTTP/1.1') + head(server, 'GET /nothing HTTP/1.1') + head(server, 'GET /healthz HTTP/1.1', 'Connection: close'));
  assert.deepEqual(statuses, [200, 404, 200]);
});

test('a request may come byte by byte', async () => {
  const bytes = [...head(server, 'GET /healthz HTTP/1.1', 'X: y', 'Connection: close')].map((byte) => ({ bytes: byte, after: 1 }));
  assert.deepEqual((await send(bytes)).statuses, [200]);
});

const hostile = {
  'the same length twice': ['POST /f/walk HTTP/1.1', 'Content-Length: 5', 'Content-Length: 5'],
  'two lengths': ['POST /f/walk HTTP/1.1', 'Content-Length: 5', 'Content-Length: 6'],
  'a list of lengths': ['POST /f/walk HTTP/1.1', 'Content-Length: 5, 5'],
  'a blank before the colon': ['POST /f/walk HTTP/1.1', 'Content-Length : 5'],
  'a tab before the colon': ['POST /f/walk HTTP/1.1', 'Content-Length\t: 5'],
  'a signed length': ['POST /f/walk HTTP/1.1', 'Content-Length: +5'],
  'a length and chunks': ['POST /f/walk HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
  'another coding': ['POST /f/walk HTTP/1.1', 'Transfer-Encoding: gzip'],
  'a coding that looks like chunks': ['POST /f/walk HTTP/1.1', 'Transfer-Encoding: xchunked'],
  'NUL in a value': ['GET / HTTP/1.1', 'X: a\0b'],
  'NUL in a name': ['GET / HTTP/1.1', 'X\0Y: a'],
  'a bare CR': ['GET / HTTP/1.1', 'X: a\rContent-Length: 5'],
  'a folded line': ['GET / HTTP/1.1', 'X: a', ' b'],
  'a line without a colon': ['GET / HTTP/1.1', 'nonsense'],
  'a second Host': ['GET / HTTP/1.1', 'Host: 127.0.0.1'],
  'a target with its own host': ['GET http://127.0.0.1/ HTTP/1.1'],
  'an asterisk': ['OPTIONS * HTTP/1.1'],
  'a fragment': ['GET /#x HTTP/1.1'],
  'half an escape': ['GET /%4 HTTP/1.1'],
  'no escape at all': ['GET /%zz HTTP/1.1'],
  'an escaped NUL': ['GET /%00 HTTP/1.1'],
  'a bare byte above ASCII': ['GET /\xc4\x93 HTTP/1.1'],
  'two blanks': ['GET  / HTTP/1.1'],
  'a blank in the target': ['GET /a b HTTP/1.1'],
  'no version': ['GET /'],
  'a method in small letters': ['get / HTTP/1.1'],
  'our own word for a refusal': ['refused-200 / HTTP/1.1'],
  'an unknown expectation': ['POST /f/walk HTTP/1.1', 'Content-Length: 5', 'Expect: a-miracle'],
};
for (const [what, [line, ...fields]] of Object.entries(hostile))
  test(`refused with 400: ${what}`, () => refused(head(server, line, ...fields), 400));

test('refused with 400: bare line feeds', () => refused(`GET / HTTP/1.1\nHost: ${server.host}\n\n`, 400));
test('refused with 400: one bare line feed among others', () => refused(`GET / HTTP/1.1\r\nHost: ${server.host}\nX: y\r\n\r\n`, 400));
test('refused with 400: no Host', () => refused('GET / HTTP/1.1\r\n\r\n', 400));
test('refused with 400: no Host in HTTP/1.0', () => refused('GET / HTTP/1.0\r\n\r\n', 400));
test('refused with 400: an empty line first', () => refused(`\r\n${head(server, 'GET / HTTP/1.1')}`, 400));
test('refused with 421: a foreign Host', () => refused('GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421));
test('refused with 421: our Host with another port', () => refused('GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n', 421));
test('refused with 505: a version that is none of ours', () => refused(head(server, 'GET / HTTP/2.0'), 505));
test('refused with 431: a target without end', () => refused(head(server, `GET /${'a'.repeat(3000)} HTTP/1.1`), 431));
test('refused with 431: a head without end', async () => {
  const { statuses } = await send(`GET / HTTP/1.1\r\nHost: ${server.host}\r\n${'X: y\r\n'.repeat(20000)}`);
  assert.deepEqual(statuses, [431]);
});
test('refused with 408: a head that ends in the middle', async () => {
  const { statuses } = await exchangeHalf(`GET / HTTP/1.1\r\nHost: ${server.host}\r\n`);
  assert.deepEqual(statuses, [408]);
});

// Sends and closes its own side, as a client that gives up.
function exchangeHalf(bytes) {
  return new Promise((resolve) => {
    let reply = '';
    const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes));
    socket.on('data', (chunk) => (reply += chunk.toString('latin1')));
    socket.on('close', () => resolve({ reply, statuses: statusesOf(reply) }));
    socket.on('end', () => socket.destroy());
  });
}

test('a refusal speaks the visitor\'s language', async () => {
  const { reply } = await send('GET / HTTP/1.1\r\nHost: evil.example\r\nAccept-Language: en\r\n\r\n');
  assert.match(reply, /<html lang="en"/);
  const latvian = await send('GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n');
  assert.match(latvian.reply, /<html lang="lv"/);
});

test('what follows a refused request is not read', async () => {
  const { statuses } = await send(`GET / HTTP/1.1\r\nHost : x\r\n\r\n${head(server, 'GET /healthz HTTP/1.1')}`);
  assert.deepEqual(statuses, [400]);
});

test('a hostile request behind an honest one is refused after it', async () => {
  const { statuses, how } = await send(`${head(server, 'GET /healthz HTTP/1.1')}GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n`);
  assert.deepEqual(statuses, [200, 421]);
  assert.equal(how, 'closed');
});

test('a body is not taken for the next request', async () => {
  const smuggled = head(server, 'GET /healthz HTTP/1.1');
  const { statuses } = await send([head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${smuggled.length}`) + smuggled,
    { bytes: head(server, 'GET /nothing HTTP/1.1', 'Connection: close'), after: 100 }]);
  assert.deepEqual(statuses, [400, 404]);
});

test('a chunked body is read, and its connection ends', async () => {
  const { statuses, how } = await send(head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked') +
    '8\r\nwalks=no\r\n11\r\n&words=a&_do=send\r\n0\r\n\r\n' + head(server, 'GET /healthz HTTP/1.1'));
  assert.deepEqual(statuses, [303]);
  assert.equal(how, 'closed');
});

test('chunks that are none are refused', async () => {
  for (const bytes of ['g\r\nx\r\n0\r\n\r\n', '-1\r\nx\r\n', '5\r\nhelloX\r\n0\r\n\r\n']) {
    const { statuses } = await send(head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked') + bytes);
    assert.deepEqual(statuses, [400], bytes);
  }
});

test('Expect: 100-continue is answered before the body comes', async () => {
  const body = 'walks=no&words=x&_do=send';
  const { statuses } = await send([head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, 'Expect: 100-continue', 'Connection: close'),
    { bytes: body, after: 150 }]);
  assert.deepEqual(statuses, [100, 303]);
});

test('Expect: 100-continue is not answered with an invitation when the body is not wanted', async () => {
  const { statuses } = await send(head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 99999999', 'Expect: 100-continue'));
  assert.deepEqual(statuses, [413]);
});
