// keygen, lock and grant as a person uses them: what they make, what they refuse, and with which exit code (1 a mistake, 2 usage).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readCard, readLock, verifyLock } from './seal.mjs';

const program = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-tally');
const form = JSON.stringify({ title: 'F', pages: [{ name: 'p', elements: [{ type: 'text', name: 'q', maxLength: 20 }] }] });
let folder, pass;

const at = (name) => join(folder, name);
const tally = (...args) => spawnSync(program, args, { encoding: 'utf8' });
const keyed = (...args) => tally(...args, '--passphrase-file', pass);
const keygen = (name) => keyed('keygen', '--name', name, '--out', folder);
const lock = (out, { by = 'anna', staff = ['anna'], wave = '2026', file = at('form.json') } = {}) => keyed('lock', '--form', file, '--wave', wave,
	...staff.flatMap((name) => ['--staff', at(`${name}.card`)]), '--key', at(`${by}.key`), '--out', at(out));
const grant = (from, to, by, staff, ...more) => keyed('grant', '--lock', at(from), '--staff', at(`${staff}.card`), '--key', at(`${by}.key`), '--out', at(to), ...more);
const file = (name) => readFileSync(at(name), 'utf8');

function done(result) {
	assert.equal(result.status, 0, result.stderr);
	assert.equal(result.stderr, '');
	return result.stdout;
}

function refused(result, code, words) {
	assert.equal(result.status, code, result.stderr);
	assert.match(result.stderr, words);
	assert.equal(result.stdout, '');
}

before(() => {
	folder = mkdtempSync(join(tmpdir(), 'uzklausi-commands-'));
	pass = at('pass');
	writeFileSync(pass, 'cetri vardi no blodas\n', { mode: 0o600 });
	writeFileSync(at('form.json'), form);
	for (const name of ['anna', 'berta', 'carl']) done(keygen(name));
	done(lock('a.lock'));
});
after(() => rmSync(folder, { recursive: true }));

describe('keygen', () => {
	it('makes a key file that only its owner can read, and says the card', () => {
		assert.match(done(keygen('dora')), new RegExp(`^card ${readCard(file('dora.card')).id}$`, 'm'));
		assert.equal(statSync(at('dora.key')).mode & 0o777, 0o600);
	});
	it('never overwrites, and leaves nothing half made', () => {
		const key = file('anna.key'), card = file('anna.card');
		refused(keygen('anna'), 1, /anna\.key is there already/);
		assert.equal(file('anna.key'), key);
		assert.equal(file('anna.card'), card);
		writeFileSync(at('eva.card'), 'mine');
		refused(keygen('eva'), 1, /eva\.card is there already/);
		assert.ok(!readdirSync(folder).some((name) => name.startsWith('eva.key')));
	});
	it('takes a passphrase from a file for its owner\'s eyes alone, or from a pipe', () => {
		for (const mode of [0o640, 0o604, 0o620]) {
			chmodSync(pass, mode);
			refused(keygen('fred'), 1, /pass may be read or changed by others/);
		}
		chmodSync(pass, 0o600);
		done(keygen('fred'));
		done(spawnSync('bash', ['-c', '"$0" keygen --name gita --out "$1" --passphrase-file <(cat "$2")', program, folder, pass], { encoding: 'utf8' }));
	});
	it('takes no name that is a path', () => {
		for (const name of ['../x', 'a/b', '.x', '-x', 'a\nb', '']) assert.notEqual(keygen(name).status, 0);
	});
	it('knows its usage', () => {
		refused(tally('keygen'), 2, /--name is missing[^]*usage/);
		refused(keyed('keygen', '--name', 'x', '--name', 'y', '--out', folder), 2, /twice/);
		refused(keyed('keygen', '--name', 'x', '--out', folder, '--force'), 2, /--force is not known/);
		refused(tally('keygen', '--name', 'x', '--out', folder, '--passphrase', 'secret'), 2, /not known/);
		refused(tally('open'), 2, /usage/);
		refused(tally(), 2, /usage/);
	});
});

