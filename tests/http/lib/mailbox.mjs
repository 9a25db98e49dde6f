// The staff's side of mailboxes (docs/MAILBOX.md): follow-ups and reports apart, messages, what is to be erased, and what is left in files.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as seal from '../../seal/seal.mjs';
import { fetchSheets, staffRequest } from './site.mjs';

export const newId = () => seal.hex(randomBytes(16));

// What was told under a lock: reports have a version, follow-ups none.
export async function fetchTold(server, site, lock = site.lock) {
  const all = [...(await fetchSheets(server, site, lock)).values()];
  return { reports: all.filter((one) => one.version), followups: all.filter((one) => one.message !== undefined) };
}

export const putCell = (server, staff, mailbox, cell, id = newId()) => staffRequest(server, staff, 'PUT', `/api/staff/mailboxes/${mailbox}/${id}`, { body: cell });

// A message of the staff's to a report's mailbox; answers what the server says.
export async function say(server, staff, mailbox, message, id) {
  const text = seal.writeMessage({ kind: 'reply', day: '2026-03-02', lang: 'lv', text: '', ...message });
  const reply = await putCell(server, staff, mailbox.id, seal.sealCell(mailbox.key, text), id);
  assert.equal(reply.status, 200);
  return JSON.parse(Buffer.from(reply.bytes));
}

export async function expire(server, staff, lock, order) {
  const body = Buffer.from(JSON.stringify({ day: '2026-01-01', ids: [], mailboxes: [], ...order }));
  const reply = await staffRequest(server, staff, 'POST', `/api/staff/expiry/${lock.id}`, { body, type: 'application/json' });
  return { status: reply.status, ...(reply.status === 200 ? JSON.parse(Buffer.from(reply.bytes)) : {}) };
}

// The eight cells of a mailbox, as anybody gets them.
export async function askMailbox(server, id) {
  const reply = await fetch(`${server.address}/api/mailbox`, { method: 'POST', body: seal.unhex(id), headers: { 'Content-Type': 'application/octet-stream' } });
  const bytes = new Uint8Array(await reply.arrayBuffer());
  return { status: reply.status, bytes, cells: Array.from({ length: bytes.length / 2048 }, (_, i) => bytes.subarray(i * 2048, (i + 1) * 2048)) };
}

export const saltOf = async (server) => seal.unhex((await (await fetch(`${server.address}/api/mailbox`)).json()).salt);

// In which of a site's data files these bytes stand.
export function filesWith(site, bytes) {
  const folder = join(site.path, 'data');
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(Buffer.from(bytes)));
}

export async function until(what, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) if (await what()) return true;
  return false;
}
