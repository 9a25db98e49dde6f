// The page's style is the one that its policy lets through: a browser drops it all when a byte differs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { serve } from './lib/site.mjs';
import { open } from './lib/page.mjs';

let house;
before(async () => (house = await serve()));
after(() => house?.remove());

for (const path of ['/', '/f/walk', '/nowhere']) {
  test(`the style of ${path} is the one that its policy names`, async () => {
    const page = await open(house.server, path);
    const [, style] = page.html.match(/<style>([^]*?)<\/style>/);
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(style.length > 100);
    assert.match(page.headers.get('content-security-policy'), /style-src '[^']*'/);
    assert.ok(page.headers.get('content-security-policy').includes(`style-src 'sha256-${hash}'`), hash);
  });
}

test("the town's colour is on the pages, and the policy lets it through", async () => {
  const colour = { light: '#7a1f3d', dark: '#f0a3bd' };
  const town = await serve({ settings: { colour } });
  try {
    const page = await open(town.server, '/f/walk');
    const styles = [...page.html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, text]) => text);
    assert.equal(styles.length, 2);
    assert.match(styles[1], /--deep:#7a1f3d.*--deep:#f0a3bd/);
    for (const style of styles)
      assert.ok(page.headers.get('content-security-policy').includes(`'sha256-${createHash('sha256').update(style).digest('base64')}'`));
  } finally {
    await town.remove();
  }
});
