// How a report ends, and what hostile words do on the way: closing, erasing, proof from the files; every view and export.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { staffRequest } from '../http/lib/site.mjs';
import { archiveOf, dayAfter, daysAhead, inbox, inboxJson, lookIn, openDesk, report, stateOf, TALLY, writeMore } from './lib/desk.mjs';

let desk;
before(async () => (desk = await openDesk({ settings: { 'erase-after-days': 3 } })));
after(() => desk?.close());

const short = (letter) => letter.id.slice(0, 10);
const read = (letter, who = 'anna') => inboxJson(desk, who, 'show', ['--report', short(letter)]);
const bytesOf = (path) => (statSync(path).isFile() ? [readFileSync(path)] : []);
const dataOf = () => Buffer.concat(readdirSync(join(desk.site.path, 'data'), { recursive: true }).flatMap((name) => bytesOf(join(desk.site.path, 'data', name))));

describe('a report that is closed', () => {
  let letter, followup, record;
  it('says so to the reporter, and the day on which all is erased', async () => {
    letter = await report(desk, { what: 'Tas beigsies.' });
    await read(letter);
    followup = await writeMore(desk, letter, 'Vēl kaut kas.');
    await read(letter);
    await inboxJson(desk, 'anna', 'note', ['--report', short(letter), '--text', 'Piezīme, kas pazudīs.']);
    await inboxJson(desk, 'anna', 'hand-over', ['--report', short(letter), '--to', 'social-service']);
    await inboxJson(desk, 'anna', 'mark', ['--report', short(letter), '--as', 'false']);
    const seen = await stateOf(desk, 'berta', letter);
    assert.deepEqual([seen.state, seen.detail, seen.erased_on], ['closed', 'false', dayAfter(3)]);
    const messages = await lookIn(desk, letter);
    assert.deepEqual(messages.map((one) => one.kind).sort(), ['closed', 'expires', 'read', 'read']);
    assert.equal(messages.find((one) => one.kind === 'expires').day, dayAfter(3));
    assert.ok(!messages.some((one) => one.text.includes('false')), 'as what it was closed is for the staff');
    const { out } = await inbox(desk, 'anna', 'list');
    assert.ok(!out.includes(letter.id.slice(0, 8)), 'closed ones are not in the way');
    assert.match(out, /1 closed \(1 false\)/);
  });

  it('opened again it stays, closed again it has a new day', async () => {
    await inboxJson(desk, 'berta', 'mark', ['--report', short(letter), '--as', 'standard']);
    assert.deepEqual([(await stateOf(desk, 'anna', letter)).state, (await stateOf(desk, 'anna', letter)).erased_on], ['standard', '']);
    await inboxJson(desk, 'berta', 'mark', ['--report', short(letter), '--as', 'false']);
    assert.equal((await stateOf(desk, 'anna', letter)).erased_on, dayAfter(3));
  });

  it('is gone when the day has come: from the server\'s files, the mailbox and the archives; but it is counted', async () => {
    const ids = [letter.id, followup].map((hex) => Buffer.from(hex, 'hex'));
    const { bytes } = await staffRequest(desk.server, desk.staff.anna, 'POST', `/api/staff/records/${desk.lock.id}`, { body: Buffer.concat(ids) });
    assert.equal(bytes.length, 2 * 8016);
    record = [bytes.subarray(16, 8016), bytes.subarray(8032)].map((one) => Buffer.from(one.subarray(100, 200)));
    const box = Buffer.from(letter.mailbox.id, 'hex');
    assert.ok(record.every((part) => dataOf().includes(part)), 'the check finds what is there');
    assert.ok(record.every((part) => archiveOf(desk, 'anna').includes(part) && archiveOf(desk, 'berta').includes(part)));

    await desk.server.stop();
    await desk.start(daysAhead(3));
    const later = { env: daysAhead(3) };
    const { out, err, code } = await inbox(desk, 'anna', 'list', ['--all'], later);
    assert.equal(code, 0, err);
    assert.match(err, /1 report was erased here: its day had come/);
    assert.match(out, /1 closed \(1 false\)/);
    assert.match(out, /1 of them was erased when the day had come; they are counted on/);
    assert.ok(!out.includes(letter.id.slice(0, 8)));
    await inbox(desk, 'berta', 'list', [], later);
    for (let i = 0; i < 200 && record.some((part) => dataOf().includes(part)); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    const files = dataOf();
    assert.ok(!record.some((part) => files.includes(part)), 'the records are in no file of the server');
    assert.ok(!ids.some((id) => files.includes(id)) && !files.includes(box));
    for (const who of ['anna', 'berta']) {
      const archive = archiveOf(desk, who);
      assert.ok(![...record, ...ids].some((part) => archive.includes(part)), `${who}'s archive still has it`);
    }
    assert.deepEqual(await lookIn(desk, letter), []);
    const again = await inbox(desk, 'anna', 'list', ['--all'], later);
    assert.doesNotMatch(again.err, /erased here|gone from the server/);
    assert.match(again.out, /1 closed \(1 false\)/);
    await desk.server.stop();
    await desk.start();
  });
});

describe('hostile words', () => {
  const NAUGHTY = ['\u001b[2J\u001b]0;pwned\u0007\u001b]8;;http://evil.lv\u001b\\klik\u001b]8;;\u001b\\', '\u009b31m', '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://evil.lv";"x")', '+1+cmd|\' /C calc\'!A0', '-2+3', '@SUM(A1)', '\t=1+1', '\r=1+1', 'a\u202egpj.exe', '\u2066\u2067x', 'po\u200bli\u00adce',
    'p\u0430ypal.com', '\uff1dcmd', '\u{e0041}\u{e0042}', 'tel:112', 'mailto:a@evil.lv', 'www.evil.lv', '29475526', 'Z\u0335\u0321\u034d'.repeat(30), '\ufeff\ufffe',
    '  closed as false\nSince then:\n2026-01-01 00:00  Anna closed it as false', '⟦U+0041⟧', '%s%n%x', '$(reboot)`reboot`', '\'; DROP TABLE cells; --', '{{7*7}}',
    'null', '\\u0000', '👨‍👩‍👧', 'Ṱ̺̺̕o͞ ̷i̲̬n̝v̕o̶k̖e'];
  const HUGE = '😢'.repeat(600);
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2067\ufeff\ufffe\u{e0000}-\u{e007f}]/u;
  const letters = [];

  before(async () => {
    for (let i = 0; i < NAUGHTY.length; i += 12) {
      const some = NAUGHTY.slice(i, i + 12).map((words, k) => [[`=${i + k}`, words], [`${words.slice(0, 20)}${i + k}`, words]]).flat();
      letters.push(await report(desk, Object.fromEntries([['what', NAUGHTY[i]], ...some]), { mailbox: i === 0 }));
    }
    letters.push(await report(desk, { what: HUGE }));
    await writeMore(desk, letters[0], NAUGHTY.join(' ').replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 1900));
  });

  it('do nothing in any view for people', async () => {
    const list = await inbox(desk, 'anna', 'list', ['--all']);
    assert.equal(list.code, 0);
    assert.doesNotMatch(list.out, CONTROL);
    for (const letter of letters) {
      const { out, code, err } = await inbox(desk, 'anna', 'show', ['--report', short(letter), '--form', 'tests/tally/forms/worry.json']);
      assert.equal(code, 0, err);
      const inside = out.replace(/\u2068[^\u2068\u2069\n]*\u2069/gu, ''); // isolates are whole, one a line, and nothing is left of them
      assert.doesNotMatch(inside, /[\u2066-\u2069]/u);
      assert.doesNotMatch(out, CONTROL);
      assert.ok(!/:\/\/|www\.[a-z]|\w@\w|tel:\d|mailto:\w/.test(out), out);
      assert.ok(out.split('\n').every((line) => !/^Since then|^2026-01-01 00:00/.test(line) || line === 'Since then:'), out);
    }
  });

  it('stay what they are in JSON, which shows nothing of them either', async () => {
    const { out } = await inbox(desk, 'anna', 'export', ['--format', 'json']);
    assert.doesNotMatch(out, CONTROL);
    const all = JSON.parse(out);
    for (const [i, words] of NAUGHTY.entries()) assert.equal(all.find((one) => one.id === letters[Math.floor(i / 12)].id).answers[`=${i}`], words);
    assert.equal(all.find((one) => one.id === letters.at(-1).id).answers.what, HUGE);
  });

  it('begin no formula in a spreadsheet, are no HTML, and hide nothing there', async () => {
    const { out } = await inbox(desk, 'anna', 'export', ['--form', 'tests/tally/forms/worry.json']);
    assert.equal(out[0], '\ufeff');
    const text = out.slice(1);
    assert.doesNotMatch(text.replaceAll('\r\n', '\n'), CONTROL);
    const cells = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell.replaceAll('""', '"'));
    assert.ok(cells.length > 10 * letters.length && NAUGHTY.every((words, i) => text.includes(`=${i}: `)));
    for (const cell of cells)
      for (const line of cell.split(/[\n\r,;|\t]/)) assert.doesNotMatch(line.replace(/^[ "]*/, ''), /^[=+\-@\uff1d\uff0b\uff0d\uff20]/u, JSON.stringify(cell));
    assert.ok(cells.some((cell) => cell.includes('😢'.repeat(600))));
    assert.ok(!text.includes('://'));
  });

  it('the checks find what is not inert', () => {
    assert.match('\u001b[2J', CONTROL);
    assert.match('a\u202eb', CONTROL);
    assert.doesNotMatch('⟦U+202E⟧ ā 😢\n', CONTROL);
  });

  it('a megabyte of emoji is no record at all', async () => {
    const reply = await fetch(`${desk.server.address}/api/records/worry/${'0'.repeat(32)}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' }, body: '😢'.repeat(1 << 18) });
    assert.equal(reply.status, 413);
  });
});

describe('watching', () => {
  // A mail server that takes one mail after another, without TLS since it is on this computer.
  function mailServer() {
    const mails = [];
    const server = createServer((socket) => {
      let text = '', data = false;
      socket.write('220 test\r\n');
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        text += chunk;
        for (let end; (end = text.indexOf(data ? '\r\n.\r\n' : '\r\n')) >= 0;) {
          const part = text.slice(0, end);
          text = text.slice(end + (data ? 5 : 2));
          if (data) mails.push(part);
          socket.write(data ? '250 ok\r\n' : part === 'DATA' ? '354 go\r\n' : part === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
          data = !data && part === 'DATA';
        }
      });
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ mails, port: server.address().port, stop: () => server.close() })));
  }
  const until = async (what) => { for (let i = 0; i < 600 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 100)); assert.ok(what()); };

  it('announces what is new on the desktop and by a mail that says only that something waits', async () => {
    await report(desk, { what: 'Pirmais' });
    const mail = await mailServer();
    const bin = join(desk.folder, 'bin'), note = join(desk.folder, 'notified');
    mkdirSync(bin);
    writeFileSync(join(bin, 'notify-send'), `#!/bin/sh\necho "$*" >>${note}\n`);
    chmodSync(join(bin, 'notify-send'), 0o755);
    const settings = join(desk.folder, 'mail.json');
    writeFileSync(settings, JSON.stringify({ server: `smtp://127.0.0.1:${mail.port}`, from: 'uzklausi@example.lv', to: ['anna@example.lv', 'berta@example.lv'] }), { mode: 0o600 });
    const child = spawn(TALLY, ['inbox', 'list', '--watch', '--every', '1', '--mail', settings, '--format', 'json', '--server', desk.server.address, '--key', desk.staff.berta.key,
      '--passphrase-file', join(desk.folder, 'passphrase'), '--trust', join(desk.folder, 'anna.card')], { env: { ...process.env, PATH: `${bin}:${process.env.PATH}` } });
    let out = '', err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    try {
      await until(() => mail.mails.length >= 1);
      const fresh = await report(desk, { what: 'Slepeni vārdi' });
      await until(() => out.trim().split('\n').length >= 2 && mail.mails.length >= 2);
      const last = JSON.parse(out.trim().split('\n').at(-1));
      assert.equal(last.new, 1);
      for (const text of mail.mails) {
        assert.match(text, /\r\n\r\nIesūtnē kaut kas gaida\. \/ Something waits in the inbox\.(\r\n)?$/);
        assert.match(text, /^Date: [^\r]*\r\nFrom: <uzklausi@example\.lv>\r\nTo: <anna@example\.lv>\r\nSubject: Uzklausi\r\n/);
        assert.ok(!text.includes(fresh.id.slice(0, 8)) && !text.includes('worry') && !text.includes('Slepeni'));
      }
      assert.match(readFileSync(note, 'utf8'), /Something waits in the inbox/);
      assert.equal(readFileSync(note, 'utf8').trim().split('\n').length, mail.mails.length);
    } finally {
      child.kill();
      mail.stop();
    }
    assert.ok(!err.includes('cannot'), err);
  });

  it('settings with a password that others may read are refused, and mail goes nowhere without TLS', async () => {
    const settings = join(desk.folder, 'open.json');
    writeFileSync(settings, '{"server":"smtp://mail.example.lv","from":"a@example.lv","to":["b@example.lv"]}', { mode: 0o644 });
    const child = spawn(TALLY, ['inbox', 'list', '--watch', '--every', '60', '--mail', settings, '--server', desk.server.address, '--key', desk.staff.anna.key,
      '--passphrase-file', join(desk.folder, 'passphrase')], { env: { ...process.env, PATH: join(desk.folder, 'bin') } });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    await report(desk, { what: 'vēl' });
    await until(() => /may be read or changed by others/.test(err) || child.exitCode !== null);
    child.kill();
    assert.match(err, /may be read or changed by others/);
  });
});
