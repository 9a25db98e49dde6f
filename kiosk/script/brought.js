// What a person brings beside the answers: a slip's code, and the poster's place with its box.
import { form } from './app.js';

const named = (name) => form().querySelector(`[name="${name}"]`);

export const slipField = () => named('_slip');
export const slip = () => (slipField() ? slipField().value.replace(/[\s-]/g, '') : '');
export const poster = () => (named('_poster') && named('_keep') && named('_keep').checked ? named('_poster').value : '');

// Takes what was brought along into the same page in another language.
export function bring(old) {
	const typed = old.querySelector('[name="_slip"]'), code = old.querySelector('[name="_poster"]'), box = old.querySelector('[name="_keep"]');
	if (typed && slipField()) slipField().value = typed.value;
	if (!code || !box || named('_poster')) return;
	form().insertBefore(box.closest('.brought'), form().firstChild);
	form().insertBefore(code, form().firstChild);
}
