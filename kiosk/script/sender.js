/* Sends what waits on a kiosk. Every record waits for a time drawn at random, without memory: every few seconds each is sent with the
   same small chance, so that nothing about when it was filled in has to be kept to send it later, and of records that wait
   together each order of arrival is as likely as any other. */
self.kiosk = self.kiosk || {};
self.kiosk.sender = (function () {
	'use strict';
	const queue = self.kiosk.queue;
	const TICK = 5000;
	const MEAN = 10 * 60 * 1000;
	const PATIENCE = 30000;
	const TRIES = 5;

	function pause(ms) {
		return new Promise(function (resolve) { setTimeout(resolve, ms); });
	}

	/* "taken", "refused" or "away". A page that a hotel's network puts in between is no answer of the server's. */
	async function put(name, id, item) {
		const address = item.test ? '/kiosk/' + name + '/test/' + item.form : '/api/records/' + item.form + '/' + id;
		const patience = new AbortController();
		const timer = setTimeout(function () { patience.abort(); }, PATIENCE);
		try {
			const reply = await fetch(address, {
				method: 'PUT',
				body: item.bytes,
				headers: { 'Content-Type': 'application/octet-stream' },
				credentials: 'omit',
				cache: 'no-store',
				redirect: 'error',
				signal: patience.signal,
			});
			if ([400, 404, 409, 413].indexOf(reply.status) >= 0)
				return 'refused';
			return reply.ok && (await reply.json()).taken === true ? 'taken' : 'away';
		} catch (error) {
			return 'away';
		} finally {
			clearTimeout(timer);
		}
	}

	async function send(name, id) {
		const item = await queue.get(name, id);
		if (!item)
			return 'taken';
		const outcome = await put(name, id, item);
		if (outcome === 'taken')
			await queue.sent(name, id, item.test);
		return outcome;
	}

	async function tick(name) {
		if (navigator.onLine === false)
			return;
		for (const id of await queue.ids(name)) {
			if (queue.below(MEAN) < TICK && await send(name, id) === 'away')
				return;
		}
	}

	/* For as long as the page is open. What fails is tried again. */
	function start(name) {
		const again = function () {
			setTimeout(function () { tick(name).then(again, again); }, TICK);
		};
		again();
	}

	/* At the staff's wish: all that waits, in a random order and with random gaps. Answers how many went which way. */
	async function all(name) {
		const count = { taken: 0, refused: 0, away: 0 };
		for (const id of await queue.ids(name)) {
			let outcome = await send(name, id);
			for (let i = 1; outcome === 'away' && i < TRIES; i++) {
				await pause(200 * i);
				outcome = await send(name, id);
			}
			count[outcome]++;
			if (outcome === 'away')
				break;
			await pause(queue.below(300));
		}
		count.away = (await queue.ids(name)).length - count.refused;
		return count;
	}

	return { start: start, send: send, all: all, tick: tick };
})();
