// The passphrase on a terminal: asked without being shown, twice for a new key, and Ctrl-C leaves the terminal as it was. util-linux's script(1)
// gives the program a terminal of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, it } from 'node:test';

const tally = resolve(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-tally');
let folder;

before(() => { folder = mkdtempSync(join(tmpdir(), 'uzklausi-terminal-')); });
after(() => rmSync(folder, { recursive: true }));

/** Runs a shell command on a terminal; talk is a list of [question to wait for, what is typed then]. Answers {code, shown}. */
function onTerminal(command, talk) {
	return new Promise((done) => {
		const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env: { ...process.env, SHELL: '/bin/sh' } });
		let shown = '', seen = 0;
		const answer = () => {
			const next = talk[0] && shown.indexOf(talk[0][0], seen);
			if (next === undefined || next < 0) return;
			seen = next + talk[0][0].length;
			child.stdin.write(talk.shift()[1]);
		};
		child.stdout.on('data', (data) => { shown += data; answer(); });
		child.on('close', (code) => done({ code, shown }));
	});
}

const keygen = (name) => `${tally} keygen --name ${name} --out ${folder}`;

it('asks twice for a new key, and never shows what is typed', async () => {
	const { code, shown } = await onTerminal(keygen('one'), [['new key: ', 'slepeni vardi 1\n'], ['again: ', 'slepeni vardi 1\n']]);
	assert.equal(code, 0, shown);
	assert.ok(existsSync(join(folder, 'one.key')));
	assert.doesNotMatch(shown, /slepeni/);
});

it('refuses two that differ', async () => {
	const { code, shown } = await onTerminal(keygen('two'), [['new key: ', 'slepeni vardi 1\n'], ['again: ', 'slepeni vardi 2\n']]);
	assert.equal(code, 1);
	assert.match(shown, /differ/);
	assert.ok(!existsSync(join(folder, 'two.key')));
});

it('refuses an empty one', async () => {
	const { code, shown } = await onTerminal(keygen('three'), [['new key: ', '\n']]);
	assert.equal(code, 1);
	assert.match(shown, /empty/);
});

it('shows typing again after Ctrl-C', async () => {
	const { shown } = await onTerminal(`trap : INT; ${keygen('four')}; stty -a`, [['new key: ', 'half\x03']]);
	assert.match(shown, / echo /, 'the echo is back');
	assert.doesNotMatch(shown, /half/);
	assert.ok(!existsSync(join(folder, 'four.key')));
});

it('says what to do where there is no terminal', async () => {
	const child = spawn('setsid', ['--wait', tally, 'keygen', '--name', 'five', '--out', folder]);
	let said = '';
	child.stderr.on('data', (data) => { said += data; });
	const code = await new Promise((done) => child.on('close', done));
	assert.equal(code, 1);
	assert.match(said, /--passphrase-file/);
});
