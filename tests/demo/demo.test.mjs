// `make demo` as a person meets it: the whole way of a sheet, then a server that stays up until Ctrl-C and leaves nothing behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const BUILD = process.env.UZKLAUSI_BUILD ?? 'build';

function startDemo(folder) {
  const demo = spawn('tools/demo.sh', [BUILD], { env: { ...process.env, TMPDIR: folder }, detached: true });
  demo.text = '';
  const ready = new Promise((resolve, reject) => {
    const read = (chunk) => {
      demo.text += chunk;
      if (demo.text.includes('Ctrl-C ends it.')) resolve();
    };
    demo.stdout.on('data', read);
    demo.stderr.on('data', read);
    demo.on('exit', (code) => reject(new Error(`the demo ended early with ${code}:\n${demo.text}`)));
  });
  return { demo, ready };
}

test('the demo shows the way of 77 sheets and ends with Ctrl-C', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
  const { demo, ready } = startDemo(folder);
  try {
    await ready;
    assert.match(demo.text, /77 sheets taken/);
    const [, address] = demo.text.match(/\n(http:\/\/127\.0\.0\.1:\d+)\nCtrl-C/);
    for (const count of [31, 28, 12, 6]) assert.match(demo.text, new RegExp(`\\b${count}\\b`), `the table shows ${count}`);
    assert.match(demo.text, /█/, 'a QR code is drawn');
    const page = await fetch(`${address}/f/specialists`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /<form/);

    demo.removeAllListeners('exit');
    const ended = new Promise((resolve) => demo.on('exit', resolve));
    process.kill(-demo.pid, 'SIGINT');
    assert.equal(await ended, 0);
    await assert.rejects(fetch(address), 'nobody listens any more');
    assert.deepEqual(readdirSync(folder), [], 'the throw-away folder is gone');
  } finally {
    if (demo.exitCode === null) process.kill(-demo.pid, 'SIGKILL');
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  }
});
