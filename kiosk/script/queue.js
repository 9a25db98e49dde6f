// Sealed records that wait on a kiosk for a connection, in IndexedDB. What is kept of each: its random id, its form and the sealed bytes;
// no time, no number. With each new record all are written anew in a random order, so that the order in which the database keeps them
// is not the one in which people came.
export const LIMIT = 300;
const QUARTER = 15 * 60 * 1000;

// Unbiased: draws that fall into the last, incomplete run of n are drawn again.
export function below(n) {
	const draw = new Uint32Array(1), end = 4294967296 - (4294967296 % n);
	do crypto.getRandomValues(draw);
	while (draw[0] >= end);
	return draw[0] % n;
}

export function shuffled(list) {
	const all = Array.from(list);
	for (let i = all.length - 1; i > 0; i--) {
		const k = below(i + 1);
		[all[i], all[k]] = [all[k], all[i]];
	}
	return all;
}

function open(name) {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open(`uzklausi-kiosk-${name}`, 1);
		opening.onupgradeneeded = () => {
			opening.result.createObjectStore('records');
			opening.result.createObjectStore('marks');
		};
		opening.onblocked = opening.onerror = () => reject(opening.error || new Error('blocked'));
		opening.onsuccess = () => resolve(opening.result);
	});
}

// Runs work({ records, marks, answer, giveUp }) in a transaction and answers once its outcome is on the disk.
async function run(name, mode, work) {
	const db = await open(name);
	try {
		return await new Promise((resolve, reject) => {
			const t = db.transaction(['records', 'marks'], mode, { durability: 'strict' });
			let answered, reason;
			t.oncomplete = () => resolve(answered);
			t.onabort = () => reject(reason || t.error || new Error('aborted'));
			work({
				records: t.objectStore('records'),
				marks: t.objectStore('marks'),
				answer: (value) => {
					answered = value;
				},
				giveUp: (error) => {
					reason = error;
					t.abort();
				},
			});
		});
	} finally {
		db.close();
	}
}

function readAll(records, then) {
	const keys = records.getAllKeys(), values = records.getAll();
	values.onsuccess = () => then(keys.result.map((id, i) => ({ id, value: values.result[i] })));
}

const fullError = () => Object.assign(new Error('the queue is full'), { full: true });

// record: { id (32 hexadecimal digits), form, bytes, test }. Adding an id twice keeps one. Rejects with error.full, or with the browser's
// own error; then nothing has changed.
export function add(name, { id, form, bytes, test }) {
	return run(name, 'readwrite', ({ records, giveUp }) => {
		readAll(records, (items) => {
			const others = items.filter((item) => item.id !== id);
			if (others.length >= LIMIT) {
				giveUp(fullError());
				return;
			}
			records.clear();
			for (const item of shuffled([...others, { id, value: { form, bytes, test: !!test } }])) records.put(item.value, item.id);
		});
	});
}

// Ids in a random order.
export function ids(name) {
	return run(name, 'readonly', ({ records, answer }) => {
		const keys = records.getAllKeys();
		keys.onsuccess = () => answer(shuffled(keys.result));
	});
}

export function get(name, id) {
	return run(name, 'readonly', ({ records, answer }) => {
		const got = records.get(id);
		got.onsuccess = () => answer(got.result);
	});
}

// Once the server has it. Of the time only the quarter of an hour is kept, and only of the last.
export function sent(name, id, test) {
	return run(name, 'readwrite', ({ records, marks }) => {
		records.delete(id);
		if (!test) marks.put(Math.floor(Date.now() / QUARTER) * QUARTER, 'sent');
	});
}

// { waiting, room, sent: milliseconds or undefined }
export function state(name) {
	return run(name, 'readonly', ({ records, marks, answer }) => {
		const count = records.count(), last = marks.get('sent');
		last.onsuccess = () => answer({ waiting: count.result, room: Math.max(0, LIMIT - count.result), sent: last.result });
	});
}
