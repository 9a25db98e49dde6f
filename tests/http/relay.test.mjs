// A box in a tent: a server that passes what it takes to the town's, once each, whatever happens to either and to the line between them.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SERVER, addLock, failServer, filesBelow, startServer } from './lib/site.mjs';
import { assertIdsOnce, assertOnceEach, drained, health, idsAt, makeRecord, makeShell, makeTown, put, putAtLast, rankCorrelation, sleep, startLine, startRelay, until } from './lib/relay.mjs';

// Debian's libfaketime.
const FAKETIME = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`).find(existsSync);

// Whoever is not root becomes it in a user namespace, where the kernel allows one; root needs none.
const APART = process.getuid() === 0 ? [] : ['--map-root-user'];

// Runs scene({ site, box, end, line }) with a town and a box of its own; end(server) has it stopped afterwards, and fate begins a line.
async function apart({ fate, settings = {}, ...options }, scene) {
  const line = fate && (await startLine(fate));
  const { site, box } = makeTown({ ...options, settings: { ...settings, ...(line ? { hosts: [line.host] } : {}) } }), servers = new Set();
  const end = (server) => (servers.add(server), server);
  try {
    await scene({ site, box, end, line });
  } finally {
    for (const server of servers) await server.stop('SIGKILL');
    await line?.stop();
    site.remove();
  }
}

const many = (count, lock, form) => Array.from({ length: count }, () => makeRecord(lock, form));

test('what a relay takes arrives once and is kept no longer', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site)), relay = end(await startRelay(box, town.address));
  const records = many(20, site.lock);
  for (const record of records) assert.deepEqual(await put(relay, record), { status: 200, text: '{"taken":true}\n' });
  await drained(relay, box);
  await assertOnceEach(town, site, records);
  await until('well', async () => (await health(relay)).relay === 'well');
  assert.equal(await relay.stop(), 0);
  assert.match(relay.out, /^no record waits here$/m);
}));

test('a record that a device sends again after it was passed on counts once', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site)), relay = end(await startRelay(box, town.address)), record = makeRecord(site.lock);
  for (let i = 0; i < 3; i++) {
    await putAtLast(relay, record);
    await drained(relay, box);
  }
  await assertOnceEach(town, site, [record]);
}));

test('kill -9 of either at any moment: once each', { timeout: 300_000 }, () => apart({ fate: () => Infinity }, async ({ site, box, end, line }) => {
  const towns = { now: end(await startServer(site)) }, relays = { now: end(await startRelay(box, line.address)) };
  const { address, port } = relays.now, records = [];
  line.port = towns.now.port;
  towns.start = () => startServer(site, { listen: `127.0.0.1:${line.port}` });
  relays.start = () => startRelay(box, line.address, { listen: `127.0.0.1:${port}` });
  let over = false;
  const device = async () => {
    while (!over && records.length < 300) {
      const record = makeRecord(site.lock);
      records.push(record);
      await putAtLast({ address }, record);
      await sleep(randomInt(200));
    }
  };
  const devices = Array.from({ length: 3 }, device);
  try {
    for (let kill = 0; kill < 12; kill++) {
      await sleep(randomInt(400));
      const struck = kill % 2 ? towns : relays;
      await struck.now.stop('SIGKILL');
      await sleep(randomInt(100));
      struck.now = end(await struck.start());
    }
  } finally {
    over = true;
  }
  await Promise.all(devices);
  await drained(relays.now, box);
  await assertOnceEach(towns.now, site, records);
  assert.ok(records.length > 12, `${records.length} records`);
  assert.ok(new Set(line.requests).size < line.requests.length, 'some were sent twice, so that counting them once was put to the test');
}));

test('a line that breaks in the middle of requests and answers: once each', { timeout: 300_000 }, () => apart({ fate: () => (randomInt(5) === 0 ? 0 : randomInt(1, 20_000)) }, async ({ site, box, end, line }) => {
  // a request takes 4.2 kB and its answer 0.7: most lines end within the first few
  const town = end(await startServer(site)), relay = end(await startRelay(box, line.address)), records = many(25, site.lock);
  line.port = town.port;
  await Promise.all(records.map((record) => putAtLast(relay, record)));
  await drained(relay, box);
  await assertOnceEach(town, site, records);
  assert.ok(line.cut > 3, `the line was cut ${line.cut} times`);
  assert.ok(line.requests.length > records.length, 'some were sent again');
}));

test('packets that get lost, one in five: once each', { timeout: 300_000 }, (t) => {
  const probe = spawnSync('unshare', [...APART, '--net', 'true'], { encoding: 'utf8' });
  if (probe.status !== 0) return t.skip(`no network of its own can be made here: ${probe.stderr.trim()}`);
  const run = spawnSync('unshare', [...APART, '--net', 'node', 'tests/http/lib/relay_loss.mjs'], { encoding: 'utf8' });
  if (run.status === 77) return t.skip(`packets cannot be dropped here: ${run.stderr.trim()}`);
  assert.equal(run.status, 0, run.stderr);
  const { sent, arrived, dropped } = JSON.parse(run.stdout);
  assert.equal(arrived, sent);
  assert.ok(dropped > 0, `${dropped} packets were lost`);
});

test('away for days, with the power off in between: what waited arrives', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site)), records = many(12, site.lock);
  assert.equal(await town.stop(), 0);
  let relay = end(await startRelay(box, town.address));
  for (const record of records) assert.equal((await put(relay, record)).status, 200);
  await until('the relay knows that nobody answers', async () => (await health(relay)).relay === 'away');
  assert.equal((await idsAt(relay, box)).length, 12);
  assert.equal(await relay.stop(), 0);
  assert.match(relay.out, /^12 records wait here for the town's server$/m);
  assert.ok(FAKETIME, 'libfaketime is there');
  for (const days of ['+9d', '-400d']) {
    relay = end(await startRelay(box, town.address, { env: { LD_PRELOAD: FAKETIME, FAKETIME: days } }));
    await until('away, still', async () => (await health(relay)).relay === 'away');
    await relay.stop('SIGKILL');
  }
  const again = end(await startServer(site, { listen: `127.0.0.1:${town.port}` }));
  relay = end(await startRelay(box, town.address, { env: { LD_PRELOAD: FAKETIME, FAKETIME: '+9d' } }));
  await until('nothing waits any more', async () => (await idsAt(again, site)).length === 12);
  await assertOnceEach(again, site, records);
}));

test('a town that comes back is found by itself, and both are told', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site)), relay = end(await startRelay(box, town.address));
  await until('well', async () => (await health(relay)).relay === 'well');
  await town.stop();
  const record = makeRecord(site.lock);
  assert.equal((await put(relay, record)).status, 200, 'it goes on taking sheets');
  await until('told', () => /^note: http:\/\/\S+: takes no records now, what comes waits here: .*connect/m.test(relay.log));
  const again = end(await startServer(site, { listen: `127.0.0.1:${town.port}` }));
  await until('told', () => /^note: http:\/\/\S+: takes records again$/m.test(relay.log));
  await drained(relay, box);
  await assertOnceEach(again, site, [record]);
}));

// --- who answers ---

function selfSigned(folder, name, subject) {
  const [cert, key] = ['cert', 'key'].map((what) => join(folder, `${name}.${what}.pem`));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=uzklausi.test',
    '-addext', `subjectAltName=${subject}`, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key };
}

// A server that says what a test wants.
async function startFake(reply, pair) {
  const listener = (request, response) => request.on('data', () => undefined).on('end', () => reply(request, response));
  const server = pair ? https.createServer({ cert: readFileSync(pair.cert), key: readFileSync(pair.key) }, listener) : http.createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http${pair ? 's' : ''}://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections?.(), new Promise((resolve) => server.close(resolve))) };
}

const sayTaken = (request, response) => response.end(request.method === 'GET' ? '{"ready":true}\n' : '{"taken":true}\n');

test('only a server with the right certificate gets records', () => apart({}, async ({ site, box, end }) => {
  const right = selfSigned(site.folder, 'right', 'IP:127.0.0.1'), other = selfSigned(site.folder, 'other', 'DNS:other.example');
  const record = makeRecord(site.lock);
  for (const [why, pair, ca] of [['nobody vouches for it', right, null], ['it is another one\'s', other, other.cert], ['the twin: the right one', right, right.cert]]) {
    const town = await startFake(sayTaken, pair), good = ca === right.cert;
    const relay = end(await startRelay(box, town.address, { args: ['--relay-wait', '0', ...(ca ? ['--relay-ca', ca] : [])] }));
    await putAtLast(relay, record);
    if (good) await drained(relay, box);
    else await until('told', () => /takes no records now.*(certificate|SSL)/.test(relay.log));
    await until(why, async () => (await health(relay)).relay === (good ? 'well' : 'away'));
    assert.equal((await idsAt(relay, box)).length, good ? 0 : 1, why);
    await Promise.all([relay.stop(), town.stop()]);
  }
}));

test('nothing is erased on the word of somebody else', () => apart({}, async ({ site, box, end }) => {
  const record = makeRecord(site.lock);
  const answers = [[200, '<html>Welcome to the hotel</html>'], [200, '{"taken":false}'], [200, '{"taken":true} '], [200, ''], [302, ''], [503, ''], [429, ''], [500, '{"taken":true}'],
    [200, `{"taken":true}${' '.repeat(100_000)}`], [204, '']];
  let asked = 0;
  const portal = await startFake((request, response) => {
    const [status, text] = request.method === 'GET' ? [200, '{"ready":true}\n'] : answers[Math.floor(asked++ / 2)] ?? [200, '{"taken":true}\n'];
    response.writeHead(status, status === 302 ? { Location: '/welcome' } : {}).end(text);
  });
  const relay = end(await startRelay(box, portal.address));
  await putAtLast(relay, record);
  await drained(relay, box);
  assert.equal(asked, 2 * answers.length + 1, 'it was sent until the right word came');
  await portal.stop();
}));

// --- refused for good ---

test('what the town refuses is kept and told, and holds nothing else up', () => apart({ forms: ['tests/http/forms/walk.json', 'tests/http/forms/worked.json'] }, async ({ site, box, end }) => {
  const old = addLock(box, 'walk', { wave: '2025' }), locks = { walk: addLock(site, 'walk'), worked: site.lock };
  // the box takes "worked" without work: it is not what is tried here
  const form = join(box.path, 'forms/worked.json');
  writeFileSync(form, readFileSync(form, 'utf8').replace(', "work": true', ''));
  const town = end(await startServer(site));
  let relay = end(await startRelay(box, town.address));
  const refused = many(3, old), fine = many(2, locks.worked, 'worked');
  for (const record of [...refused, ...fine]) assert.equal((await put(relay, record)).status, 200);
  await until('the others arrive, with the work that is asked for', async () => (await idsAt(town, site, locks.worked)).length === 2);
  await until('told', () => /^note: walk: the town's server refuses its records: another lock is in use there \(409\)/m.test(relay.log));
  await until('refused', async () => (await health(relay)).relay === 'refused');
  assert.equal((await health(relay)).ready, true);
  assert.deepEqual((await idsAt(relay, box, old)).sort(), refused.map(({ id }) => id).sort(), 'kept');
  assert.equal(relay.log.match(/refuses its records/g).length, 1, 'told once');
  assert.doesNotMatch(relay.log, new RegExp(refused.map(({ id }) => id).join('|')), 'without naming any');
  assert.equal((await idsAt(town, site, locks.walk)).length, 0);
  assert.equal(await relay.stop(), 0);
  assert.match(relay.out, /^3 records wait here/m);
  // the old lock comes back
  await town.stop();
  copyFileSync(join(box.path, 'locks/walk.lock'), join(site.path, 'locks/walk.lock'));
  const again = end(await startServer(site, { listen: `127.0.0.1:${town.port}` }));
  relay = end(await startRelay(box, town.address));
  await drained(relay, { ...box, lock: old });
  await assertOnceEach(again, site, refused, old);
}));

test('records of a wave that is over at the relay are passed on too', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site)), record = makeRecord(site.lock);
  let relay = end(await startRelay(box, 'http://127.0.0.1:9'));
  await putAtLast(relay, record);
  await relay.stop();
  mkdirSync(join(box.path, 'locks/earlier'), { recursive: true });
  renameSync(join(box.path, 'locks/walk.lock'), join(box.path, 'locks/earlier/walk.lock'));
  relay = end(await startRelay(box, town.address));
  await drained(relay, box);
  await assertOnceEach(town, site, [record]);
}));

test('a form that costs a slip is not offered', () => apart({ forms: ['tests/http/forms/walk.json', 'tests/http/forms/pupils-slip.json'] }, async ({ site, box, end }) => {
  const town = end(await startServer(site)), relay = end(await startRelay(box, town.address));
  assert.equal((await fetch(`${town.address}/f/pupils-slip`)).status, 200);
  assert.equal((await fetch(`${relay.address}/f/pupils-slip`)).status, 404);
  assert.equal((await put(relay, makeRecord(site.lock, 'pupils-slip'))).status, 404);
  assert.equal((await fetch(`${relay.address}/f/walk`)).status, 200, 'the twin');
  assert.match(relay.log, /^note: pupils-slip: asks for slips, which only the town's server can check/m);
}));

test('no receipts are given, since the replies to them lie in the town', () => apart({ forms: ['tests/http/forms/told.json'] }, async ({ site, box, end }) => {
  const town = end(await startServer(site)), relay = end(await startRelay(box, town.address));
  const answered = async (server) => Promise.all(['/r', '/api/mailbox', '/f/told'].map(async (path) => (await fetch(server.address + path)).status));
  assert.deepEqual(await answered(town), [200, 200, 200], 'the twin');
  assert.deepEqual(await answered(relay), [404, 404, 200]);
  assert.match(await (await fetch(`${town.address}/f/told`)).text(), /receipt/);
  assert.doesNotMatch(await (await fetch(`${relay.address}/f/told`)).text(), /receipt/);
  assert.match(relay.log, /^note: told: gives no receipts here/m);
}));

// --- what lies on the box ---

test('the order of sending is not that of filling in, and nothing of what was sent is left', () => apart({}, async ({ site, box, end }) => {
  const order = [];
  const records = many(64, site.lock), numbers = new Map(records.map(({ id }, i) => [id, i]));
  const town = await startFake((request, response) => {
    const id = request.url.split('/').at(-1);
    if (numbers.has(id) && !order.includes(numbers.get(id))) order.push(numbers.get(id));
    response.end(request.method === 'GET' ? '{"ready":true}\n' : '{"taken":true}\n');
  });
  let relay = end(await startRelay(box, 'http://127.0.0.1:9'));
  for (const record of records) await putAtLast(relay, record);
  await relay.stop();
  const traces = ({ id, bytes }) => [Buffer.from(id, 'hex'), Buffer.from(id), Buffer.from(bytes).subarray(100, 164)];
  const found = () => {
    const files = filesBelow(join(box.path, 'data')).map((file) => readFileSync(file));
    return records.filter((record) => traces(record).some((trace) => files.some((file) => file.includes(trace)))).length;
  };
  assert.equal(found(), 64, 'the search finds what is there');
  relay = end(await startRelay(box, town.address));
  await until('all were sent', () => order.length === 64);
  await drained(relay, box);
  assert.equal(await relay.stop(), 0);
  assert.equal(found(), 0);
  assert.deepEqual(readdirSync(join(box.path, 'data')).filter((file) => /-wal|-shm|-journal/.test(file)), []);
  assert.ok(Math.abs(rankCorrelation(order)) < 0.6, `the orders agree: ${rankCorrelation(order)}`);
  assert.equal(rankCorrelation(order.map((_, i) => i)), 1, 'the twin: the same order is found to be the same');
  assert.doesNotMatch(relay.log + relay.out, /[0-9a-f]{32}/);
  await town.stop();
}));

test('a relay without a wish for it sends nothing at once', () => apart({ fate: () => Infinity }, async ({ site, box, end, line }) => {
  line.port = end(await startServer(site)).port;
  const relay = end(await startRelay(box, line.address, { args: ['--relay-wait', '86400'] }));
  const record = makeRecord(site.lock);
  await putAtLast(relay, record);
  await until('well', async () => (await health(relay)).relay === 'well');
  assert.deepEqual(line.requests, []);
  assert.deepEqual(await idsAt(relay, box), [record.id]);
}));

test('a full disk refuses new sheets openly and goes on when there is room', (t) => apart({ settings: { 'expected-sheets': 0 } }, async ({ site, box, end }) => {
  const disk = join(site.folder, 'disk.sh');
  writeFileSync(disk, '#!/bin/sh\nmount -t tmpfs -o size=4600k,mode=700 tmpfs "$1/data" || exit 77\nshift\nexec "$@"\n', { mode: 0o755 });
  const probe = spawnSync('unshare', [...APART, '--mount', disk, box.path, 'true'], { encoding: 'utf8' });
  if (probe.status !== 0) return t.skip(`no small disk can be mounted here: ${probe.stderr.trim()}`);
  const town = end(await startServer(site));
  await town.stop();
  const relay = end(await startServer(box, { program: ['unshare', ...APART, '--mount', disk, box.path, SERVER], args: ['--relay', town.address, '--relay-wait', '0'] }));
  // what came lately stands in the log as well, until that is wiped: there may be room again for a moment, but not for long
  const taken = [], refused = new Set();
  const keep = (record, { status }) => (status === 200 || status === 303 ? taken.push(record) : refused.add(status));
  const post = ({ id }) => fetch(`${relay.address}/f/walk`, { method: 'POST', redirect: 'manual',
    body: new URLSearchParams([['walks', 'no'], ['words', 'paliek lapā'], ['_id', id], ['_do', 'send']]) });
  await until('a page is refused for want of room', async () => {
    const shells = Array.from({ length: 17 }, () => makeShell(site.lock)), typed = shells.pop();
    const [page] = await Promise.all([post(typed), ...shells.map(async (record) => keep(record, await put(relay, record)))]);
    keep(typed, page);
    return page.status === 503 && /paliek lapā/.test(await page.text());
  });
  assert.deepEqual([...refused], [503]);
  assert.equal((await idsAt(relay, box)).length, taken.length, 'nothing that was taken is lost');
  const again = end(await startServer(site, { listen: `127.0.0.1:${town.port}` }));
  await drained(relay, box);
  await assertIdsOnce(again, site, taken);
  // there is room again, as soon as the log has been wiped
  await until('a sheet is taken', async () => (await put(relay, makeShell(site.lock))).status === 200);
}));

// --- the start, and the program beside it ---

test('a start that cannot be right is told', () => apart({}, async ({ box }) => {
  const told = async (args) => {
    const { code, log } = await failServer(box, undefined, args);
    return `${code} ${log}`;
  };
  for (const url of ['uzklausi', 'ftp://example.lv', 'https://a:b@example.lv', 'https://example.lv/f/walk', 'https://example.lv?x', ''])
    assert.match(await told(['--relay', url]), /^1 --relay .*no address of a server: it should read like https:/, url);
  for (const url of ['http://example.lv', 'http://198.51.100.7', 'http://172.32.0.1', 'http://[2001:db8::1]', 'http://10.0.0.1.example.lv'])
    assert.match(await told(['--relay', url]), /^1 --relay .*only https will do/, url);
  assert.match(await told(['--relay', 'https://example.lv', '--relay-ca', '/nowhere']), /^1 --relay-ca \/nowhere: No such file/);
  for (const args of [['--relay-wait', '5'], ['--relay-ca', 'x'], ['--relay'], ['--relay', 'https://a.lv', '--relay', 'https://b.lv'], ['--relay', 'https://a.lv', '--relay-wait', '1h'],
    ['--relay', 'https://a.lv', '--relay-wait', '-1'], ['--relay', 'https://a.lv', '--relay-wait', '86401']])
    assert.match(await told(args), /^2 usage: /, args.join(' '));
}));

test('http within a private network is let pass with a word', () => apart({}, async ({ box, end }) => {
  const relay = end(await startRelay(box, 'http://192.168.255.254'));
  assert.match(relay.log, /^note: --relay http:\/\/192\.168\.255\.254: without https, whoever is in that network can answer/m);
}));

// The processes that a process has started.
const childrenOf = (pid) => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
  try {
    return readFileSync(`/proc/${name}/stat`, 'latin1').replace(/^.*\) \S /, '').startsWith(`${pid} `);
  } catch {
    return false;
  }
}).map(Number);

test('what opens connections is a program of its own, which has nothing of the site\'s and ends with the server', () => apart({}, async ({ site, box, end }) => {
  const town = end(await startServer(site));
  let relay = end(await startRelay(box, town.address));
  const [helper, ...others] = childrenOf(relay.pid);
  assert.ok(helper);
  assert.deepEqual(others, []);
  assert.match(readFileSync(`/proc/${helper}/status`, 'latin1'), /^NoNewPrivs:\t1$/m);
  assert.match(readFileSync(`/proc/${helper}/limits`, 'latin1'), /^Max core file size +0 +0 /m);
  const open = readdirSync(`/proc/${helper}/fd`).map((fd) => readlinkSync(`/proc/${helper}/fd/${fd}`));
  assert.deepEqual(open.filter((to) => to.includes(site.folder)), []);
  await relay.stop('SIGKILL');
  await until('it ends with the server', () => !existsSync(`/proc/${helper}`) || /^State:\tZ/m.test(readFileSync(`/proc/${helper}/status`, 'latin1')));
  // and the other way round: a relay that can pass nothing on does not go on as if it could
  relay = end(await startRelay(box, town.address));
  const record = makeRecord(site.lock);
  process.kill(childrenOf(relay.pid)[0], 'SIGKILL');
  await put(relay, record).catch(() => undefined);
  assert.equal(await relay.ended, 1);
  assert.match(relay.log, /^uzklausi-relay has ended/m);
}));

test('a town that does not know the name it is called by is told, and keeps nothing from going on later', () => apart({ fate: () => Infinity }, async ({ site, box, end, line }) => {
  const file = join(site.path, 'site.json'), town = makeRecord(site.lock);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file)), hosts: [] }));
  const server = end(await startServer(site));
  line.port = server.port;
  const relay = end(await startRelay(box, line.address));
  await putAtLast(relay, town);
  await until('told', () => /takes no records now.*it does not know the name in this address as its own \(421\)/.test(relay.log));
  assert.deepEqual(await idsAt(relay, box), [town.id]);
  await server.stop();
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file)), hosts: [line.host] }));
  const again = end(await startServer(site, { listen: `127.0.0.1:${line.port}` }));
  await drained(relay, box);
  await assertOnceEach(again, site, [town]);
}));

test('the unit of a relay is one that systemd understands, and stays confined', () => apart({}, ({ site }) => {
  const units = join(site.folder, 'units'), unit = join(units, 'uzklausi.service');
  mkdirSync(`${unit}.d`, { recursive: true });
  for (const file of ['uzklausi.service', 'uzklausi.socket']) copyFileSync(join('server', file), join(units, file));
  const ask = (...words) => spawnSync('systemd-analyze', [...words, unit], { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${units}:` } });
  const exposure = () => Number(/exposure level for uzklausi\.service: ([\d.]+)/.exec(ask('security', '--offline=true').stdout)[1]);
  const alone = exposure();
  copyFileSync('server/uzklausi-relay.conf', `${unit}.d/relay.conf`);
  const complaints = ask('verify', '--man=no').stderr.split('\n').filter((line) => line && !/is not executable/.test(line));
  assert.deepEqual(complaints, []);
  assert.ok(exposure() > alone, 'the settings are read: it has a network now');
  assert.ok(exposure() <= 1.1, `${exposure()}`);
}));

test('health says to a stranger how it stands and not how many wait', () => apart({}, async ({ site, box, end }) => {
  const relay = end(await startRelay(box, 'http://127.0.0.1:9'));
  await until('away', async () => (await health(relay)).relay === 'away');
  const before = await health(relay);
  await putAtLast(relay, makeRecord(site.lock));
  assert.deepEqual(await health(relay), before);
  assert.deepEqual(Object.keys(before), ['ready', 'relay']);
}));