describe('lock', () => {
	it('makes a lock that its signer vouches for, in the form\'s name', () => {
		const made = readLock(file('a.lock'));
		assert.equal(made.form, 'form');
		assert.equal(made.size, 4000);
		assert.ok(verifyLock(made, readCard(file('anna.card'))));
	});
	it('is another lock each time', () => {
		done(lock('a2.lock'));
		assert.notEqual(readLock(file('a2.lock')).id, readLock(file('a.lock')).id);
	});
	it('never overwrites', () => {
		const before_ = file('a.lock');
		refused(lock('a.lock'), 1, /File exists/);
		assert.equal(file('a.lock'), before_);
	});
	it('refuses a form whose answers may not fit', () => {
		writeFileSync(at('long.json'), form.replace('20', '2000'));
		refused(lock('x.lock', { file: at('long.json') }), 1, /answers may take 6\d{3} bytes, but a record of 4000 holds 3\d{3}:/);
		writeFileSync(at('endless.json'), form.replace(',"maxLength":20', ''));
		refused(lock('x.lock', { file: at('endless.json') }), 1, /no greatest length/);
	});
	it('refuses what is no form, no wave, no card', () => {
		writeFileSync(at('broken.json'), '{');
		refused(lock('x.lock', { file: at('broken.json') }), 1, /broken\.json/);
		refused(lock('x.lock', { wave: '2026/1' }), 1, /cannot be a wave/);
		refused(lock('x.lock', { staff: ['anna', 'anna'] }), 1, /the same card/);
		writeFileSync(at('forged.card'), file('anna.card').replace('name anna', 'name Anna'));
		refused(lock('x.lock', { staff: ['forged'] }), 1, /altered/);
		refused(lock('x.lock', { staff: ['nobody'] }), 1, /cannot be opened/);
		assert.ok(!readdirSync(folder).some((name) => name.startsWith('x.lock')));
	});
	it('refuses key files that others can reach, and a wrong passphrase', () => {
		writeFileSync(at('open.key'), file('anna.key'), { mode: 0o600 });
		chmodSync(at('open.key'), 0o644);
		refused(lock('x.lock', { by: 'open' }), 1, /others/);
		symlinkSync(at('anna.key'), at('link.key'));
		refused(lock('x.lock', { by: 'link' }), 1, /symbolic link/);
		writeFileSync(at('wrong'), 'no\n', { mode: 0o600 });
		refused(tally('lock', '--form', at('form.json'), '--wave', '1', '--staff', at('anna.card'), '--key', at('anna.key'), '--out', at('x.lock'),
			'--passphrase-file', at('wrong')), 1, /passphrase is wrong, or the file was altered/);
	});
	it('shows terminal escapes instead of sending them', () => {
		const result = lock('x.lock', { file: at('\x1b[31mred.json') });
		refused(result, 1, /\\x1b\[31mred/);
		assert.ok(!result.stderr.includes('\x1b'));
	});
});

describe('grant', () => {
	it('lets a colleague open the same lock', () => {
		done(grant('a.lock', 'b.lock', 'anna', 'berta'));
		const wider = readLock(file('b.lock'));
		assert.equal(wider.id, readLock(file('a.lock')).id);
		assert.deepEqual([...wider.grants.keys()].sort(), ['anna', 'berta'].map((name) => readCard(file(`${name}.card`)).id).sort());
	});
	it('is not for those who have no grant, nor for those who have one', () => {
		refused(grant('a.lock', 'x.lock', 'carl', 'berta', '--trust', at('anna.card')), 1, /no grant/);
		refused(grant('a.lock', 'x.lock', 'anna', 'anna'), 1, /has a grant already/);
	});
	it('believes only a lock that was signed by one\'s own key or a named card', () => {
		done(grant('a.lock', 'c.lock', 'anna', 'berta'));
		refused(grant('c.lock', 'x.lock', 'berta', 'carl'), 1, new RegExp(`${readCard(file('anna.card')).id}, whom you have not named`));
		done(grant('c.lock', 'd.lock', 'berta', 'carl', '--trust', at('anna.card')));
		assert.ok(verifyLock(readLock(file('d.lock')), readCard(file('berta.card'))));
		writeFileSync(at('altered.lock'), file('a.lock').replace('wave 2026', 'wave 2027'));
		refused(grant('altered.lock', 'x.lock', 'anna', 'berta'), 1, /altered/);
	});
});
