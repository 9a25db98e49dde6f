// Proofs of work as docs/API.md has them, reckoned with the device's own hash, which tests/device/work.test.mjs holds against node's.
import { blockOf, search } from '../../../kiosk/script/work_hash.js';
import { unhex } from '../../seal/seal.mjs';

export async function challenge(server, headers = {}) {
  const reply = await fetch(`${server.address}/api/work`, { headers });
  if (reply.status !== 200) throw new Error(`no challenge: ${reply.status}`);
  return reply.json();
}

// The header's text. Lets others go on between the counters.
export async function reckon({ challenge: asked, bits, counters }, lockId, id) {
  const block = blockOf(Buffer.from(asked + lockId + id, 'hex')), found = [];
  for (let from = 0; found.length < counters; ) {
    const counter = search(block, bits, from, 1 << 18);
    if (counter >= 0) found.push(counter);
    from = counter >= 0 ? counter + 1 : from + (1 << 18);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return `${asked}.${found.map((word) => word.toString(16).padStart(8, '0')).join('')}`;
}

// Sends a record as a device does: what is asked for is reckoned, as often as it is asked. Answers { status, said, tries }.
export async function sendWorked(server, form, lockId, id, body, { headers = {}, asked } = {}) {
  let work = asked ?? (await challenge(server, headers));
  for (let tries = 1; ; tries++) {
    const reply = await fetch(`${server.address}/api/records/${form}/${id}`, {
      method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream', Work: await reckon(work, lockId, id), ...headers },
    });
    const said = await reply.json().catch(() => ({}));
    if (reply.status !== 403 || !said.challenge || tries === 5) return { status: reply.status, said, tries };
    work = said;
  }
}

export const anyRecord = (lock, random) => Buffer.concat([Buffer.from([1]), unhex(lock.id), random(lock.size - 17)]);
