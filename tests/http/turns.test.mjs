// Turning pages without script as SurveyJS's own library would turn them: what was unticked stays so, the defaults of later pages stand, what an
// answer brings up is asked before anything is found wrong with it, and the words of thanks know what was answered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fetchSheets, serve } from './lib/site.mjs';
import { field, open, press } from './lib/page.mjs';

let house, server, site;
before(async () => ({ server, site } = house = await serve({ forms: ['tests/http/forms/turns.json'] })));
after(() => house?.remove());

const start = () => open(server, '/f/turns?lang=lv');
const heading = (page) => page.html.match(/<h2[^>]*>([^<]*)<\/h2>/)?.[1];
const faults = (page) => [...page.html.matchAll(/id="(q\d+)-fault"/g)].map(([, id]) => id);

async function sent(page, answers) {
  const [id] = field(page, '_id');
  page = await press(server, page, 'send', answers);
  assert.equal(page.status, 200);
  return { page, answers: (await fetchSheets(server, site)).get(id).answers };
}

test('a default that was unticked does not come back', async () => {
  let page = await start();
  assert.deepEqual(field(page, 'ticked'), ['a']);
  page = await press(server, page, 'next', { ticked: [] });
  assert.equal(heading(page), 'Divi');
  page = await press(server, page, 'back');
  assert.deepEqual(field(page, 'ticked'), []);
  page = await press(server, page, 'next');
  assert.ok(!('ticked' in (await sent(page)).answers));
});

test('it does not come back either when nothing else was answered and the language changes', async () => {
  let page = await press(server, await start(), 'next', { ticked: [], count: undefined });
  page = await press(server, page, 'back');
  page = await press(server, page, 'lang-en');
  assert.deepEqual(field(page, 'ticked'), []);
});

test('the defaults of later pages stand until they are asked', async () => {
  let page = await press(server, await start(), 'next', { count: '5' });
  assert.deepEqual(field(page, 'picked'), ['y']);
  assert.deepEqual(field(page, 'next'), ['6'], 'a computed default follows what it is computed from');
  assert.deepEqual(field(page, 'shown'), ['z'], 'the default of a question that has just appeared');
  const { answers } = await sent(page);
  assert.deepEqual(answers, { ticked: ['a'], count: 5, next: 6, shown: 'z', picked: 'y', fixed: 'paliek' });
});

test('a default that was changed by hand stays changed', async () => {
  let page = await press(server, await start(), 'next', { count: '5' });
  page = await press(server, page, 'back', { next: '9', shown: '', picked: 'x' });
  page = await press(server, page, 'next', { count: '5' });
  assert.deepEqual(field(page, 'next'), ['9']);
  assert.deepEqual(field(page, 'shown'), ['']);
  assert.deepEqual(field(page, 'picked'), ['x']);
});

test('an answer that is hidden for a while is there again, and is not sent while it is hidden', async () => {
  let page = await press(server, await start(), 'next', { count: '5' });
  page = await press(server, page, 'back', { shown: 'mans' });
  page = await press(server, page, 'next', { count: '6' });
  assert.ok(!/<input id="[^"]*" type="text" name="shown"/.test(page.html));
  page = await press(server, page, 'back');
  page = await press(server, page, 'next', { count: '5' });
  assert.deepEqual(field(page, 'shown'), ['mans']);
  page = await press(server, page, 'back');
  page = await press(server, page, 'next', { count: '6' });
  assert.ok(!('shown' in (await sent(page)).answers));
});

test('what an answer brings up is asked before it is missed', async () => {
  let page = await press(server, await start(), 'next', { more: 'yes' });
  assert.equal(page.status, 200);
  assert.deepEqual(faults(page), []);
  assert.match(page.html, /class="notice"/);
  assert.match(page.html, /name="needed"/);
  page = await press(server, page, 'next');
  assert.equal(page.status, 422, 'now it was asked');
  assert.deepEqual(faults(page), ['q3']);
  page = await press(server, page, 'next', { needed: 'te' });
  assert.equal(heading(page), 'Divi');
});

test('a fault beside a question that has just come up is the only one', async () => {
  const page = await press(server, await start(), 'next', { more: 'yes', count: 'daudz' });
  assert.equal(page.status, 422);
  assert.deepEqual(faults(page), ['q1']);
  assert.match(page.html, /name="needed"/);
});

test('a required question that the last page brings up on an earlier one is asked there', async () => {
  let page = await press(server, await start(), 'next');
  page = await press(server, page, 'send', { last: 'yes' });
  assert.equal(page.status, 200);
  assert.equal(heading(page), 'Viens');
  assert.deepEqual(faults(page), []);
  page = await press(server, page, 'next', { late: 'jā' });
  assert.equal((await sent(page)).answers.late, 'jā');
});

test('a page that the last answer brings up comes before the end', async () => {
  let page = await press(server, await start(), 'next');
  page = await press(server, page, 'send', { last: 'page' });
  assert.equal(heading(page), 'Trīs');
  assert.equal((await sent(page, { end: 'viss' })).answers.end, 'viss');
});

test('"none" and something else is a fault that says what to do', async () => {
  let page = await press(server, await start(), 'next');
  page = await press(server, page, 'send', { told: ['friend', 'none'] });
  assert.equal(page.status, 422);
  assert.match(page.html, /Ir atzīmēts „nevienam” un vēl kāda atbilde\./);
  assert.deepEqual(field(page, 'told'), ['friend', 'none'], 'both are still ticked');
  assert.deepEqual((await sent(page, { told: ['none'] })).answers.told, ['none']);
});

test('without script there is no box that would tick all others and cannot', async () => {
  assert.doesNotMatch((await start()).html, /value="all"/);
});

test('the words of thanks hold what was answered, as text', async () => {
  let page = await press(server, await start(), 'next');
  ({ page } = await sent(page, { name: '<b>Rīts</b>' }));
  assert.match(page.html, /Paldies, <bdi>&lt;b&gt;Rīts&lt;\/b&gt;<\/bdi>!/);
  assert.equal(page.headers.get('cache-control'), 'no-store');
});

test('the first words of thanks whose condition holds are shown', async () => {
  let page = await press(server, await open(server, '/f/turns?lang=en'), 'next');
  ({ page } = await sent(page, { picked: 'x' }));
  assert.match(page.html, /You picked <bdi>x<\/bdi>\./);
});

test('sending such a sheet again says thanks again and counts once', async () => {
  const page = await press(server, await start(), 'next', { count: '77' });
  for (let i = 0; i < 2; i++) assert.equal((await press(server, page, 'send')).status, 200);
  const sheets = [...(await fetchSheets(server, site)).values()];
  assert.equal(sheets.filter((sheet) => sheet.answers.count === 77).length, 1);
});
