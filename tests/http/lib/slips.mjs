// Slips, from docs/SLIPS.md and core/code.h: codes, their hashes and the files that a site keeps of them.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b } from '@noble/hashes/blake2.js';
import { hex } from '../../seal/seal.mjs';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

// A code of length characters, the last of which is the value of the others modulo 37.
export function makeCode(length) {
  for (;;) {
    const digits = [...randomBytes(length - 1)].map((byte) => DIGITS[byte % 32]).join('');
    const check = [...digits].reduce((sum, digit) => (sum * 32 + DIGITS.indexOf(digit)) % 37, 0);
    if (check < 32) return digits + DIGITS[check];
  }
}

export const wrongCheck = (code) => code.slice(0, -1) + DIGITS[(DIGITS.indexOf(code.at(-1)) + 1) % 32];

export const slipHash = (key, form, code) => hex(blake2b(new TextEncoder().encode(`uzklausi-slip 1\n${form}\n${code}`), { key, dkLen: 16 }));

// Writes a batch of count slips into a site, as uzklausi-qr does; answers the codes.
export function issue(site, form, group, count, batch = 1) {
  const folder = join(site.path, 'slips');
  mkdirSync(folder, { recursive: true });
  const keyFile = join(folder, 'key');
  if (!existsSync(keyFile)) writeFileSync(keyFile, `uzklausi-slips-key 1\nkey ${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  const key = Buffer.from(readFileSync(keyFile, 'utf8').match(/^key (.*)$/m)[1], 'base64');
  const codes = Array.from({ length: count }, () => makeCode(11));
  const hashes = codes.map((code) => slipHash(key, form, code)).sort();
  const text = ['uzklausi-slips 1', `form ${form}`, `group ${group}`, `batch ${batch}`, `count ${count}`, ...hashes.map((hash) => `slip ${hash}`), ''].join('\n');
  const file = join(folder, `${form}.${group}.${batch}.slips`);
  writeFileSync(`${file}-new`, text, { mode: 0o600 });
  renameSync(`${file}-new`, file);
  return codes;
}

export const withdraw = (site, form, group, batch = 1) => {
  const file = join(site.path, 'slips', `${form}.${group}.${batch}.slips`);
  renameSync(file, file.replace(/slips$/, 'withdrawn'));
};
