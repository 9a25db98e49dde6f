// Two implementations, one format: what JavaScript makes C opens, what C makes JavaScript opens, and what either alters neither takes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as seal from './seal.mjs';
import { asText, files } from './vectors.mjs';

const build = process.env.UZKLAUSI_BUILD ?? 'build';
const passphrase = 'četri vārdi no bļodas';
const version = '9f86d081884c7d659a2feaa0c55ad015';
const cheap = { passes: 2, kibibytes: 65536 };
let folder, paths;

const program = (name, args, input = '') => spawnSync(join(build, name), args, { input, maxBuffer: 1 << 20 });
const peer = (...args) => program('tests/seal_peer', args.slice(0, -1), args.at(-1));
const put = (name, content, mode = 0o644) => { const path = join(folder, name); writeFileSync(path, content, { mode }); return path; };

/** Runs C and returns what it wrote; fails the test with C's words. */
function must(result) {
	assert.equal(result.status, 0, result.stderr.toString());
	return result.stdout;
}

function refused(result, words) {
	assert.equal(result.status, 1, 'must be refused');
	assert.match(result.stderr.toString(), words);
}

const js = { name: 'Jānis', box: Uint8Array.from(randomBytes(32)), seed: Uint8Array.from(randomBytes(32)) };
const sheetText = (id) => seal.writeSheet({ form: 'specialists', version, wave: '2026', id, lang: 'lv', answers: { a: 'Šis ir teksts "ar" \\ zīmēm', b: [1, 2.5, true] } });

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'uzklausi-seal-'));
	js.card = seal.readCard(seal.writeCard(js.name, js.box, js.seed)).id;
	const card = seal.writeCard(js.name, js.box, js.seed);
	const lock = seal.writeLock({ form: 'specialists', wave: '2026', size: 4000, secret: Uint8Array.from(randomBytes(32)),
		staff: [seal.readCard(card)], signer: { id: js.card, seed: js.seed } });
	paths = {
		pass: put('pass', `${passphrase}\n`, 0o600),
		card: put('js.card', card),
		key: put('js.key', seal.writeKeyFile({ ...js, passphrase, ...cheap, salt: Uint8Array.from(randomBytes(16)), nonce: Uint8Array.from(randomBytes(24)) }), 0o600),
		lock: put('js.lock', lock),
	};
});
after(() => rmSync(folder, { recursive: true }));

