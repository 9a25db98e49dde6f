// A worker's script: finds the counters of a proof of work (docs/API.md) beside the page, so that typing never waits for it.
import { blockOf, search } from './work_hash.js';

const AT_ONCE = 1 << 20;

self.onmessage = ({ data: { bytes, bits, counters } }) => {
	const block = blockOf(bytes), found = [];
	for (let from = 0; found.length < counters; ) {
		const counter = search(block, bits, from, AT_ONCE);
		if (counter >= 0) found.push(counter);
		from = counter >= 0 ? counter + 1 : from + AT_ONCE;
	}
	self.postMessage(found);
};
