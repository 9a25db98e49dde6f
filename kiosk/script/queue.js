/* Sealed records that wait on a kiosk for a connection, in IndexedDB. What is kept of each: its random id, its form and the sealed
   bytes; no time, no number. With each new record all are written anew in a random order, so that the order in which the
   database keeps them is not the one in which people came. */
self.kiosk = self.kiosk || {};
self.kiosk.queue = (function () {
	'use strict';
	const LIMIT = 300;
	const QUARTER = 15 * 60 * 1000;

	/* Unbiased: draws that fall into the last, incomplete run of n are drawn again. */
	function below(n) {
		const draw = new Uint32Array(1);
		const end = 4294967296 - 4294967296 % n;
		do crypto.getRandomValues(draw);
		while (draw[0] >= end);
		return draw[0] % n;
	}

	function shuffled(list) {
		const all = Array.from(list);
		for (let i = all.length - 1; i > 0; i--) {
			const k = below(i + 1);
			const kept = all[i];
			all[i] = all[k];
			all[k] = kept;
		}
		return all;
	}

	function open(name) {
		return new Promise(function (resolve, reject) {
			const opening = indexedDB.open('uzklausi-kiosk-' + name, 1);
			opening.onupgradeneeded = function () {
				opening.result.createObjectStore('records');
				opening.result.createObjectStore('marks');
			};
			opening.onblocked = opening.onerror = function () {
				reject(opening.error || new Error('blocked'));
			};
			opening.onsuccess = function () { resolve(opening.result); };
		});
	}

	/* Runs work(records, marks, answer, give_up) in a transaction of its own and answers once it is on the disk. */
	function run(name, mode, work) {
		return open(name).then(function (db) {
			return new Promise(function (resolve, reject) {
				const t = db.transaction(['records', 'marks'], mode, { durability: 'strict' });
				let answer, reason;
				t.oncomplete = function () { resolve(answer); };
				t.onabort = function () { reject(reason || t.error || new Error('aborted')); };
				work(t.objectStore('records'), t.objectStore('marks'), function (value) {
					answer = value;
				}, function (error) {
					reason = error;
					t.abort();
				});
			}).then(function (value) {
				db.close();
				return value;
			}, function (error) {
				db.close();
				throw error;
			});
		});
	}

	function read_all(records, then) {
		const keys = records.getAllKeys();
		const values = records.getAll();
		values.onsuccess = function () {
			then(keys.result.map(function (id, i) { return { id: id, value: values.result[i] }; }));
		};
	}

	function full() {
		const error = new Error('the queue is full');
		error.full = true;
		return error;
	}

	/* record: { id (32 hexadecimal digits), form, bytes, test }. Adding an id twice keeps one. */
	function add(name, record) {
		return run(name, 'readwrite', function (records, marks, answer, give_up) {
			read_all(records, function (items) {
				const others = items.filter(function (item) { return item.id !== record.id; });
				if (others.length >= LIMIT)
					return give_up(full());
				const value = { form: record.form, bytes: record.bytes, test: Boolean(record.test) };
				records.clear();
				shuffled(others.concat({ id: record.id, value: value })).forEach(function (item) {
					records.put(item.value, item.id);
				});
			});
		});
	}

	/* Ids in a random order. */
	function ids(name) {
		return run(name, 'readonly', function (records, marks, answer) {
			const keys = records.getAllKeys();
			keys.onsuccess = function () { answer(shuffled(keys.result)); };
		});
	}

	function get(name, id) {
		return run(name, 'readonly', function (records, marks, answer) {
			const got = records.get(id);
			got.onsuccess = function () { answer(got.result); };
		});
	}

	/* After the server has taken it. Of the time only the quarter of an hour is kept, and only the last. */
	function sent(name, id, test) {
		return run(name, 'readwrite', function (records, marks) {
			records.delete(id);
			if (!test)
				marks.put(Math.floor(Date.now() / QUARTER) * QUARTER, 'sent');
		});
	}

	/* { waiting, room, sent: milliseconds or undefined } */
	function state(name) {
		return run(name, 'readonly', function (records, marks, answer) {
			const count = records.count();
			const last = marks.get('sent');
			last.onsuccess = function () {
				answer({ waiting: count.result, room: Math.max(0, LIMIT - count.result), sent: last.result });
			};
		});
	}

	return { LIMIT: LIMIT, below: below, shuffled: shuffled, add: add, ids: ids, get: get, sent: sent, state: state };
})();
