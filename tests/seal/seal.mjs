// A second implementation of docs/RECORD.md, docs/LOCK.md, docs/MAILBOX.md, docs/EVENTS.md and of signed staff requests, written from the documents with the noble
// libraries. It shares nothing with seal/ and tally/ but the documents: where both agree, the documents are right.
import { randomBytes, randomInt } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { argon2id } from '@noble/hashes/argon2.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const join = (...parts) => Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const unhex = (digits) => Uint8Array.from(Buffer.from(digits, 'hex'));
export const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const same = (a, b) => Buffer.compare(a, b) === 0;
const words = (bytes) => new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

function require(condition, what) {
	if (!condition) throw new Error(what);
}

// --- crypto_box_seal -----------------------------------------------------------------------------------------------------

function boxKey(secret, publicKey) {
	const shared = x25519.getSharedSecret(secret, publicKey); // throws when it is all zero
	const key = new Uint32Array(8);
	hsalsa(words(utf8('expand 32-byte k')), words(shared), new Uint32Array(4), key);
	return new Uint8Array(key.buffer);
}

const sealNonce = (ephemeral, publicKey) => blake2b(join(ephemeral, publicKey), { dkLen: 24 });

export function boxSeal(plain, publicKey, ephemeralSecret = Uint8Array.from(randomBytes(32))) {
	const ephemeral = x25519.getPublicKey(ephemeralSecret);
	const cipher = xsalsa20poly1305(boxKey(ephemeralSecret, publicKey), sealNonce(ephemeral, publicKey));
	return join(ephemeral, cipher.encrypt(plain));
}

export function boxOpen(sealed, secret) {
	const publicKey = x25519.getPublicKey(secret), ephemeral = sealed.subarray(0, 32);
	return xsalsa20poly1305(boxKey(secret, ephemeral), sealNonce(ephemeral, publicKey)).decrypt(sealed.subarray(32));
}

// --- lines ---------------------------------------------------------------------------------------------------------------

const UNFIT = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** The lines of a file as [keyword, value, bytes before this line]. */
function lines(file) {
	require(file.endsWith('\n') && !UNFIT.test(file), 'not lines');
	let before = 0;
	return file.slice(0, -1).split('\n').map((line) => {
		const [, keyword, value] = /^([a-z-]+) ([^ ](?:.*[^ ])?)$/u.exec(line) ?? [];
		require(keyword !== undefined, 'not a line');
		const entry = [keyword, value, before];
		before += utf8(line).length + 1;
		return entry;
	});
}

function bytesOf(value, count) {
	const bytes = Uint8Array.from(Buffer.from(value, 'base64'));
	require(bytes.length === count && base64(bytes) === value, 'not base64 of that size');
	return bytes;
}

function take(rest, keyword) {
	require(rest.length > 0 && rest[0][0] === keyword, `${keyword} is missing`);
	return rest.shift();
}

const idOf = (value) => (require(/^[0-9a-f]{32}$/.test(value), 'not an id'), value);

// --- cards ---------------------------------------------------------------------------------------------------------------

export const cardId = (box, sign) => hex(blake2b(join(box, sign), { dkLen: 16 }));

export function readCard(file) {
	const rest = lines(file);
	require(take(rest, 'uzklausi-card')[1] === '1', 'another version');
	const name = take(rest, 'name')[1], box = bytesOf(take(rest, 'box')[1], 32), sign = bytesOf(take(rest, 'sign')[1], 32);
	const [, signature, before] = take(rest, 'signature');
	require(rest.length === 0, 'something follows');
	require(ed25519.verify(bytesOf(signature, 64), utf8(file).subarray(0, before), sign), 'the signature does not hold');
	return { name, box, sign, id: cardId(box, sign) };
}

export function writeCard(name, boxSecret, seed) {
	const head = `uzklausi-card 1\nname ${name}\nbox ${base64(x25519.getPublicKey(boxSecret))}\nsign ${base64(ed25519.getPublicKey(seed))}\n`;
	return `${head}signature ${base64(ed25519.sign(utf8(head), seed))}\n`;
}

// --- locks ---------------------------------------------------------------------------------------------------------------

export function readLock(file) {
	const rest = lines(file);
	require(take(rest, 'uzklausi-lock')[1] === '1', 'another version');
	const form = take(rest, 'form')[1], wave = take(rest, 'wave')[1], size = Number(take(rest, 'size')[1]);
	require(/^[a-z0-9-]{1,40}$/.test(form) && /^[A-Za-z0-9._-]{1,32}$/.test(wave), 'not a form and a wave');
	require([4000, 8000, 16000, 32000].includes(size), 'not a size');
	const key = bytesOf(take(rest, 'key')[1], 32), grants = new Map(), head = rest[0]?.[2];
	do {
		const [id, sealed] = take(rest, 'grant')[1].split(' ');
		require(!grants.has(idOf(id)), 'a grant comes twice');
		grants.set(id, bytesOf(sealed, 80));
	} while (rest[0]?.[0] === 'grant');
	const signer = idOf(take(rest, 'signer')[1]);
	const [, signature, before] = take(rest, 'signature');
	require(rest.length === 0, 'something follows');
	const all = utf8(file);
	return { id: hex(blake2b(all.subarray(0, head), { dkLen: 16 })), form, wave, size, key, grants, signer,
		signature: bytesOf(signature, 64), signed: all.subarray(0, before) };
}

