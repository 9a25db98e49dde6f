// A mistake in a template stops the build at the template's own file and line: what the template compiler leaves to the C compiler.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const build = process.env.UZKLAUSI_BUILD ?? 'build'

// What the C compiler says of a template; the empty string when it builds.
function complaints(template) {
	const folder = mkdtempSync(join(tmpdir(), 'uzklausi-template-'))
	const [file, header, source] = ['some.html', 'some.h', 'some.c'].map((name) => join(folder, name))
	writeFileSync(file, template)
	const made = spawnSync(`${build}/tools/build`, ['templates', header, source, file], { encoding: 'utf8' })
	assert.equal(made.status, 0, made.stderr)
	const compiled = spawnSync('gcc', ['-std=c17', '-fsyntax-only', '-Wall', '-Werror', '-D_GNU_SOURCE', '-I.', `-I${build}/gen`, '-include', header, source],
		{ encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
	rmSync(folder, { recursive: true })
	return compiled.stderr.replaceAll(folder + '/', '')
}

const phones = '{{view struct phones_view}}\n{{each view.phones as phone}}\n'

test('a template without mistakes builds', () => {
	assert.equal(complaints(`${phones}<a href="{{phone.address}}">{{phone.number}}</a>\n{{end}}`), '')
})

test('a misspelt field is an error at its line', () => {
	assert.match(complaints(`${phones}<b>\n{{phone.nummber}}</b>{{end}}`), /some\.html:4:.*error: .*has no member named .nummber./)
})

test('a field that is no list cannot be gone through', () => {
	assert.match(complaints('{{view struct page_view}}\n{{each view.title as one}}x{{end}}'), /some\.html:2:.*error:/)
})

test('text is no address, and an address is no text', () => {
	assert.match(complaints(`${phones}<a href="{{phone.number}}">x</a>{{end}}`), /some\.html:3:.*error: incompatible type/)
	assert.match(complaints(`${phones}{{phone.address}}{{end}}`), /'_Generic' selector of type 'struct url'[^]*some\.html:3:/)
})

test('text is no markup, and markup is no text', () => {
	assert.match(complaints(`${phones}{{raw_markup phone.number}}{{end}}`), /some\.html:3:.*error: incompatible type/)
	assert.match(complaints('{{view struct html_part}}\n{{view.markup}}'), /'_Generic' selector of type 'struct markup'[^]*some\.html:2:/)
})

test('a message without its placeholder, with a foreign one, or that does not exist is an error', () => {
	const form = '{{view struct form_view}}\n'
	assert.equal(complaints(`${form}{{t progress number=view.number total=view.total}}`), '')
	assert.match(complaints(`${form}{{t progress number=view.number}}`), /some\.html:2:.*error: implicit declaration/)
	assert.match(complaints(`${form}{{t progress numbr=view.number total=view.total}}`), /some\.html:2:.*error: implicit declaration/)
	assert.match(complaints(`${form}{{t progres}}`), /some\.html:2:.*error: implicit declaration/)
})

test('every message is used', () => {
	const texts = Object.keys(JSON.parse(readFileSync('kiosk/languages/lv.json', 'utf8')))
	const files = ['kiosk/templates', 'server', 'kiosk'].flatMap((folder) =>
		readdirSync(folder).filter((name) => /\.(html|c)$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8')))
	const all = files.join('\n')
	const used = (key) => all.includes(`{{t ${key}`) || all.includes(`"${key}"`) || all.includes(`MESSAGE_${key.toUpperCase().replaceAll('-', '_')}`) ||
		/^error-\d+-/.test(key) && all.includes(`WORDS(${key.slice(6, 9)})`)
	assert.deepEqual(texts.filter((key) => !used(key) && key !== 'language'), [])
})
