// Looking into a running process: as root, or where that is allowed.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const PIECE = 1 << 24;

// Whether one of the needles stands anywhere in the writable memory of a process. Throws when it may not be looked into.
export function findInMemory(pid, ...needles) {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)].some(([, from, to]) => inRange(memory, parseInt(from, 16), parseInt(to, 16), needles));
  } finally {
    closeSync(memory);
  }
}

function inRange(memory, from, to, needles) {
  const overlap = Math.max(...needles.map((needle) => Buffer.byteLength(needle)));
  for (let at = from; at < to; at += PIECE) {
    const bytes = Buffer.alloc(Math.min(PIECE + overlap, to - at));
    let got = 0;
    try {
      got = readSync(memory, bytes, 0, bytes.length, at);
    } catch {
      continue; // a guard page
    }
    if (needles.some((needle) => bytes.subarray(0, got).includes(needle))) return true;
  }
  return false;
}
