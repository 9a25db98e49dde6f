// make audit: every page of every form as the server sends it, before the tools that take too long for `make test`. Says what they say;
// exit 1 when there is anything.
//
//   node tests/audit/run.mjs [vnu] [pa11y] [lighthouse]      all of them when none is named
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { languages, openHouse, allPages } from '../browser/lib/house.mjs';
import { replay } from './lib/replay.mjs';
import { lighthouse } from './lib/lighthouse.mjs';
import { pa11y } from './lib/pa11y.mjs';
import { vnu } from './lib/vnu.mjs';

const tools = { vnu, pa11y, lighthouse };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(tools);
const folder = process.env.AUDIT_PAGES ?? 'build/audit';

async function collect(server) {
  const pages = [];
  for (const lang of languages) for await (const page of allPages(server, lang)) pages.push(page);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const page of pages) writeFileSync(`${folder}/${page.name}.${page.lang}.html`, page.html);
  return pages;
}

const house = await openHouse();
let faults = 0;
try {
  const pages = await collect(house.server);
  const again = await replay(house.server, pages);
  console.log(`${pages.length} pages in ${languages.length} languages`);
  for (const name of wanted) {
    const found = await tools[name]({ pages, folder, address: again.address });
    for (const line of found.faults) console.log(`${name}: ${line}`);
    console.log(`${name}: ${found.looked} looks, ${found.faults.length} faults${found.summary ? `; ${found.summary}` : ''}`);
    faults += found.faults.length;
  }
  again.close();
} finally {
  await house.close();
}
process.exit(faults > 0 ? 1 : 0);
