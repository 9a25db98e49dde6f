// The summary of all answers before they are sent, each with a way back to its question.
import { app, piece } from './app.js';
import { inWords } from './controls.js';

export function review() {
	const made = piece('.review'), list = made.querySelector('dl'), entry = list.firstElementChild;
	entry.remove();
	app.sheet.els.forEach((e, i) => {
		if (!app.sheet.asks(i) || !app.sheet.shown(i)) return;
		const copy = entry.cloneNode(true), [asked, lines] = inWords(app.sheet, i), said = copy.querySelector('dd span'), button = copy.querySelector('button');
		copy.querySelector('dt').textContent = asked;
		button.setAttribute('data-at', i);
		button.setAttribute('aria-label', `${button.textContent}: ${asked}`);
		if (lines.length) said.textContent = lines.join('\n');
		said.className = lines.length ? 'said' : 'unsaid';
		list.appendChild(copy);
	});
	return made;
}
