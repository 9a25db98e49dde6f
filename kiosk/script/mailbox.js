// Receipts and mailboxes as docs/MAILBOX.md has them. A receipt never leaves the device: what goes out is the mailbox's id alone.
import { blake2b } from '@noble/hashes/blake2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { boxOpen, bytesOfHex, hexOfBytes, randomBytes, x25519 } from './seal.js';

const DIGITS = 16, GROUPS = /.{4}/g, KINDS = ['read', 'reply', 'closed', 'expires'], CELL = 2048;
const CHECK = '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';

const follows = (digits) => digits.split('').reduce((at, digit) => +CHECK[at * 10 + +digit], 0);

// A random digit, each with the same probability.
function digit() {
	for (;;) {
		const [byte] = randomBytes(1);
		if (byte < 250) return byte % 10;
	}
}

export function drawReceipt(first) {
	let digits = `${first}`;
	while (digits.length < DIGITS - 1) digits += digit();
	return digits + follows(digits);
}

export const inGroups = (receipt) => receipt.match(GROUPS).join(' ');

// [the digits, ''] or ['', what is wrong]: 'length', 'character', 'check'.
export function readReceipt(typed) {
	const digits = typed.replace(/[\s.\u2007-\u2015\u202f-]/g, '');
	if (/[^0-9]/.test(digits)) return ['', 'character'];
	if (digits.length !== DIGITS) return ['', 'length'];
	return follows(digits) === 0 ? [digits, ''] : ['', 'check'];
}

// What the site says of its mailboxes: the salt, and for each digit that receipts begin with what to seal to.
export async function aboutMailboxes() {
	const reply = await fetch('/api/mailbox', { credentials: 'omit', cache: 'no-store', redirect: 'error' });
	if (reply.status !== 200) throw new Error('no mailboxes');
	return reply.json();
}

const stretch = (digits, { derive, salt }) => new Promise((resolve, reject) => {
	const worker = new Worker(derive);
	const end = (settle, value) => {
		worker.terminate();
		settle(value);
	};
	worker.onmessage = (event) => end(resolve, event.data);
	worker.onerror = () => end(reject, new Error('the worker failed'));
	worker.postMessage({ digits, salt: bytesOfHex(salt) });
});

function subkey(master, number, dkLen) {
	const salt = new Uint8Array(16), personalization = new Uint8Array(16);
	salt[0] = number;
	personalization.set(bytesOfHex('757a6b7265637074')); // uzkrecpt
	return blake2b(new Uint8Array(0), { key: master, salt, personalization, dkLen });
}

export function keysOf(master) {
	const secret = sha512(subkey(master, 2, 32)).slice(0, 32);
	return { id: hexOfBytes(subkey(master, 1, 16)), key: hexOfBytes(x25519.getPublicKey(secret)), secret };
}

// { id, key, secret } of a receipt's mailbox.
export async function deriveMailbox(receipt, about) {
	const master = await stretch(receipt, about), keys = keysOf(master);
	master.fill(0);
	return keys;
}

export const writeMailbox = ({ id, key }) => `{"id":"${id}","key":"${key}"}`;

export function writeFollowup({ form, mailbox, wave, id, lang, day, message }) {
	return `{"form":"${form}","mailbox":${writeMailbox(mailbox)},"wave":"${wave}","id":"${id}","lang":"${lang}","day":"${day}","message":${JSON.stringify(message)}}`;
}

// The message of a cell; null for filler and for what is none.
export function openCell(cell, secret) {
	try {
		const padded = boxOpen(cell.slice(1), secret), end = padded.lastIndexOf(0x80);
		const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(padded.slice(0, end)));
		return KINDS.indexOf(said.kind) >= 0 && /^\d{4}-\d\d-\d\d$/.test(said.day) && /^[A-Za-z0-9-]{1,16}$/.test(said.lang) && typeof said.text === 'string' ? said : null;
	} catch (error) {
		return null;
	}
}

const lastOnes = (said) => (said.kind === 'expires' ? 1 : 0);

// All messages of a mailbox: by day, and last when everything is erased.
export function openCells(bytes, secret) {
	const messages = [];
	for (let at = 0; at + CELL <= bytes.length; at += CELL) messages.push(openCell(bytes.slice(at, at + CELL), secret));
	return messages.filter(Boolean).sort((a, b) => lastOnes(a) - lastOnes(b) || (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}
