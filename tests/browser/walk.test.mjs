// Every form, filled in to the end on a real server as somebody with a phone would: with the keyboard alone and no script, always seeing where
// they are; and with script, each page looked at by axe as it stands then, by day and by night, with what is wrong, the review and the thanks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { browse } from './lib/browser.mjs';
import { formsOf, languages, openHouse } from './lib/house.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const phone = { width: 360, height: 800 };
let house, browser;
before(async () => {
  house = await openHouse();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

async function withPage(options, use) {
  const context = await browser.newContext({ viewport: phone, bypassCSP: true, reducedMotion: 'reduce', ...options });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

// --- the keyboard alone ------------------------------------------------------------------------------------------------------------

// What has the focus, and whether that can be seen: three pixels around it, or around the choice that it is in, of a colour that stands out.
const focused = () => {
  const e = document.activeElement;
  const ring = e.closest?.('.choice') ?? e;
  const style = getComputedStyle(ring), box = ring.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    tag: e.tagName, type: e.type ?? '', name: e.name ?? '', value: e.value ?? '', seen, html: e.outerHTML.slice(0, 120),
    chosen: e.type === 'radio' && !!document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`),
    taken: e.type === 'checkbox' && !!document.querySelector(`input[type=checkbox][name="${CSS.escape(e.name)}"]:checked`),
  };
};

// Tabs through the page, answers what it comes by, and presses the main button. The names of what had the focus.
async function fillByKeyboard(page) {
  for (let i = 0; i < 300; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focused);
    if (at.tag === 'BODY') continue;
    assert.ok(at.seen, `the focus is seen on ${at.html}`);
    if (at.type === 'radio' && !at.chosen) await page.keyboard.press('Space');
    else if (at.type === 'checkbox' && !at.taken) await page.keyboard.press('Space');
    else if (at.tag === 'SELECT') await page.keyboard.press('ArrowDown');
    else if ((at.tag === 'TEXTAREA' || at.type === 'text') && !at.name.endsWith('-Comment')) await page.keyboard.type('Rīts');
    else if (at.name === '_do' && (at.value === 'next' || at.value === 'send')) {
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      return;
    }
  }
  assert.fail('the main button is never reached');
}

for (const form of formsOf('lv'))
  test(`${form}: with the keyboard alone and no script`, async () => {
    await withPage({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${house.server.address}/f/${form}?lang=lv`);
      const thanked = () => page.locator('h1.done').count();
      for (let pages = 0; !(await thanked()) && pages < 30; pages++) await fillByKeyboard(page);
      assert.equal(await thanked(), 1);
      assert.equal(await page.locator('h1').count(), 1);
    });
  });

test('a focus that cannot be seen is noticed', async () => {
  await withPage({}, async (page) => {
    await page.setContent('<style>button{outline:0!important}</style><button>x</button>');
    await page.keyboard.press('Tab');
    assert.equal((await page.evaluate(focused)).seen, false);
  });
});

test('the first Tab leads past the head of the page', async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${house.server.address}/f/concern?lang=lv`);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => !!document.activeElement.closest('main')), 'the next stop is in the page itself');
  });
});

// --- with script, before axe -------------------------------------------------------------------------------------------------------

async function axe(page, where) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html + JSON.stringify(n.any.map((a) => a.data))).join(' | ')}`), [], where);
}

// The person of a number takes that choice everywhere on the page that is shown.
const answer = (person) => {
  const shown = (e) => e.offsetParent !== null && !e.disabled;
  const groups = new Map();
  for (const e of document.querySelectorAll('#sheet input[type=radio], #sheet input[type=checkbox]')) if (shown(e)) groups.set(e.name, [...(groups.get(e.name) ?? []), e]);
  for (const all of groups.values()) if (!all.some((e) => e.checked)) all[Math.min(person, all.length - 1)].click();
  for (const e of document.querySelectorAll('#sheet textarea, #sheet input[type=text]'))
    if (shown(e) && !e.name.endsWith('-Comment') && !e.value) {
      e.value = 'Rīts';
      e.dispatchEvent(new Event('input', { bubbles: true }));
      e.dispatchEvent(new Event('change', { bubbles: true }));
    }
};

const press = (page, what) => page.locator(`#sheet .buttons [data-do="${what}"]:visible`).click();
const offered = (page, what) => page.locator(`#sheet .buttons [data-do="${what}"]:visible`).count();

// Presses on without an answer, to see what is wrong; then answers and goes on. True at the review.
async function turn(page, form, number, person) {
  const act = (await offered(page, 'next')) ? 'next' : 'review';
  const before = await page.locator('#main .steps').innerText();
  await press(page, act);
  if (await page.locator('#main section.faults').count()) await axe(page, `${form}, page ${number} with faults`);
  for (let again = 0; again < 4 && (await page.locator('#main .steps').innerText()) === before; again++) {
    await page.evaluate(answer, person);
    await press(page, act);
  }
  return act === 'review';
}

async function lookThrough(page, form, lang) {
  await page.goto(`${house.server.address}/f/${form}?lang=${lang}`);
  await page.waitForSelector('#sheet .buttons [data-do=next], #sheet .buttons [data-do=review]', { state: 'attached' });
  for (let number = 1; number < 30; number++) {
    await page.evaluate(answer, number % 4);
    await axe(page, `${form}, page ${number}`);
    await page.evaluate(() => document.querySelector('#sheet').reset());
    if (await turn(page, form, number, number % 4)) break;
  }
  await axe(page, `${form}, review`);
  await press(page, 'send');
  await page.waitForSelector('#main .end');
  await axe(page, `${form}, thanks`);
}

// Each form in another language than the one before it, and by night every other time; `make audit` looks at every page in every language.
for (const [at, form] of formsOf('lv').entries()) {
  const spoken = languages.filter((lang) => formsOf(lang).includes(form)), lang = spoken[(at + 1) % spoken.length];
  test(`${form} (${lang}): axe reports nothing on any page as the script shows it`, async () => {
    await withPage({ colorScheme: at % 2 ? 'dark' : 'light' }, (page) => lookThrough(page, form, lang));
  });
}

// --- colours of one's own ------------------------------------------------------------------------------------------------------------

for (const colorScheme of ['light', 'dark'])
  test(`school-pupils-easy (ru): axe reports nothing with forced colours, ${colorScheme}`, async () => {
    await withPage({ forcedColors: 'active', colorScheme }, (page) => lookThrough(page, 'school-pupils-easy', 'ru'));
  });

// With forced colours nothing may be told by a colour of ours: what is chosen, what is wrong, how far it is, the main button.
test('with forced colours one sees what is chosen, what is wrong, how far it is and what is pressed next', async () => {
  await withPage({ forcedColors: 'active' }, async (page) => {
    await page.goto(`${house.server.address}/f/specialists?lang=lv`);
    await page.waitForFunction(() => window.uzklausi && window.uzklausi.take);
    const border = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).borderTopWidth);
    const edge = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).borderLeftWidth);
    assert.notEqual(await border('.buttons .main:visible'), await border('.buttons [data-do=keep]'));
    await press(page, 'next');
    await page.waitForSelector('#main section.faults');
    assert.ok(parseFloat(await edge('.faulty')) >= 4);
    await page.locator('.choice:visible').first().click();
    assert.notEqual(await border('.choice:has(:checked)'), await border('.choice:not(:has(:checked))'));
    assert.equal(await border('progress'), '1px');
    assert.match(await page.locator('.steps').textContent(), /^1\. lapa no \d+/);
  });
});
