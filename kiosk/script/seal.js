// Makes a record of a sheet, as docs/RECORD.md has it: libsodium's crypto_box_seal around the padded sheet. Needs nothing of a secure
// context but random bytes, so it works on plain http in a local network.
import { montgomery } from '@noble/curves/abstract/montgomery.js';
import { pow } from '@noble/curves/abstract/modular.js';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';

// RFC 7748, 4.1 and 5. The library's own x25519 brings Edwards curves along, which nobody here needs.
const P = BigInt(2) ** BigInt(255) - BigInt(19);
export const x25519 = montgomery({
	P,
	type: 'x25519',
	powPminus2: (x) => pow(x, P - BigInt(2), P),
	adjustScalarBytes: (bytes) => {
		bytes[0] &= 248;
		bytes[31] = (bytes[31] & 127) | 64;
		return bytes;
	},
});

const HEAD = 17; // version, lock id
const BOX = 48; // ephemeral public key, tag

export function bytesOfHex(hex) {
	return Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
}

export function hexOfBytes(bytes) {
	return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join('');
}

export function randomBytes(count) {
	return crypto.getRandomValues(new Uint8Array(count));
}

function joined(...parts) {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	parts.forEach((part) => {
		all.set(part, at);
		at += part.length;
	});
	return all;
}

const words = (bytes) => new Uint32Array(bytes.slice().buffer);

// NaCl's box: the key that the holder of the private half comes to as well. An all-zero secret is refused by the library.
function boxKey(secret, publicKey) {
	const key = new Uint32Array(8);
	hsalsa(words(bytesOfHex('657870616e642033322d62797465206b')), words(x25519.getSharedSecret(secret, publicKey)), new Uint32Array(4), key);
	return new Uint8Array(key.buffer);
}

function boxSeal(plain, publicKey, secret) {
	const ephemeral = x25519.getPublicKey(secret), key = boxKey(secret, publicKey);
	const nonce = blake2b(joined(ephemeral, publicKey), { dkLen: 24 });
	const box = joined(ephemeral, xsalsa20poly1305(key, nonce).encrypt(plain));
	secret.fill(0);
	key.fill(0);
	return box;
}

// Opens what boxSeal made for the holder of the secret; throws when it is for another or was changed.
export function boxOpen(box, secret) {
	const publicKey = x25519.getPublicKey(secret), ephemeral = box.slice(0, 32);
	const nonce = blake2b(joined(ephemeral, publicKey), { dkLen: 24 });
	return xsalsa20poly1305(boxKey(secret, ephemeral), nonce).decrypt(box.slice(32));
}

// lock: { id, key } in hex and the record's size. Throws when the sheet does not fit or anything is not as it must be.
export function sealRecord(lock, sheet, secret = randomBytes(32)) {
	const plain = new TextEncoder().encode(sheet), padded = new Uint8Array(lock.size - HEAD - BOX);
	const id = bytesOfHex(lock.id), key = bytesOfHex(lock.key);
	if (id.length !== 16 || key.length !== 32 || plain.length >= padded.length) throw new Error('the sheet cannot be sealed');
	padded.set(plain);
	padded[plain.length] = 0x80;
	const record = joined([1], id, boxSeal(padded, key, secret));
	plain.fill(0);
	padded.fill(0);
	if (record.length !== lock.size) throw new Error('the record has a wrong size');
	return record;
}

// A known answer, reckoned with libsodium (tests/device/seal.test.mjs): what cannot do this does not seal at all.
const KNOWN = {
	id: '000102030405060708090a0b0c0d0e0f',
	key: '9fd7ad6dcff4298dd3f96d5b1b2af910a0535b1488d7f8fabb349a982880b615',
	secret: '202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f',
	sheet: '{"form":"pārbaude"}',
	digest: 'f3d739520ad7b57411771d6f5a40da3b',
};

export function knownRecord() {
	return sealRecord({ id: KNOWN.id, key: KNOWN.key, size: 4000 }, KNOWN.sheet, bytesOfHex(KNOWN.secret));
}

export function selfTest() {
	const right = hexOfBytes(blake2b(knownRecord(), { dkLen: 16 })) === KNOWN.digest;
	if (!right || hexOfBytes(randomBytes(16)) === hexOfBytes(randomBytes(16))) throw new Error('the self-test failed');
}