export function verifyLock(lock, card) {
	return lock.signer === card.id && ed25519.verify(lock.signature, lock.signed, card.sign);
}

/** staff: cards; signer: {id, seed}. */
export function writeLock({ form, wave, size, secret, staff, signer }) {
	let file = `uzklausi-lock 1\nform ${form}\nwave ${wave}\nsize ${size}\nkey ${base64(x25519.getPublicKey(secret))}\n`;
	for (const card of staff) file += `grant ${card.id} ${base64(boxSeal(secret, card.box))}\n`;
	file += `signer ${signer.id}\n`;
	return `${file}signature ${base64(ed25519.sign(utf8(file), signer.seed))}\n`;
}

/** The lock's private key, for the holder of a grant. */
export function openGrant(lock, card, boxSecret) {
	const sealed = lock.grants.get(card);
	require(sealed !== undefined, 'no grant');
	const secret = boxOpen(sealed, boxSecret);
	require(same(x25519.getPublicKey(secret), lock.key), 'the grant is for another lock');
	return secret;
}

// --- key files -----------------------------------------------------------------------------------------------------------

function wrapKey(passphrase, salt, passes, kibibytes) {
	return argon2id(utf8(passphrase), salt, { t: passes, m: kibibytes, p: 1, dkLen: 32 });
}

export function openKeyFile(file, passphrase) {
	const rest = lines(file);
	require(take(rest, 'uzklausi-key')[1] === '1', 'another version');
	const name = take(rest, 'name')[1], card = idOf(take(rest, 'card')[1]);
	const [, passes, kibibytes] = /^argon2id ([0-9]+) ([0-9]+)$/.exec(take(rest, 'kdf')[1]).map(Number);
	const salt = bytesOf(take(rest, 'salt')[1], 16);
	const [, value, before] = take(rest, 'secret');
	require(rest.length === 0, 'something follows');
	const secret = bytesOf(value, 104), key = wrapKey(passphrase, salt, passes, kibibytes);
	const plain = xchacha20poly1305(key, secret.subarray(0, 24), utf8(file).subarray(0, before)).decrypt(secret.subarray(24));
	const box = plain.slice(0, 32), seed = plain.slice(32);
	require(cardId(x25519.getPublicKey(box), ed25519.getPublicKey(seed)) === card, 'the card is another');
	return { name, card, box, seed };
}

export function writeKeyFile({ name, box, seed, passphrase, passes, kibibytes, salt, nonce }) {
	const card = cardId(x25519.getPublicKey(box), ed25519.getPublicKey(seed));
	const head = `uzklausi-key 1\nname ${name}\ncard ${card}\nkdf argon2id ${passes} ${kibibytes}\nsalt ${base64(salt)}\n`;
	const cipher = xchacha20poly1305(wrapKey(passphrase, salt, passes, kibibytes), nonce, utf8(head));
	return `${head}secret ${base64(join(nonce, cipher.encrypt(join(box, seed))))}\n`;
}

// --- records -------------------------------------------------------------------------------------------------------------

/** The sheet of these answers as text. */
export function writeSheet({ form, version, wave, id, lang, day, poster, mailbox, answers }) {
	return JSON.stringify({ form, version, wave, id, lang, ...(day ? { day } : {}), ...(poster ? { poster } : {}), ...(mailbox ? { mailbox } : {}), answers });
}

export function pad(bytes, size) {
	require(bytes.length < size, 'too long for the record');
	const padded = new Uint8Array(size);
	padded.set(bytes);
	padded[bytes.length] = 0x80;
	return padded;
}

export function sealRecord(lock, sheet, ephemeralSecret) {
	return join([1], unhex(lock.id), boxSeal(pad(utf8(sheet), lock.size - 65), lock.key, ephemeralSecret));
}

export function openRecord(lock, secret, record) {
	require(record.length === lock.size && record[0] === 1 && hex(record.subarray(1, 17)) === lock.id, 'not a record of this lock');
	return unpad(boxOpen(record.subarray(17), secret));
}

function unpad(padded) {
	let end = padded.length - 1;
	while (end >= 0 && padded[end] === 0) end--;
	require(end >= 0 && padded[end] === 0x80, 'closed');
	return text(padded.subarray(0, end));
}

// --- receipts and mailboxes (docs/MAILBOX.md) ------------------------------------------------------------------------------

const DAMM = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978', '3674209581', '5869720134', '8945362017', '9438617205', '2581436790'];
const damm = (digits) => [...digits].reduce((at, digit) => Number(DAMM[at][digit]), 0);

