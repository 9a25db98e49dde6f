// Absolute deadlines: who sends or reads slowly is cut, and others are served meanwhile.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { serve } from './lib/site.mjs';
import { exchange, head, statusesOf } from './lib/raw.mjs';
import { open, post } from './lib/page.mjs';

let house, server;
before(async () => ({ server } = house = await serve({ settings: { 'head-seconds': 1, 'body-seconds': 1, 'reply-seconds': 1 } })));
after(() => house?.remove());

// exchange() waits ten seconds; who is closed before has been cut by the server. One byte every 100 ms: never idle, never done.
const dripping = (start, byte = 'a') => [start, ...Array.from({ length: 100 }, () => ({ bytes: byte, after: 100 }))];

// Whoever waited for the slow one would be served once, when that one is over.
async function servedMeanwhile(slow) {
  let answered = 0;
  let over = false;
  slow.finally(() => (over = true));
  while (!over) {
    assert.equal((await open(server, '/f/walk')).status, 200);
    answered++;
  }
  assert.ok(answered > 2, `${answered} pages were served meanwhile`);
}

test('a head sent byte by byte is cut at its deadline, and told so', async () => {
  const slow = exchange(server.port, dripping(`GET / HTTP/1.1\r\nHost: ${server.host}\r\nX: `));
  await servedMeanwhile(slow);
  const { statuses, how, ms } = await slow;
  assert.deepEqual(statuses, [408]);
  assert.equal(how, 'closed');
  assert.ok(ms > 800, `${ms} ms`);
});

test('a connection that says nothing is ended', async () => {
  const { reply, how, ms } = await exchange(server.port, []);
  assert.equal(reply, '');
  assert.equal(how, 'closed');
  assert.ok(ms > 800, `${ms} ms`);
});

test('a body sent byte by byte is cut at its deadline', async () => {
  const start = head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 1000');
  const slow = exchange(server.port, dripping(start));
  await servedMeanwhile(slow);
  const { how, ms } = await slow;
  assert.equal(how, 'closed');
  assert.ok(ms > 800, `${ms} ms`);
});

test('chunks without end are cut at the deadline', async () => {
  const start = head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', 'Transfer-Encoding: chunked');
  const { how, ms } = await exchange(server.port, dripping(start, '1\r\na\r\n'));
  assert.equal(how, 'closed');
  assert.ok(ms > 800, `${ms} ms`);
});

test('who does not read the reply is cut', { timeout: 60_000 }, async () => {
  const wanted = 5000;
  const socket = net.connect(server.port, '127.0.0.1');
  socket.pause();
  socket.write(head(server, 'GET /f/walk HTTP/1.1').repeat(wanted));
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => resolve()));
  await servedMeanwhile(new Promise((resolve) => setTimeout(resolve, 3000)));
  let got = 0;
  socket.on('data', (chunk) => (got += chunk.length));
  socket.resume();
  await closed;
  assert.ok(got < wanted * 3000, 'not all replies were kept waiting for a reader');
});

// Their deadline is far away: whoever is answered has been answered beside them.
test('a thousand slow senders keep nobody waiting', { timeout: 60_000 }, async () => {
  const patient = await serve({ settings: { 'head-seconds': 300 } });
  const slow = Array.from({ length: 1000 }, () => net.connect(patient.server.port, '127.0.0.1').on('error', () => {}));
  await Promise.all(slow.map((socket) => once(socket, 'connect')));
  for (const socket of slow) socket.write(`POST /f/walk HTTP/1.1\r\nHost: ${patient.server.host}\r\nX: `);
  for (let i = 0; i < 20; i++) {
    for (const socket of slow) socket.write('a');
    assert.equal((await post(patient.server, '/f/walk', [['walks', 'no'], ['words', 'x'], ['_do', 'send']])).status, 303);
  }
  assert.ok(slow.every((socket) => !socket.destroyed));
  for (const socket of slow) socket.destroy();
  await patient.remove();
});

// The server sleeps while everything comes, so that the last bytes and the end are one event to it.
test('a request that ends with its connection is noticed at once, however it comes', async () => {
  const type = 'Content-Type: application/x-www-form-urlencoded';
  const patient = await serve({ settings: { 'head-seconds': 300, 'body-seconds': 300 } });
  const ends = {
    'half a head': [`GET / HTTP/1.1\r\nHost: ${patient.server.host}`, [408]],
    'half a body': [head(patient.server, 'POST /f/walk HTTP/1.1', type, 'Content-Length: 100') + 'walks=no', []],
    'half of the chunks': [head(patient.server, 'POST /f/walk HTTP/1.1', type, 'Transfer-Encoding: chunked') + '5\r\nwalks\r\n', []],
    'a whole request': [head(patient.server, 'GET / HTTP/1.1'), [200]],
  };
  patient.server.child.kill('SIGSTOP');
  const sent = Object.entries(ends).map(([what, [bytes, statuses]]) => new Promise((resolve) => {
    let reply = '';
    const socket = net.connect({ port: patient.server.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes));
    socket.on('data', (chunk) => (reply += chunk.toString('latin1'))).on('error', () => {}).on('end', () => resolve([what, statusesOf(reply), statuses]));
  }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  patient.server.child.kill('SIGCONT');
  const over = Promise.race([Promise.all(sent), new Promise((resolve) => setTimeout(resolve, 60_000, []).unref())]);
  const ended = await over;
  assert.equal(ended.length, 4, 'all have ended before any deadline');
  for (const [what, statuses, expected] of ended) assert.deepEqual(statuses, expected, what);
  await patient.remove();
});

test('a connection may rest between requests', async () => {
  const get = head(server, 'GET /healthz HTTP/1.1');
  const { statuses } = await exchange(server.port, [get, { bytes: get, after: 2500 }], { enough: (reply) => reply.split('"ready"').length > 2 });
  assert.deepEqual(statuses, [200, 200]);
});
