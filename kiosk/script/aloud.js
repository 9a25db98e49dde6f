// Reads a question aloud, with its choices, where the device has a voice for the page's language. Only voices that speak on the device itself
// are used: the others would tell a company which question is open. What stands in fields is not read.
const all = (root, selector) => Array.prototype.slice.call(root.querySelectorAll(selector));
const wordsOf = (node) => node.textContent.replace(/\s+/g, ' ').trim();

// The voice for a language such as "lv", or undefined. Browsers write "lv-LV", some "lv_LV".
export function voiceFor(voices, lang) {
	const fit = voices.filter((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === lang);
	return fit.filter((voice) => voice.default)[0] || fit[0];
}

// What is to be read of a question or of a piece of the form's words, a sentence or a choice each. The columns of a table are read once.
export function sentencesOf(item) {
	const found = [];
	const add = (nodes) => nodes.forEach((node) => {
		const words = wordsOf(node);
		if (words && found.indexOf(words) < 0) found.push(words);
	});
	const rows = all(item, 'fieldset.row');
	add(all(item, '.words p, .words li, .words h2, .words h3').filter((node) => !node.querySelector('p,li,h2,h3')));
	add(all(item, '.asked, p.about'));
	add(all(item, 'fieldset.row > legend'));
	add(all(rows[0] || item, 'label.choice > span, option').filter((node) => node.value !== ''));
	return found;
}

// synth: speechSynthesis, or undefined; sentence(words): a SpeechSynthesisUtterance.
export function reader(synth, sentence) {
	let speaking = null, left = [];

	function mark(button) {
		if (speaking) speaking.setAttribute('aria-pressed', 'false');
		speaking = button;
		if (button) button.setAttribute('aria-pressed', 'true');
	}

	function hush() {
		left = [];
		mark(null);
		if (synth) synth.cancel();
	}

	// One sentence after the other: long ones in a row are cut off by some browsers.
	function say(voice, button) {
		if (speaking !== button) return;
		if (!left.length) {
			mark(null);
			return;
		}
		const next = sentence(left.shift());
		next.voice = voice;
		next.lang = voice.lang;
		next.rate = 0.9;
		next.onend = () => say(voice, button);
		next.onerror = () => speaking === button && hush();
		synth.speak(next);
	}

	return {
		hush,
		voice: (lang) => (synth ? voiceFor(synth.getVoices(), lang) : undefined),
		toggle(button, item, lang) {
			const again = speaking === button, voice = synth && voiceFor(synth.getVoices(), lang);
			hush();
			if (again || !voice) return;
			left = sentencesOf(item);
			mark(button);
			say(voice, button);
		},
	};
}

const synth = typeof speechSynthesis === 'undefined' ? undefined : speechSynthesis;
const own = reader(synth, (words) => new SpeechSynthesisUtterance(words));

export const hush = own.hush;
export const toggle = (button) => own.toggle(button, button.closest('[data-e]'), document.documentElement.lang);

// Puts a button like the model's at the end of every item, to be seen only while there is a voice.
export function offer(form, model) {
	const show = () => all(form, '[data-do="aloud"]').forEach((button) => {
		button.hidden = !own.voice(document.documentElement.lang);
	});
	if (!synth || !model) return;
	all(form, '.question, .words').forEach((box) => {
		const button = model.cloneNode(true), asked = box.querySelector('.asked');
		if (asked) button.setAttribute('aria-label', `${wordsOf(button)}: ${wordsOf(asked)}`);
		button.setAttribute('aria-pressed', 'false');
		box.appendChild(button);
	});
	show();
	synth.onvoiceschanged = show;
	window.addEventListener('pagehide', own.hush);
}
