// Days and times in words, as CLDR has them for the page's language; browsers carry its patterns. English is that of Europe.
const region = (lang) => (lang === 'en' ? 'en-GB' : lang);

// options as of Intl.DateTimeFormat.
export function inWords(date, lang, options) {
	return new Intl.DateTimeFormat(region(lang), options).format(date);
}

const FIELDS = {
	date: { dateStyle: 'long' },
	month: { year: 'numeric', month: 'long' },
	'datetime-local': { dateStyle: 'long', timeStyle: 'short' },
};

// What a field of that type holds ("2026-11-24", "2026-11", "2026-11-24T09:30"): the clock on the wall, in no time zone. Other fields, and what
// is no date, stay as they are.
export function fieldInWords(type, value, lang) {
	const options = FIELDS[type], date = new Date(type === 'datetime-local' ? `${value}Z` : value);
	if (!options || date.getTime() !== date.getTime()) return value;
	return inWords(date, lang, Object.assign({ timeZone: 'UTC' }, options));
}
