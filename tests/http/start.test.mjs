// Starting and ending: init, settings that are wrong, forms without a lock, one server a site, SIGTERM.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SERVER, WALK, addLock, failServer, fetchSheets, makeSite, makeStaff, startServer } from './lib/site.mjs';
import { exchange, head } from './lib/raw.mjs';
import { open, post } from './lib/page.mjs';

function withSite(options, body) {
  return async () => {
    const site = makeSite(options);
    try {
      await body(site);
    } finally {
      site.remove();
    }
  };
}

test('init makes a site that runs as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'uzklausi-init.'));
  try {
    const path = join(folder, 'site');
    execFileSync(SERVER, ['init', path]);
    assert.equal(statSync(join(path, 'data')).mode & 0o777, 0o700);
    const settings = JSON.parse(readFileSync(join(path, 'site.json'), 'utf8'));
    for (const name of Object.keys(settings).filter((key) => !key.startsWith('about')))
      assert.ok(`about-${name}` in settings || /-seconds$/.test(name), `${name} is explained`);
    assert.deepEqual(settings.phones.map((phone) => phone.number), ['112', '110', '116111', '116006', '116123']);
    const server = await startServer({ path });
    assert.equal((await open(server, '/')).status, 200);
    assert.equal(await server.stop(), 0);

    const again = spawnSync(SERVER, ['init', path]);
    assert.equal(again.status, 1);
    assert.match(String(again.stderr), /something stands there already/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('usage is told with exit code 2', () => {
  for (const args of [[], ['nonsense'], ['init'], ['init', 'a', 'b'], ['run'], ['run', '--listen'], ['run', 'a', '--listen', 'b', '--listen', 'c'], ['run', 'a', '--port']]) {
    const run = spawnSync(SERVER, args);
    assert.equal(run.status, 2, args.join(' '));
    assert.match(String(run.stderr), /^usage:/);
  }
});

test('a site that is not there is no site', () => {
  const run = spawnSync(SERVER, ['run', '/nowhere/at/all']);
  assert.equal(run.status, 1);
  assert.match(String(run.stderr), /\/nowhere\/at\/all\/site\.json: No such file/);
});

const settings = {
  'a comma too many': ['{\n\t"name": "X",\n\t"listen": ,\n}', /site\.json:3: /],
  'a setting that is none': ['{\n"name": "X",\n"color": "red"}', /site\.json:3: "color": there is no such setting/],
  'a setting twice': ['{\n"name": "X",\n"name": "Y"}', /site\.json:3: /],
  'an address with a path': ['{\n"address": "https://x.example/"}', /site\.json:2: "address": must be the public address without a path/],
  'a number without digits': ['{\n"phones": [{"number": "call me", "name": "X"}]}', /site\.json:2: "phones": a "number" has digits/],
  'a colour that is none': ['{\n"colour": {"light": "red", "dark": "#86d5c3"}}', /site\.json:2: "colour": "light" and "dark" must be colours of six/],
  'a colour by day alone': ['{\n"colour": {"light": "#0d5b50"}}', /site\.json:2: "colour": must be null, or /],
  'a colour too pale to read': ['{\n"colour": {"light": "#3aa08f", "dark": "#86d5c3"}}', /site\.json:2: "colour": "light" gives a contrast of only 2\.9:1 .* choose a darker one/],
  'a colour too dark for the night': ['{\n"colour": {"light": "#0d5b50", "dark": "#0d5b50"}}', /site\.json:2: "colour": "dark" gives a contrast of only .* choose a lighter one/],
  'a way out that is no page': ['{\n"leave": "weather"}', /site\.json:2: "leave": must be the address of a page/],
  'a way out without TLS': ['{\n"leave": "http://weather.example/"}', /site\.json:2: "leave": must be/],
  'a way out that runs a script': ['{\n"leave": "javascript:alert(1)//https://x.example"}', /site\.json:2: "leave": must be/],
  'a way out with a quote in it': ['{\n"leave": "https://x.example/\\"onclick=1"}', /site\.json:2: "leave": must be/],
  'a deadline of zero': ['{\n"head-seconds": 0}', /site\.json:2: "head-seconds": /],
  'a name that one of the languages lacks': ['{\n"languages": ["lv", "ru"],\n"name": {"lv": "Morning"}}', /site\.json:3: "name": has no text in "ru"/],
  'a name in English alone, which no language may fall back on': ['{\n"languages": ["lv"],\n"name": {"en": "Morning"}}', /site\.json:3: "name": has no text in "lv"/],
  'a number whose note one of the languages lacks': ['{\n"languages": ["lv", "uk"],\n"name": "X",\n"phones": [{"number": "112", "name": "Y",\n"note": {"lv": "Z"}}]}', /site\.json:5: "note": has no text in "uk"/],
  'nothing at all': ['{}', /"name" is missing/],
  'bytes that are no text': ['{"name": "\xff"}', /site\.json:1: /],
};
for (const [what, [text, message]] of Object.entries(settings))
  test(`site.json is refused with its line: ${what}`, withSite({}, async (site) => {
    writeFileSync(join(site.path, 'site.json'), Buffer.from(text, 'latin1'));
    const { code, log } = await failServer(site);
    assert.equal(code, 1);
    assert.match(log, message);
  }));

test('a form without a lock is not offered, and the rest is', withSite({}, async (site) => {
  copyFileSync(WALK, join(site.path, 'forms/other.json'));
  const server = await startServer(site);
  assert.match(server.log, /note: other: has no lock/);
  assert.equal((await open(server, '/f/other')).status, 404);
  assert.equal((await post(server, '/f/other', [['_do', 'send']])).status, 404);
  assert.equal((await open(server, '/f/walk')).status, 200);
  await server.stop();
}));

test('a lock signed by a stranger is not used', withSite({}, async (site) => {
  addLock(site, 'walk', { signer: makeStaff('Eve') });
  const server = await startServer(site);
  assert.match(server.log, /locks\/walk\.lock: is signed by somebody whose card is not in staff/);
  assert.equal((await open(server, '/f/walk')).status, 404);
  await server.stop();
}));

test('a lock whose bytes were changed is not used', withSite({}, async (site) => {
  const file = join(site.path, 'locks/walk.lock');
  writeFileSync(file, readFileSync(file, 'utf8').replace('wave 2026', 'wave 2027'));
  const server = await startServer(site);
  assert.match(server.log, /locks\/walk\.lock: has a signature that does not hold/);
  assert.equal((await open(server, '/f/walk')).status, 404);
  await server.stop();
}));

test('of two locks none is guessed; an earlier one is put aside and stays readable', withSite({}, async (site) => {
  let server = await startServer(site);
  assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', 'pirmais vilnis'], ['_do', 'send']])).status, 303);
  await server.stop();

  const earlier = site.lock;
  const current = addLock(site, 'walk', { wave: '2027', file: 'walk-2027.lock' });
  server = await startServer(site);
  assert.match(server.log, /note: walk: has two locks/);
  assert.equal((await open(server, '/f/walk')).status, 404);
  await server.stop();

  execFileSync('mv', [join(site.path, 'locks/walk.lock'), join(site.path, 'locks/earlier')]);
  server = await startServer(site);
  assert.equal((await post(server, '/f/walk', [['walks', 'no'], ['words', 'otrais vilnis'], ['_do', 'send']])).status, 303);
  assert.deepEqual([...(await fetchSheets(server, site, earlier)).values()].map((sheet) => sheet.answers.words), ['pirmais vilnis']);
  assert.deepEqual([...(await fetchSheets(server, site, current)).values()].map((sheet) => sheet.wave), ['2027']);
  await server.stop();
}));

test('a form that is wrong is told with its line and not offered', withSite({}, async (site) => {
  writeFileSync(join(site.path, 'forms/walk.json'), '{\n"pages": [\n{"name": "p", "elements": [{"type": "hologram", "name": "x"}]}]}');
  const server = await startServer(site);
  assert.match(server.log, /note: .*walk\.json:3: /);
  assert.equal((await open(server, '/f/walk')).status, 404);
  await server.stop();
}));

test('a second server on the same site is refused', withSite({}, async (site) => {
  const server = await startServer(site);
  const { code, log } = await failServer(site);
  assert.equal(code, 1);
  assert.match(log, /another server is running on this site/);
  assert.equal((await open(server, '/healthz')).status, 200);
  await server.stop();
}));

test('a port that is taken, and an address that is none, are told', withSite({}, async (site) => {
  const blocker = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.on('listening', resolve));
  const taken = await failServer(site, `127.0.0.1:${blocker.address().port}`);
  blocker.close();
  assert.equal(taken.code, 1);
  assert.match(taken.log, /cannot listen there: Address already in use/);
  for (const listen of ['nonsense', '127.0.0.1', '127.0.0.1:99999', 'localhost:80x', '300.0.0.1:80']) {
    const { code, log } = await failServer(site, listen);
    assert.equal(code, 1);
    assert.match(log, /not an address and a port/, listen);
  }
}));

test('SIGTERM finishes what was begun and ends with 0', withSite({}, async (site) => {
  const server = await startServer(site);
  const body = 'walks=no&words=beigas&_do=send';
  const begun = exchange(server.port, [head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`), { bytes: body, after: 600 }]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  server.child.kill('SIGTERM');
  assert.deepEqual((await begun).statuses, [303]);
  assert.equal(await server.ended, 0);
  const next = await startServer(site);
  assert.equal((await fetchSheets(next, site)).size, 1);
  await next.stop();
}));

test('too few open files are told', withSite({}, async (site) => {
  const run = spawnSync('prlimit', ['--nofile=100', SERVER, 'run', site.path, '--listen', '127.0.0.1:0']);
  assert.equal(run.status, 1);
  assert.match(String(run.stderr), /more than 128 open files are needed/);
}));

test('the process has confined itself', withSite({}, async (site) => {
  const server = await startServer(site);
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  assert.match(status, /^NoNewPrivs:\s+1$/m);
  assert.match(status, /^Seccomp:\s+2$/m);
  assert.match(readFileSync(`/proc/${server.pid}/limits`, 'utf8'), /^Max core file size\s+0\s+0/m);
  await server.stop();
}));

test('a socket that systemd listens on is taken over', withSite({}, async (site) => {
  const port = 20000 + (process.pid % 10000);
  const child = spawn('systemd-socket-activate', ['-l', `127.0.0.1:${port}`, SERVER, 'run', site.path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const listening = new Promise((resolve) => child.stdout.on('data', (chunk) => resolve(String(chunk))));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  try {
    const server = { address: `http://127.0.0.1:${port}` };
    let page;
    for (let tries = 0; !page && tries < 100; tries++) page = await open(server, '/f/walk').catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
    assert.equal(page?.status, 200, log);
    assert.equal(await listening, `listening on http://127.0.0.1:${port}\n`);
  } finally {
    child.kill('SIGTERM');
  }
  assert.equal(await ended, 0, log);
}));

test('records that arrive while the server ends are kept or refused, and it ends in order', withSite({ settings: { threads: 4 } }, async (site) => {
  for (let round = 0; round < 12; round++) {
    const server = await startServer(site);
    const resting = Array.from({ length: 200 }, () => net.connect({ port: server.port, host: '127.0.0.1' }));
    await Promise.all(resting.map((socket) => new Promise((answered) => socket.once('data', answered).on('error', answered).write(head(server, 'GET /healthz HTTP/1.1')))));
    const puts = resting.map(() => {
      const record = Buffer.concat([Buffer.from([1]), Buffer.from(site.lock.id, 'hex'), randomBytes(site.lock.size - 17)]);
      return Buffer.concat([Buffer.from(head(server, `PUT /api/records/walk/${randomBytes(16).toString('hex')} HTTP/1.1`, 'Content-Type: application/octet-stream', `Content-Length: ${record.length}`)), record]);
    });
    server.child.kill('SIGTERM');
    for (const [i, socket] of resting.entries()) {
      socket.write(puts[i]);
      for (const until = performance.now() + round / 100; performance.now() < until; );
    }
    assert.equal(await server.ended, 0, server.log);
    for (const socket of resting) socket.destroy();
  }
}));
