// What the parts of the respondent's script share: the rules of the form, the sheet, where the person is, and the pieces of the page.
import { all } from './controls.js';

export const REVIEW = -1; // the place behind the last page: the summary of all

// id: drawn once, so that sending again counts once. sending: what brings the record to the server, while it is under way. work: the proof that
// the record will need, where the form asks for one. receipt: the code to come back with, or the promise of it, where the form gives one.
export const app = { rules: null, sheet: null, pieces: null, kiosk: false, at: 0, id: '', sending: null, work: null, receipt: null, over: false };

export const id = (name) => document.getElementById(name);
export const form = () => id('sheet');
export const section = (page) => form().querySelector(`section[data-page="${page}"]`);
export const piece = (selector) => app.pieces.querySelector(selector).cloneNode(true);
export const remove = (selector) => all(document, `#main ${selector}`).forEach((node) => node.remove());

export function show(node, on) {
	if (node) node.hidden = !on;
}

// A notice above the buttons, in place of the one before; none without a name.
export function say(what) {
	remove('[data-say]');
	if (!what) return;
	const notice = piece(`[data-say="${what}"]`);
	form().insertBefore(notice, form().querySelector('.buttons'));
	if (notice.tabIndex === -1) notice.focus();
}

// The rules stand in the page with ` for " and the other way round, since " would be written &quot; there.
const quoted = /["`]/g;
export const rulesOf = (template) => JSON.parse(template.getAttribute('data-rules').replace(quoted, (mark) => (mark === '"' ? '`' : '"')));
