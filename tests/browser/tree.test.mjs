// What a screen reader gets: Chromium's own accessibility tree of each page of each form, as the script shows it, with what is wrong and without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { browse } from './lib/browser.mjs';
import { formsOf, languages, openHouse } from './lib/house.mjs';

const CONTROLS = ['button', 'link', 'radio', 'checkbox', 'textbox', 'combobox', 'spinbutton', 'listbox', 'option'];
const NAMED = [...CONTROLS, 'radiogroup', 'group', 'navigation', 'progressbar', 'ProgressIndicator', 'dialog', 'alertdialog', 'image', 'region', 'heading'];
let house, browser;
before(async () => {
  house = await openHouse();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await house?.close();
});

async function withPage(path, use) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage(), session = await context.newCDPSession(page);
    if (path) await page.goto(house.server.address + path);
    return await use(page, session);
  } finally {
    await context.close();
  }
}

// The nodes that a screen reader meets: { role, name, description, invalid, level, focused, within: the nodes that it stands in }.
async function tree(session) {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const looks = (node) => {
    const property = (name) => node.properties?.find((one) => one.name === name)?.value.value;
    return { role: node.role?.value, name: node.name?.value.trim() ?? '', description: node.description?.value ?? '', invalid: property('invalid'), required: property('required'),
      level: property('level'), focused: property('focused'), value: node.value?.value };
  };
  const within = (node) => {
    const above = byId.get(node.parentId);
    return above ? [...(above.ignored ? [] : [looks(above)]), ...within(above)] : [];
  };
  return nodes.filter((node) => !node.ignored).map((node) => ({ ...looks(node), within: within(node) }));
}

const of = (all, ...roles) => all.filter((node) => roles.includes(node.role));

// What is wrong with a tree, in words.
function mistakes(all) {
  const found = [];
  for (const node of all) if (NAMED.includes(node.role) && !node.name) found.push(`${node.role} without a name`);
  for (const node of of(all, 'radio'))
    if (!node.within.some((above) => ['radiogroup', 'group'].includes(above.role) && above.name)) found.push(`radio "${node.name}" in no named group`);
  for (const node of of(all, 'checkbox'))
    if (!node.within.some((above) => above.role === 'group' && above.name) && !node.within.some((above) => above.role === 'Section')) found.push(`checkbox "${node.name}" in no named group`);
  for (const [role, count] of [['banner', 1], ['main', 1], ['contentinfo', 1]]) if (of(all, role).length !== count) found.push(`${of(all, role).length} ${role}`);
  const headings = of(all, 'heading').map((node) => node.level);
  if (headings.filter((level) => level === 1).length !== 1) found.push(`headings of the first level: ${headings}`);
  headings.forEach((level, i) => i && level > headings[i - 1] + 1 && found.push(`a heading of level ${level} below one of ${headings[i - 1]}`));
  return found;
}

test('the search for mistakes finds them', async () => {
  await withPage(null, async (page, session) => {
    await page.setContent('<h1>x</h1><h3>y</h3><main><button></button><label><input type="radio" name="a"> one</label><input></main>');
    const found = mistakes(await tree(session));
    for (const one of ['button without a name', 'textbox without a name', 'radio "one" in no named group', '0 banner', 'a heading of level 3 below one of 1'])
      assert.ok(found.includes(one), `${one} among ${found}`);
  });
});

const asksForSome = (form) => /"(isRequired|requiredIf|validators)":/.test(readFileSync(`forms/${form}.json`, 'utf8'));
const press = (page, what) => page.locator(`#sheet .buttons [data-do="${what}"]:visible`).click();

// Marks the first choice of everything on the page and writes a word where one is to be written.
const answer = () => {
  const shown = (e) => e.offsetParent !== null && !e.disabled, done = new Set();
  for (const e of document.querySelectorAll('#sheet input[type=radio], #sheet input[type=checkbox]')) {
    if (!shown(e) || done.has(e.name)) continue;
    done.add(e.name);
    if (!e.checked) e.click();
  }
  for (const e of document.querySelectorAll('#sheet textarea, #sheet input[type=text]'))
    if (shown(e) && !e.name.endsWith('-Comment') && !e.value) {
      e.value = 'Rīts';
      e.dispatchEvent(new Event('input', { bubbles: true }));
    }
};

// What is told beside a question stands in the tree with the question: its group or its field says that it is wrong, and why.
async function toldWithQuestions(page, session, where) {
  const all = await tree(session);
  assert.deepEqual(mistakes(all), [], `${where} with faults`);
  const told = await page.evaluate(() => [...document.querySelectorAll('#sheet p.fault')].filter((e) => e.offsetParent).map((e) => e.querySelector('span').textContent.trim()));
  assert.ok(told.length > 0, where);
  const spoken = all.filter((node) => ['radiogroup', 'group', 'textbox', 'combobox', 'spinbutton'].includes(node.role) && told.some((words) => node.description.includes(words)));
  assert.equal(spoken.length, told.length, `${where}: each fault is told with what it is about`);
  for (const node of spoken) {
    const inside = (role) => of(all, role).filter((one) => one.within.some((above) => above.name === node.name)), boxes = inside('checkbox');
    if (node.role !== 'group') assert.equal(node.invalid, 'true', `${where}: "${node.name}" says that it is wrong`);
    else if (boxes.length) assert.ok(boxes.some((box) => box.invalid === 'true'), `${where}: the boxes of "${node.name}" say that they are wrong`);
    else assert.ok(inside('radio').length, `${where}: "${node.name}" has rows to choose in`);
  }
  const summary = all.find((node) => node.focused === true && node.role !== 'RootWebArea');
  assert.match(summary.role, /alert|region/, `${where}: the summary has the focus`);
  assert.ok(summary.name, 'and a name');
}

for (const [at, form] of formsOf('lv').entries()) {
  const spoken = languages.filter((lang) => formsOf(lang).includes(form)), lang = spoken[at % spoken.length];
  test(`${form} (${lang}): everything has a name, stands in its group, and says what is wrong with it`, async () => {
    await withPage(`/f/${form}?lang=${lang}`, async (page, session) => {
      await page.waitForFunction(() => window.uzklausi && window.uzklausi.take);
      let faults = 0;
      for (let number = 1; number < 30; number++) {
        const where = `${form}, page ${number}`, steps = await page.locator('#main .steps').innerText();
        const all = await tree(session);
        assert.deepEqual(mistakes(all), [], where);
        const [progress] = of(all, 'progressbar', 'ProgressIndicator');
        assert.ok(progress && progress.name && Number(progress.value) >= 1, `${where}: how far it is`);
        const act = (await page.locator('#sheet .buttons [data-do=next]:visible').count()) ? 'next' : 'review';
        await press(page, act);
        if (await page.locator('#main section.faults').count()) {
          faults++;
          await toldWithQuestions(page, session, where);
        }
        for (let again = 0; again < 4 && (await page.locator('#main .steps').count()) && (await page.locator('#main .steps').innerText()) === steps; again++) {
          await page.evaluate(answer);
          await press(page, act);
        }
        if (act === 'review') break;
      }
      assert.equal(faults > 0, asksForSome(form), 'a page with something missing was seen');
      assert.deepEqual(mistakes(await tree(session)), [], `${form}, review`);
      await press(page, 'send');
      await page.waitForSelector('#main .end');
      const end = await tree(session);
      assert.deepEqual(mistakes(end), [], `${form}, thanks`);
      assert.ok(end.some((node) => node.focused && node.role !== 'RootWebArea'), 'the end has the focus, so that it is read');
    });
  });
}
