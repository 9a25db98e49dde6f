// Prints every text that people read in one language, a line each: file, element, text, with a tab between them.
// usage: node texts.mjs lv|en|ru|uk
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formFiles, languagesOf, plain, readForm, registerFiles, texts } from '../forms/lib/forms.mjs';

const lang = process.argv[2];
const here = (path) => JSON.parse(readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8'));
// Addresses and names with digits in them (PISA's ST038, W3C) are no words.
const line = (file, where, text) => console.log([file, where, plain(text).replace(/[\w.]+@[\w.]+|\p{L}*\d[\p{L}\d]*/gu, ' ').replace(/\s+/g, ' ')].join('\t'));

for (const file of [...formFiles, ...registerFiles])
	if (languagesOf(readForm(file)).includes(lang))
		for (const { path, text } of texts(readForm(file))) line(basename(file), path, text[lang]);

// A message is a text or, where it counts, one text a plural form.
for (const [key, message] of Object.entries(here(`kiosk/languages/${lang}.json`)))
	for (const text of typeof message === 'string' ? [message] : Object.values(message)) line(`languages/${lang}.json`, key, text.replace(/\{\w+\}/g, ' '));

// What the site's template words: every object of wordings in it.
function* wordings(value, path) {
	if (value === null || typeof value !== 'object') return;
	if (typeof value.lv === 'string') yield { path, text: value };
	else for (const [key, member] of Object.entries(value)) yield* wordings(member, `${path}/${key}`);
}
for (const { path, text } of wordings(here('server/site.json'), '')) if (text[lang] !== undefined) line('site.json', path, text[lang]);

// Pages of words alone: server/pages/NAME.LANGUAGE.md.
const pages = fileURLToPath(new URL('../../server/pages/', import.meta.url));
for (const name of readdirSync(pages).filter((file) => file.endsWith(`.${lang}.md`)))
	readFileSync(pages + name, 'utf8').split('\n')
		.forEach((text, at) => line(`pages/${name}`, at + 1, text.replace(/\]\([^)]*\)|\{[\w-]+\}|[*#\[\]]|^\s*-\s/g, ' ')));
