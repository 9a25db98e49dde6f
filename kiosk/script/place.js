// The place that a person keeps: a draft in session storage, on their own wish, which closing the tab ends. Never on a kiosk.
import { app, say } from './app.js';
import { write } from './controls.js';

const NAME = 'uzklausi-place';

export const place = () => ({ form: app.rules.form, version: app.rules.version, at: app.at, id: app.id, state: app.sheet.state() });

export function keepPlace() {
	try {
		sessionStorage.setItem(NAME, JSON.stringify(place()));
		say('kept');
	} catch (error) {
		say('unkept-place');
	}
}

export function dropPlace() {
	try {
		sessionStorage.removeItem(NAME);
	} catch (error) {
		// Storage is off: then nothing is in it.
	}
}

export function keptPlace() {
	try {
		const kept = app.kiosk ? null : JSON.parse(sessionStorage.getItem(NAME));
		return kept && kept.form === app.rules.form && kept.version === app.rules.version ? kept : null;
	} catch (error) {
		return null;
	}
}

export function restore(kept) {
	app.sheet.restore(kept.state);
	app.sheet.els.forEach((e, i) => app.sheet.asks(i) && write(app.sheet, i));
	app.id = kept.id;
	app.at = app.sheet.isPlace(kept.at) ? kept.at : app.sheet.shownPages()[0];
}
