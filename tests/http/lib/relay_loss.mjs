// Run in a network of its own (unshare --net): one packet in five is lost. Prints {sent, arrived, dropped}; ends with 77 where packets
// cannot be dropped.
import { spawnSync } from 'node:child_process';
import { startServer } from './site.mjs';
import { assertOnceEach, drained, idsAt, makeRecord, makeTown, putAtLast, startRelay } from './relay.mjs';

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  process.stderr.write(`${program}: ${error?.message ?? stderr}\n`);
  process.exit(77);
}

run('ip', 'link', 'set', 'lo', 'up');
const { site, box } = makeTown();
const town = await startServer(site), relay = await startRelay(box, town.address);
// between the relay and the town alone: this program speaks to the relay
run('nft', `add table inet loss
add chain inet loss out { type filter hook output priority 0; }
add rule inet loss out tcp dport ${town.port} numgen random mod 100 < 20 counter drop
add rule inet loss out tcp sport ${town.port} numgen random mod 100 < 20 counter drop`);
const records = Array.from({ length: 25 }, () => makeRecord(site.lock));
for (const record of records) await putAtLast(relay, record);
await drained(relay, box);
const dropped = [...run('nft', 'list', 'table', 'inet', 'loss').matchAll(/counter packets (\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0);
run('nft', 'flush ruleset');
await assertOnceEach(town, site, records);
const arrived = (await idsAt(town, site)).length;
await relay.stop();
await town.stop();
site.remove();
process.stdout.write(JSON.stringify({ sent: records.length, arrived, dropped }));
