// The device's proof of work against node's own hashing.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { blockOf, firstWord, search } from '../../kiosk/script/work_hash.js';

const first = (bytes, counter) => {
  const whole = Buffer.concat([bytes.subarray(0, 48), Buffer.alloc(4)]);
  whole.writeUInt32BE(counter, 48);
  return createHash('sha256').update(whole).digest().readUInt32BE(0);
};

test('the hash is SHA-256', () => {
  for (let i = 0; i < 500; i++) {
    const bytes = randomBytes(48), counter = randomBytes(4).readUInt32BE(0);
    assert.equal(firstWord(blockOf(bytes), counter), first(bytes, counter));
  }
  assert.notEqual(firstWord(blockOf(Buffer.alloc(48)), 1), first(Buffer.alloc(48), 2), 'the comparison can fail');
});

test('the search finds each counter that fits, and no other', () => {
  const bytes = randomBytes(48), block = blockOf(bytes), found = [];
  for (let from = 0; from < 4096; ) {
    const counter = search(block, 6, from, 4096 - from);
    if (counter < 0) break;
    found.push(counter);
    from = counter + 1;
  }
  const fitting = Array.from({ length: 4096 }, (_, i) => i).filter((i) => first(bytes, i) >>> 26 === 0);
  assert.deepEqual(found, fitting);
  assert.equal(search(block, 32, 4294967295, 10), first(bytes, 4294967295) === 0 ? 4294967295 : -1, 'it ends where counters do');
});
