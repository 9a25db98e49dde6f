// Dates in words: CLDR's long patterns of the four languages, whatever the time zone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldInWords, inWords } from '../../kiosk/script/dates.js';

const plain = (text) => text.replace(/\s/g, ' '); // CLDR has unbreakable blanks in some

test('a day is said as CLDR says it', () => {
	const said = { lv: '2026. gada 1. februāris', en: '1 February 2026', ru: '1 февраля 2026 г.', uk: '1 лютого 2026 р.' };
	for (const [lang, words] of Object.entries(said)) assert.equal(plain(fieldInWords('date', '2026-02-01', lang)), words);
});

test('a month and a time too', () => {
	assert.equal(plain(fieldInWords('month', '2026-11', 'ru')), 'ноябрь 2026 г.');
	assert.match(plain(fieldInWords('datetime-local', '2026-11-24T23:30', 'uk')), /^24 листопада 2026 р\..*23:30$/);
	assert.match(plain(inWords(new Date(Date.UTC(2026, 10, 24, 9, 5)), 'en', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })), /^24 Nov 2026.*09:05$/);
});

test('a day is the same day in every time zone', () => {
	const before = process.env.TZ;
	for (const zone of ['Pacific/Kiritimati', 'America/Anchorage', 'Europe/Riga']) {
		process.env.TZ = zone;
		assert.match(fieldInWords('date', '2026-01-01', 'en'), /^1 January 2026$/);
	}
	if (before === undefined) delete process.env.TZ;
	else process.env.TZ = before;
});

test('what is no date stays as it is', () => {
	assert.equal(fieldInWords('text', '2026-11-24', 'lv'), '2026-11-24');
	assert.equal(fieldInWords('date', 'rīt', 'lv'), 'rīt');
	assert.equal(fieldInWords('week', '2026-W48', 'lv'), '2026-W48');
});
