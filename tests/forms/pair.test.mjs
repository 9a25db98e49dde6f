// uzklausi-form lint reads a form together with its easy-language version, from whichever of the two it is given.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { namedForm } from './lib/forms.mjs';

const FORM = join(process.env.UZKLAUSI_BUILD ?? 'build', 'uzklausi-form');
let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), 'uzklausi-pair.'))));
after(() => rmSync(folder, { recursive: true, force: true }));

function lint(given, change = () => undefined) {
	const forms = { concern: namedForm('concern'), 'concern-easy': namedForm('concern-easy') };
	change(forms);
	rmSync(folder, { recursive: true });
	folder = mkdtempSync(join(tmpdir(), 'uzklausi-pair.'));
	for (const [id, form] of Object.entries(forms)) if (form) writeFileSync(join(folder, `${id}.json`), JSON.stringify(form));
	const { status, stdout, stderr } = spawnSync(FORM, ['lint', join(folder, `${given}.json`)], { encoding: 'utf8' });
	return { status, said: stdout + stderr };
}

test('a pair that fits is clean from both sides', () => {
	for (const given of ['concern', 'concern-easy']) assert.deepEqual(lint(given), { status: 0, said: '' });
});

test('what one of the two lacks is found', () => {
	const cases = [
		['concern-easy', (f) => { f['concern-easy'].pages[0].elements[2].choices[0].value = 'ja'; }, /its choice ja stands for none of the full form/],
		['concern-easy', (f) => { f.concern.pages[0].elements[1].name = 'dangerous'; f.concern.pages[0].elements[2].visibleIf = '{dangerous} = \'yes\''; }, /danger: concern asks no such question/],
		['concern-easy', (f) => { delete f.concern.uzklausi.easy; }, /do not name each other/],
		['concern', (f) => { f['concern-easy'].uzklausi.easyOf = 'concert'; }, /"easy" names concern-easy, whose "easyOf" does not name this form/],
		['concern', (f) => { f['concern-easy'] = null; }, /concern-easy\.json: No such file/],
		['concern-easy', (f) => { f['concern-easy'].uzklausi.smallestGroup = 10; }, /"smallestGroup" differs/],
	];
	for (const [given, change, expected] of cases) {
		const { status, said } = lint(given, change);
		assert.equal(status, 1, said);
		assert.match(said, expected);
	}
});
