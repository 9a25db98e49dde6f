// Brings a sealed record to the server. The same record goes out under the same id until the server says that it is in the store.
const FIRST_WAIT = 1000, LONGEST_WAIT = 60000;

// What became of it: 'taken', 'changed' (another lock is in use), 'refused', or 'later' (try again); of its slip: 'slip-missing',
// 'slip-mistyped', 'slip-unknown', 'slip-spent'; 'work': more work is asked for, and has been begun. The slip goes in a header, never in
// the address.
async function put(form, id, record, slip, work) {
	const headers = { 'Content-Type': 'application/octet-stream' };
	if (slip) headers.Slip = encodeURIComponent(slip).slice(0, 40);
	const proof = work ? await work.header() : '';
	if (proof) headers.Work = proof;
	try {
		const reply = await fetch(`/api/records/${form}/${id}`, {
			method: 'PUT', body: record, headers, credentials: 'omit', cache: 'no-store', redirect: 'error',
		});
		if (reply.status === 200) return (await reply.json()).taken === true ? 'taken' : 'later';
		if (reply.status === 409 || reply.status === 403) {
			const said = await reply.json().catch(() => ({}));
			if (said.work && work) {
				work.again(said);
				return 'work';
			}
			if (said.slip) return `slip-${said.slip}`;
			if (reply.status === 409) return 'changed';
		}
		return reply.status < 500 && [408, 425, 429].indexOf(reply.status) < 0 ? 'refused' : 'later';
	} catch (error) {
		return 'later';
	}
}

// waiting(): told each time before it waits; works(): when the proof of work (work_prove.js, or null where none is asked for) is not there
// yet. Answers what became of it in the end; hurry() ends a wait early.
export function sender(form, id, record, slip, work, waiting, works) {
	let wake = () => undefined;
	const hurry = () => wake();
	const pause = (ms) => new Promise((resolve) => {
		wake = resolve;
		setTimeout(resolve, ms / 2 + Math.random() * ms / 2);
	});
	const done = (async () => {
		for (let wait = FIRST_WAIT; ; ) {
			if (work && !work.ready) works();
			const became = await put(form, id, record, slip, work);
			if (became === 'work') continue;
			if (became !== 'later') return became;
			waiting();
			await pause(wait);
			wait = Math.min(wait * 2, LONGEST_WAIT);
		}
	})();
	return { done, hurry };
}
