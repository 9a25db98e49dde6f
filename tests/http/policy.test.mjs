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

test('each script in a page is one that the policy names, and none is an attribute', async () => {
  const page = await open(house.server, '/f/walk');
  const policy = page.headers.get('content-security-policy');
  const scripts = [...page.html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
  assert.equal(scripts.length, 1);
  for (const script of scripts) assert.ok(policy.includes(`'sha256-${createHash('sha256').update(script).digest('base64')}'`));
  assert.ok(!policy.includes(createHash('sha256').update(`${scripts[0]} `).digest('base64')), 'a byte more is another script');
  assert.doesNotMatch(page.html, /<[^>]+\son[a-z]+=/);
  assert.doesNotMatch(page.html, /javascript:/);
});

test('an asset is what its address and its integrity say, lasts, and is served for nothing else', async () => {
  const page = await open(house.server, '/f/walk');
  const [, path, integrity] = page.html.match(/<script src="(\/a\/device\.[0-9a-f]{16}\.js)" integrity="(sha256-[^"]+)" defer>/);
  const asset = await open(house.server, path);
  assert.equal(asset.status, 200);
  assert.equal(`sha256-${createHash('sha256').update(asset.html).digest('base64')}`, integrity);
  assert.ok(path.includes(createHash('sha256').update(asset.html).digest('hex').slice(0, 16)));
  assert.match(asset.headers.get('cache-control'), /immutable/);
  assert.match(asset.headers.get('content-type'), /^text\/javascript/);
  assert.equal((await open(house.server, path.replace(/[0-9a-f]{16}/, '0'.repeat(16)))).status, 404);
});
