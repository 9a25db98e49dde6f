// Makes proofs of work (docs/API.md): what a record costs where nobody is asked for a slip.
import { bytesOfHex } from './seal.js';
import { blockOf, search } from './work_hash.js';

const SLICE_MS = 12, STEP = 2000;

const pause = () => new Promise((resolve) => setTimeout(resolve, 0));

// Where there is no worker: a little at a time, so that the page goes on answering.
async function inSlices({ bytes, bits, counters }, stopped) {
	const block = blockOf(bytes), found = [];
	for (let from = 0; found.length < counters && !stopped(); await pause()) {
		for (const end = Date.now() + SLICE_MS; Date.now() < end && found.length < counters; ) {
			const counter = search(block, bits, from, STEP);
			if (counter >= 0) found.push(counter);
			from = counter >= 0 ? counter + 1 : from + STEP;
		}
	}
	return found;
}

const inWorker = (worker, task) => new Promise((resolve, reject) => {
	worker.onmessage = (event) => resolve(event.data);
	worker.onerror = () => reject(new Error('the worker failed'));
	worker.postMessage(task);
});

const hexOfWord = (word) => `0000000${word.toString(16)}`.slice(-8);

// What goes into the header Work. asked: what /api/work says; lock and id in hexadecimal digits; worker may be null.
export async function prove(asked, lock, id, worker, stopped = () => false) {
	const task = { bytes: bytesOfHex(`${asked.challenge}${lock}${id}`), bits: asked.bits, counters: asked.counters };
	const found = worker ? await inWorker(worker, task).catch(() => inSlices(task, stopped)) : await inSlices(task, stopped);
	return `${asked.challenge}.${found.map(hexOfWord).join('')}`;
}

function makeWorker(address) {
	try {
		return new Worker(address);
	} catch (error) {
		return null;
	}
}

async function ask() {
	const reply = await fetch('/api/work', { credentials: 'omit', cache: 'no-store', redirect: 'error' });
	if (reply.status !== 200) throw new Error('no challenge');
	return reply.json();
}

// The proof of one record. begin(): while the person types. header(): the proof, '' when the server could not be asked; ready says whether it
// is there. again(asked): the server wants another one. end(): nobody needs it any more.
export function prover(address, lock, id) {
	let worker, work, over = false;
	const self = { lock, id, ready: false };
	const reckon = (asked) => {
		self.ready = false;
		work = Promise.resolve(asked).then((said) => {
			worker = worker || (over ? null : makeWorker(address));
			return prove(said, lock, id, worker, () => over);
		}).then((proof) => {
			self.ready = true;
			return proof;
		}, () => {
			work = null;
			return '';
		});
	};
	self.begin = () => work || over || reckon(ask());
	self.header = () => {
		self.begin();
		return work || Promise.resolve('');
	};
	self.again = reckon;
	self.end = () => {
		over = true;
		if (worker) worker.terminate();
	};
	return self;
}
