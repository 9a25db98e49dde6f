// Reads an archive by docs/ARCHIVE.md, apart from the hashes.
import { readFileSync } from 'node:fs';

export function readArchive(path) {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 16) !== 'uzklausi-archive' || bytes.readUInt32LE(16) !== 1) throw new Error('not an archive');
  const blocks = [];
  for (let at = 32; at < bytes.length;) {
    const kind = bytes.toString('latin1', at, at + 4);
    const [length, count, size] = [4, 8, 12].map((offset) => bytes.readUInt32LE(at + offset));
    const body = bytes.subarray(at + 128, at + 128 + length);
    const block = { kind, at, length, count, size, lock: bytes.toString('hex', at + 16, at + 32), ids: [], records: [] };
    if (kind === 'lock') block.text = body.toString();
    for (let i = 0; kind !== 'lock' && i < count; i++) block.ids.push(body.subarray(16 * i, 16 * i + 16));
    for (let i = 0; kind === 'recs' && i < count; i++) block.records.push(body.subarray(16 * count + size * i, 16 * count + size * (i + 1)));
    blocks.push(block);
    at += 128 + length;
  }
  return blocks;
}
