// Writes tests/vectors/{record,lock,request,mailbox,event}.json from fixed keys: node tests/seal/vectors.mjs. The files are kept in the repository; seal.test.mjs
// checks that this still makes the same bytes, and tests/unit/seal_vectors_test.c that C reads them.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { x25519, ed25519 } from '@noble/curves/ed25519.js';
import * as seal from './seal.mjs';

const counting = (first, count = 32) => Uint8Array.from({ length: count }, (_, i) => (first + i) & 255);

export const people = {
	anna: { name: 'Anna Kalniņa', box: counting(0x10), seed: counting(0x30) },
	berta: { name: 'Berta', box: counting(0x50), seed: counting(0x70) },
};
const lockSecret = counting(0x90);
const version = '9f86d081884c7d659a2feaa0c55ad015';

const person = ({ name, box, seed }) => {
	const card = seal.writeCard(name, box, seed);
	return { name, box_private: seal.hex(box), sign_seed: seal.hex(seed), card, id: seal.readCard(card).id };
};

/** Grants are sealed with fixed ephemeral keys here, so that the file's bytes are fixed. */
function lockText(form, wave, size, staff, signer) {
	let file = `uzklausi-lock 1\nform ${form}\nwave ${wave}\nsize ${size}\nkey ${seal.base64(x25519.getPublicKey(lockSecret))}\n`;
	staff.forEach((card, i) => { file += `grant ${card.id} ${seal.base64(seal.boxSeal(lockSecret, card.box, counting(0xb0 + i)))}\n`; });
	file += `signer ${signer.id}\n`;
	return `${file}signature ${seal.base64(ed25519.sign(Buffer.from(file), signer.seed))}\n`;
}

export function lockVectors() {
	const staff = [person(people.anna), person(people.berta)];
	const signer = { id: staff[0].id, seed: people.anna.seed };
	const lock = lockText('specialists', '2026', 4000, staff.map((p) => seal.readCard(p.card)), signer);
	const passphrase = 'četri vārdi no bļodas';
	const keyFile = seal.writeKeyFile({ ...people.anna, passphrase, passes: 2, kibibytes: 65536, salt: counting(0xd0, 16), nonce: counting(0xe0, 24) });
	return { about: 'docs/LOCK.md: cards, a lock with both grants, and a key file', people: staff, lock, lock_id: seal.readLock(lock).id,
		lock_private: seal.hex(lockSecret), passphrase, key_file: keyFile };
}

const sheets = [
	['a sheet of a survey', { form: 'specialists', version, wave: '2026', id: '000102030405060708090a0b0c0d0e0f', lang: 'lv',
		answers: { institution: 'social', knows: true, confidence: 4, methods: ['talk', 'call'], note: 'Pietiek ar aizdomām: "šaubas" nav šķērslis.\n' } }],
	['with the day', { form: 'specialists', version, wave: '2026', id: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', lang: 'en', day: '2026-03-01', answers: {} }],
];

export function recordVectors() {
	const lock = seal.readLock(lockVectors().lock);
	const texts = sheets.map(([about, sheet]) => [about, seal.writeSheet(sheet)]);
	texts.push(['the longest sheet', `${texts[1][1].slice(0, -2)}"note":"${'x'.repeat(3934 - texts[1][1].length - 9)}"}}`]);
	const records = texts.map(([about, sheet], i) => {
		const ephemeral = counting(0x20 * (i + 1));
		return { about, ephemeral_private: seal.hex(ephemeral), sheet, record: seal.base64(seal.sealRecord(lock, sheet, ephemeral)) };
	});
	return { about: 'docs/RECORD.md: sheets sealed with the lock of lock.json; record is base64', records };
}

export function requestVectors() {
	const staff = person(people.anna), created = 1767225600, nonce = '00112233445566778899aabbccddeeff';
	const requests = [
		{ method: 'GET', authority: 'uzklausi.example.lv', path: '/api/staff/locks', query: '', body: '' },
		{ method: 'POST', authority: 'localhost:8080', path: '/api/staff/records/000102030405060708090a0b0c0d0e0f', query: '', body: 'ids' },
	].map((request) => ({ ...request, headers: seal.signRequest({ ...request, body: Buffer.from(request.body) },
		{ card: staff.id, seed: people.anna.seed }, created, nonce) }));
	return { about: 'docs/API.md: requests signed by the first card of lock.json', created, nonce, requests };
}

export function mailboxVectors() {
	const salt = counting(0xc0, 16), receipts = ['112233445566778', '299999999999999', '100000000000000'].map(seal.receiptOf);
	const derived = receipts.map((receipt) => [receipt, seal.mailboxOf(receipt, salt)]);
	const [, first] = derived[0], ephemeral = counting(0x21);
	const message = seal.writeMessage({ kind: 'reply', day: '2026-03-02', lang: 'lv', text: 'Paldies! Vai tas notiek "vēl tagad"?\n\u2028<b>😀' });
	const followup = seal.writeFollowup({ form: 'concern', mailbox: first, wave: '2026', id: '000102030405060708090a0b0c0d0e0f', lang: 'lv',
		day: '2026-03-03', message: 'Jā.\n"Katru dienu" \\ pēc stundām.' });
	const sheet = seal.writeSheet({ form: 'concern', version, wave: '2026', id: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', lang: 'lv', day: '2026-03-01', poster: 'K7Q2M4',
		mailbox: { id: first.id, key: first.key }, answers: {} });
	return { about: 'docs/MAILBOX.md: what receipts derive; a message sealed to the first one\'s mailbox; its sheet and a follow-up', salt: seal.hex(salt),
		derived: derived.map(([receipt, { id, key, secret }]) => ({ receipt, id, key, secret: seal.hex(secret) })),
		ephemeral_private: seal.hex(ephemeral), message, cell: seal.base64(seal.sealCell(first.key, message, ephemeral)), sheet, followup };
}

export function eventVectors() {
	const [anna, berta] = [person(people.anna), person(people.berta)];
	const base = { form: 'specialists', wave: '2026', about: '000102030405060708090a0b0c0d0e0f', at: '2026-03-02T08:15:07Z' };
	const id = (first) => seal.hex(counting(first, 16));
	const events = [
		[anna, people.anna, { ...base, id: id(0x10), parents: [], kind: 'read', detail: 'first', text: '2026-03-01' }],
		[berta, people.berta, { ...base, id: id(0x20), parents: [id(0x10), id(0x70)], kind: 'note', detail: '', text: 'Zvanīju "skolai".\n\\ 😢 ,"card":"x"}' }],
		[anna, people.anna, { ...base, id: id(0x30), parents: [id(0x20)], kind: 'handed', detail: 'orphans-court', text: '' }],
	];
	return { about: 'docs/EVENTS.md: events under the lock of lock.json, by its people', events: events.map(([{ card, id: by }, { seed }, event]) =>
		({ by, event, record: seal.writeEvent(event, { card, seed }) })) };
}

export const files = { 'lock.json': lockVectors, 'record.json': recordVectors, 'request.json': requestVectors, 'mailbox.json': mailboxVectors, 'event.json': eventVectors };
export const asText = (vectors) => `${JSON.stringify(vectors, null, '\t')}\n`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	for (const [name, make] of Object.entries(files)) writeFileSync(new URL(`../vectors/${name}`, import.meta.url), asText(make()));
}
