// Texts that name answers: {question} becomes what was answered, in the words that the person saw; core/piping.c does it for pages without
// script. The server marks each place with the name that stands there.
import { all, chosenWords } from './controls.js';
import { blank } from './checks.js';
import { KNOWN, isEmpty } from './expr.js';
import { app } from './app.js';
import { MATRIX, RADIO } from './kinds.js';

const bare = (v) => (isEmpty(v) || v === KNOWN ? '' : String(v));

// undefined: nothing of that name is known, and the text stays as it is.
function said(name) {
	const { sheet, rules } = app, binding = rules.names[name];
	if (!binding || binding[0] === 0) return undefined;
	const [kind, at, path] = binding, e = sheet.els[at];
	if (kind !== 1 || path !== undefined) return bare(sheet.look(name));
	const v = sheet.value(at);
	if (blank(v)) return e.dd || '';
	return e.k >= RADIO && e.k !== MATRIX ? chosenWords(sheet, at).join(', ') : bare(v);
}

export function pipe(root) {
	all(root, 'bdi[data-n]').forEach((place) => {
		const words = said(place.getAttribute('data-n').slice(1, -1).trim());
		if (words !== undefined && place.textContent !== words) place.textContent = words;
	});
}
