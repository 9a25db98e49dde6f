// SHA-256 (FIPS 180-4) of a proof of work: challenge, lock id, record id and a counter, 52 bytes, which with the padding are one block.
// All but the last four bytes are fixed, so a try costs one compression.
const K = new Int32Array(64), H = new Int32Array(8);

// The fractional parts of the square and cube roots of the first primes.
(() => {
	const part = (x) => (x - Math.floor(x)) * 4294967296;
	for (let n = 2, count = 0; count < 64; n++) {
		let prime = true;
		for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
		if (!prime) continue;
		if (count < 8) H[count] = part(Math.sqrt(n));
		K[count++] = part(Math.cbrt(n));
	}
})();

// The 52 bytes but the counter, as words: what tries() goes on with.
export function blockOf(bytes) {
	const block = new Int32Array(64);
	for (let i = 0; i < 12; i++) block[i] = (bytes[4 * i] << 24) | (bytes[4 * i + 1] << 16) | (bytes[4 * i + 2] << 8) | bytes[4 * i + 3];
	block[13] = 0x80000000;
	block[15] = 52 * 8;
	return block;
}

// The first word of the hash with this counter.
export function firstWord(w, counter) {
	w[12] = counter;
	for (let i = 16; i < 64; i++) {
		const x = w[i - 15], y = w[i - 2];
		w[i] = (w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
	}
	let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
	for (let i = 0; i < 64; i++) {
		const t = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
		const u = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + t) | 0;
		d = c;
		c = b;
		b = a;
		a = (t + u) | 0;
	}
	return (a + H[0]) >>> 0;
}

// Tries counters from `from` on, at most `tries`. The counter that gives a hash of so many leading zero bits, or -1.
export function search(block, bits, from, tries) {
	const bound = 2 ** (32 - bits);
	for (let counter = from; counter < from + tries && counter < 4294967296; counter++) if (firstWord(block, counter) < bound) return counter;
	return -1;
}
