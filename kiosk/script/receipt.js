// A worker's script: Argon2id of a receipt (docs/MAILBOX.md) beside the page, which goes on answering meanwhile.
import { argon2id } from '@noble/hashes/argon2.js';

self.onmessage = ({ data: { digits, salt } }) => {
	self.postMessage(argon2id(new TextEncoder().encode(digits), salt, { t: 2, m: 19456, p: 1, dkLen: 32 }));
};