export const receiptOf = (first15) => `${first15}${damm(first15)}`;
export const drawReceipt = (formDigit) => receiptOf(`${formDigit}${Array.from({ length: 14 }, () => randomInt(10)).join('')}`);

export function readReceipt(typed) {
	const digits = typed.replace(/[\s.\u2007-\u2015\u202f-]/gu, '');
	require(/^[0-9]{16}$/.test(digits) && damm(digits) === 0, 'not a receipt');
	return digits;
}

/** What a receipt derives: the mailbox's id, its key pair. salt: 16 bytes. */
export function mailboxOf(receipt, salt) {
	const master = argon2id(utf8(receipt), salt, { t: 2, m: 19456, p: 1, dkLen: 32 });
	const subkey = (number, dkLen) => {
		const id = new Uint8Array(16), context = new Uint8Array(16);
		id[0] = number;
		context.set(utf8('uzkrecpt'));
		return blake2b(new Uint8Array(0), { key: master, salt: id, personalization: context, dkLen });
	};
	const secret = sha512(subkey(2, 32)).subarray(0, 32); // as crypto_box_seed_keypair
	return { id: hex(subkey(1, 16)), key: hex(x25519.getPublicKey(secret)), secret };
}

export const writeMessage = ({ kind, day, lang, text: words }) => JSON.stringify({ kind, day, lang, text: words });

export const sealCell = (key, message, ephemeralSecret) => join([1], boxSeal(pad(utf8(message), 1999), unhex(key), ephemeralSecret));

/** The message of a cell, or null for one that does not open: a filler. */
export function openCell(cell, secret) {
	require(cell.length === 2048 && cell[0] === 1, 'not a cell');
	try { return unpad(boxOpen(cell.subarray(1), secret)); } catch { return null; }
}

export const writeFollowup = ({ form, mailbox: { id: box, key }, wave, id, lang, day, message }) =>
	JSON.stringify({ form, mailbox: { id: box, key }, wave, id, lang, day, message });

// --- events (docs/EVENTS.md) -----------------------------------------------------------------------------------------------

/** What a member of staff did, signed. card: the file's text. */
export function writeEvent({ form, wave, id, about, parents, at, kind, detail, text: words }, { card, seed }) {
	const object = JSON.stringify({ form, wave, id, about, parents, at, kind, detail, text: words });
	return `{"event":${object},"card":"${base64(utf8(card))}","signature":"${base64(ed25519.sign(utf8(object), seed))}"}`;
}

/** The event with its author's card, or an exception. */
export function readEvent(record, lock) {
	const [, object, card, signature] = /^\{"event":(\{.*\}),"card":"([A-Za-z0-9+/=]+)","signature":"([A-Za-z0-9+/=]+)"\}$/s.exec(record) ?? [];
	require(object !== undefined, 'not an event');
	const by = readCard(text(Buffer.from(card, 'base64')));
	require(lock.grants.has(by.id), 'nobody of this lock');
	require(ed25519.verify(bytesOf(signature, 64), utf8(object), by.sign), 'the signature does not hold');
	const event = JSON.parse(object);
	require(event.form === lock.form && event.wave === lock.wave, 'of another lock');
	return { ...event, by };
}

// --- signed requests (RFC 9421, RFC 9530) ----------------------------------------------------------------------------------

const COMPONENTS = '("@method" "@authority" "@path" "@query" "content-digest")';

export const contentDigest = (body) => `sha-256=:${base64(sha256(body))}:`;

export function signatureBase({ method, authority, path, query, body }, params) {
	return `"@method": ${method}\n"@authority": ${authority}\n"@path": ${path}\n"@query": ?${query}\n"content-digest": ${contentDigest(body)}\n`
		+ `"@signature-params": ${params}`;
}

export function signRequest(request, { card, seed }, created, nonce = hex(randomBytes(16))) {
	const params = `${COMPONENTS};created=${created};keyid="${card}";nonce="${nonce}";alg="ed25519";tag="uzklausi-staff"`;
	return {
		'Content-Digest': contentDigest(request.body),
		'Signature-Input': `js=${params}`,
		Signature: `js=:${base64(ed25519.sign(utf8(signatureBase(request, params)), seed))}:`,
	};
}

/** True when the headers sign this request with the card's key; who asks checks created, nonce and keyid. */
export function verifyRequest(request, headers, card) {
	const [, label, params] = /^([a-z][a-z0-9_.*-]*)=(.*)$/.exec(headers['Signature-Input']);
	const [, signature] = new RegExp(`^${label}=:(.*):$`).exec(headers.Signature);
	require(params.startsWith(`${COMPONENTS};`) && headers['Content-Digest'] === contentDigest(request.body), 'not signed as it must be');
	return ed25519.verify(bytesOf(signature, 64), utf8(signatureBase(request, params)), card.sign);
}
