// Prints every text that people read in one language, a line each: file, element, text, with a tab between them.
// usage: node texts.mjs lv|en
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formFiles, plain, readForm, texts } from '../forms/lib/forms.mjs';

const lang = process.argv[2];
const line = (file, where, text) => console.log([file, where, plain(text).replace(/\s+/g, ' ')].join('\t'));

for (const file of formFiles)
	for (const { path, text } of texts(readForm(file))) line(basename(file), path, text[lang]);

// A message is a text or, where it counts, one text a plural form.
const catalogue = fileURLToPath(new URL(`../../kiosk/languages/${lang}.json`, import.meta.url));
if (existsSync(catalogue))
	for (const [key, message] of Object.entries(JSON.parse(readFileSync(catalogue, 'utf8'))))
		for (const text of typeof message === 'string' ? [message] : Object.values(message)) line(`languages/${lang}.json`, key, text.replace(/\{\w+\}/g, ' '));

const help = fileURLToPath(new URL(`../../server/pages/help.${lang}.md`, import.meta.url));
if (existsSync(help))
	readFileSync(help, 'utf8')
		.split('\n')
		.forEach((text, at) => line(`pages/help.${lang}.md`, at + 1, text.replace(/\]\([^)]*\)|\{[\w-]+\}|[*#\[\]]/g, ' ')));