describe('the vectors', () => {
	for (const [name, make] of Object.entries(files)) {
		it(`${name} is what this implementation makes`, () => {
			assert.equal(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'), asText(make()));
		});
	}
	it('open here too', () => {
		const { lock, lock_private: secret } = files['lock.json']();
		for (const { record, sheet } of files['record.json']().records) {
			assert.equal(seal.openRecord(seal.readLock(lock), seal.unhex(secret), Buffer.from(record, 'base64')), sheet);
		}
		for (const { by, event, record } of files['event.json']().events) {
			const { by: author, ...read } = seal.readEvent(record, seal.readLock(lock));
			assert.deepEqual([author.id, read], [by, event]);
			assert.throws(() => seal.readEvent(record.replace('2026-03-02', '2026-03-03'), seal.readLock(lock)), /signature does not hold/);
		}
	});
});

describe('made in JavaScript, read in C', () => {
	it('a card', () => assert.equal(must(peer('card', paths.card, '')).toString(), `${js.card} Jānis\n`));
	it('a lock', () => {
		const lock = seal.readLock(readFileSync(paths.lock, 'utf8'));
		assert.equal(must(peer('lock', paths.lock, paths.card, '')).toString(), `${lock.id} specialists 2026 4000 1\n`);
	});
	it('a record, through a key file and a grant', () => {
		const lock = seal.readLock(readFileSync(paths.lock, 'utf8')), sheet = sheetText('000102030405060708090a0b0c0d0e0f');
		assert.equal(must(peer('open', paths.lock, paths.key, paths.pass, seal.sealRecord(lock, sheet))).toString(), sheet);
	});
	it('a record of any length', () => {
		const lock = seal.readLock(readFileSync(paths.lock, 'utf8'));
		for (const length of [0, 1, 3933, 3934]) {
			assert.equal(must(peer('open', paths.lock, paths.key, paths.pass, seal.sealRecord(lock, 'x'.repeat(length)))).length, length);
		}
		assert.throws(() => seal.sealRecord(lock, 'x'.repeat(3935)), /too long/);
	});
	it('not a record with one bit changed', () => {
		const lock = seal.readLock(readFileSync(paths.lock, 'utf8')), record = seal.sealRecord(lock, sheetText('00'.repeat(16)));
		record[3999] ^= 1;
		refused(peer('open', paths.lock, paths.key, paths.pass, record), /does not open/);
	});
	it('not an altered lock', () => {
		const altered = put('altered.lock', readFileSync(paths.lock, 'utf8').replace('wave 2026', 'wave 2027'));
		refused(peer('lock', altered, paths.card, ''), /altered/);
	});
	it('a signed request', () => {
		const request = { method: 'POST', authority: 'localhost:8080', path: '/api/staff/records/00', query: 'a=b', body: Buffer.from('ids') };
		const h = seal.signRequest(request, js, Math.floor(Date.now() / 1000));
		const args = ['verify', paths.card, 'POST', 'localhost:8080', '/api/staff/records/00', 'a=b', h['Content-Digest'], h['Signature-Input'], h.Signature];
		must(peer(...args, 'ids'));
		refused(peer(...args, 'idz'), /signature/);
		refused(peer(...args.map((arg) => (arg === '/api/staff/records/00' ? '/api/staff/records/01' : arg)), 'ids'), /signature/);
		const old = seal.signRequest(request, js, Math.floor(Date.now() / 1000) - 302);
		refused(peer(...args.slice(0, 6), old['Content-Digest'], old['Signature-Input'], old.Signature, 'ids'), /too long ago/);
	});
});

describe('made in C, read in JavaScript', () => {
	it('a record', () => {
		const lock = seal.readLock(readFileSync(paths.lock, 'utf8')), sheet = sheetText('ff'.repeat(16));
		const record = must(peer('seal', paths.lock, sheet));
		assert.equal(record.length, 4000);
		const secret = seal.openGrant(lock, js.card, js.box);
		assert.equal(seal.openRecord(lock, secret, record), sheet);
		record[100] ^= 1;
		assert.throws(() => seal.openRecord(lock, secret, record));
	});
	it('a key file and a card of keygen, and a request signed with them', () => {
		must(program('uzklausi-tally', ['keygen', '--name', 'Ilze Ozola', '--out', folder, '--passphrase-file', paths.pass]));
		const key = seal.openKeyFile(readFileSync(join(folder, 'Ilze Ozola.key'), 'utf8'), passphrase);
		const card = seal.readCard(readFileSync(join(folder, 'Ilze Ozola.card'), 'utf8'));
		assert.equal(key.card, card.id);
		const request = { method: 'GET', authority: 'localhost', path: '/api/staff/locks', query: '', body: Buffer.alloc(0) };
		const [digest, input, signature] = must(peer('sign', join(folder, 'Ilze Ozola.key'), paths.pass, 'GET', 'localhost', '/api/staff/locks', '', '')).toString().split('\n');
		const headers = { 'Content-Digest': digest, 'Signature-Input': input, Signature: signature };
		assert.equal(seal.verifyRequest(request, headers, card), true);
		assert.equal(seal.verifyRequest({ ...request, path: '/api/staff/other' }, headers, card), false);
		assert.match(input, new RegExp(`;keyid="${card.id}";`));
	});
	it('a lock of the lock command, with a grant for JavaScript', () => {
		must(program('uzklausi-tally', ['keygen', '--name', 'maker', '--out', folder, '--passphrase-file', paths.pass]));
		must(program('uzklausi-tally', ['lock', '--form', put('staff.json', JSON.stringify({ title: 'F', elements: [{ type: 'boolean', name: 'q' }] })), '--wave', '2026', '--staff', paths.card, '--staff', join(folder, 'maker.card'),
			'--key', join(folder, 'maker.key'), '--out', join(folder, 'c.lock'), '--passphrase-file', paths.pass]));
		const lock = seal.readLock(readFileSync(join(folder, 'c.lock'), 'utf8'));
		assert.equal(seal.verifyLock(lock, seal.readCard(readFileSync(join(folder, 'maker.card'), 'utf8'))), true);
		assert.equal(seal.verifyLock(lock, seal.readCard(readFileSync(paths.card, 'utf8'))), false);
		assert.equal(lock.form, 'staff');
		seal.openGrant(lock, js.card, js.box);
	});
});
