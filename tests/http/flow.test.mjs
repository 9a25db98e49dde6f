// Forms filled in without script, page by page and at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fetchSheets, serve } from './lib/site.mjs';
import { field, open, post, press } from './lib/page.mjs';

let house, server, site;
before(async () => ({ server, site } = house = await serve()));
after(() => house?.remove());

const sheetOf = async (id) => (await fetchSheets(server, site)).get(id);
const heading = (page) => page.html.match(/<h2[^>]*>([^<]*)<\/h2>/)?.[1];

for (const [lang, texts] of Object.entries({
  lv: { way: 'Ceļš', last: 'Beigas', asked: 'Cik minūtes?' },
  en: { way: 'The way', last: 'The end', asked: 'How many minutes?' },
})) {
  test(`a form is filled in page by page (${lang})`, async () => {
    let page = await open(server, `/f/walk?lang=${lang}`);
    assert.equal(page.status, 200);
    assert.match(page.html, new RegExp(`<html lang="${lang}"`));
    assert.match(page.html, new RegExp(texts.way));
    assert.ok(!page.html.replace(/<template[^]*?<\/template>/, '').includes(texts.asked), 'a hidden question is not in the page that is seen');

    page = await press(server, page, 'next', { walks: 'yes' });
    assert.equal(page.status, 200);
    assert.ok(page.html.includes(texts.asked), 'what an answer brings up is shown before the next page');
    const [id] = field(page, '_id');
    assert.match(id, /^[0-9a-f]{32}$/);

    page = await press(server, page, 'next', { minutes: '12' });
    assert.equal(heading(page), texts.last);
    assert.deepEqual(field(page, 'minutes'), ['12'], 'earlier answers are carried');

    page = await press(server, page, 'send', { 'places.park': 'unsafe', words: 'Mēs ejam\r\npa ceļu' });
    assert.equal(page.status, 303);
    assert.equal(page.headers.get('location'), `/f/walk/done?lang=${lang}`);
    const thanks = await open(server, page.headers.get('location'));
    assert.equal(thanks.status, 200);
    assert.match(thanks.html, new RegExp(`<html lang="${lang}"`));

    const sheet = await sheetOf(id);
    assert.equal(sheet.id, id);
    assert.equal(sheet.form, 'walk');
    assert.equal(sheet.wave, '2026');
    assert.equal(sheet.lang, lang);
    assert.ok(!('day' in sheet), 'a survey keeps no day');
    assert.deepEqual(sheet.answers, { walks: 'yes', minutes: 12, places: { park: 'unsafe' }, words: 'Mēs ejam\npa ceļu' });
  });
}

test('a question left open is not asked for twice', async () => {
  let page = await press(server, await open(server, '/f/walk'), 'next', { walks: 'yes' });
  page = await press(server, page, 'next');
  assert.equal(heading(page), 'Beigas');
});

test('pages follow the answers, and what does not belong any more is not sent', async () => {
  let page = await press(server, await open(server, '/f/walk'), 'next', { walks: 'no' });
  assert.match(page.html, /Kāpēc ne\?/);
  page = await press(server, page, 'next', { why: ['dark', 'other'], 'why-Comment': 'lietus' });
  page = await press(server, page, 'back');
  assert.deepEqual(field(page, 'why'), ['dark', 'other'], 'Back keeps what was ticked');
  page = await press(server, page, 'back');
  assert.deepEqual(field(page, 'walks'), ['no']);
  page = await press(server, page, 'next', { walks: 'yes' });
  page = await press(server, page, 'next', { minutes: '5' });
  const [id] = field(page, '_id');
  page = await press(server, page, 'send', { words: 'labi' });
  assert.equal(page.status, 303);
  assert.deepEqual((await sheetOf(id)).answers, { walks: 'yes', minutes: 5, words: 'labi' });
});

test('faults stand beside their questions, and nothing typed is lost', async () => {
  let page = await press(server, await open(server, '/f/walk'), 'next');
  assert.equal(page.status, 422);
  assert.match(page.html, /id="q0-fault"/);
  assert.match(page.html, /href="#q0"/, 'a summary links to the question');
  page = await press(server, page, 'next', { walks: 'yes' });
  page = await press(server, page, 'next', { minutes: 'daudz' });
  assert.equal(page.status, 422);
  assert.deepEqual(field(page, 'minutes'), ['daudz']);
  page = await press(server, page, 'next', { minutes: '3' });
  page = await press(server, page, 'send', { words: '' });
  assert.equal(page.status, 422);
  assert.deepEqual(field(page, 'minutes'), ['3']);
});

test('Back and a change of language check nothing and keep everything', async () => {
  let page = await press(server, await open(server, '/f/walk'), 'next', { walks: 'yes' });
  page = await press(server, page, 'next', { minutes: '9' });
  page = await press(server, page, 'lang-en', { words: 'pusceļā' });
  assert.equal(page.status, 200);
  assert.match(page.html, /<html lang="en"/);
  assert.equal(heading(page), 'The end');
  assert.deepEqual(field(page, 'words'), ['pusceļā']);
  page = await press(server, page, 'back', { words: 'x'.repeat(400) });
  assert.equal(page.status, 200);
  assert.equal(heading(page), 'The way');
  page = await press(server, page, 'next');
  assert.deepEqual(field(page, 'words'), ['x'.repeat(400)]);
  page = await press(server, page, 'send');
  assert.equal(page.status, 422, 'our own bound on length holds');
});

test('a fault on an earlier page is shown there when the sheet is sent', async () => {
  let page = await press(server, await open(server, '/f/walk'), 'next', { walks: 'yes' });
  page = await press(server, page, 'next', { minutes: '4' });
  page = await press(server, page, 'send', { minutes: 'nekad', words: 'teksts' });
  assert.equal(page.status, 422);
  assert.deepEqual(field(page, '_page'), ['way']);
  assert.deepEqual(field(page, 'words'), ['teksts']);
  page = await press(server, page, 'next', { minutes: '4' });
  page = await press(server, page, 'send');
  assert.equal(page.status, 303);
});

test('a whole sheet is posted at once', async () => {
  const id = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const fields = [['walks', 'no'], ['why', 'far'], ['why', 'dark'], ['places.bridge', 'safe'], ['words', 'īss'], ['_id', id], ['_do', 'send']];
  const page = await post(server, '/f/walk?lang=en', fields);
  assert.equal(page.status, 303);
  assert.equal(page.headers.get('location'), '/f/walk/done?lang=en');
  assert.deepEqual((await sheetOf(id)).answers, { walks: 'no', why: ['far', 'dark'], places: { bridge: 'safe' }, words: 'īss' });
});

test('a whole sheet with faults comes back whole', async () => {
  const page = await post(server, '/f/walk', [['walks', 'maybe'], ['words', ''], ['_do', 'send']]);
  assert.equal(page.status, 422);
  assert.match(page.html, /id="q0-fault"/);
  assert.match(page.html, /id="q4-fault"/);
});

test('a page of another form is shown once more before its sheet is taken', async () => {
  const before = (await fetchSheets(server, site)).size;
  const page = await post(server, '/f/walk', [['walks', 'yes'], ['gone', 'x'], ['words', 'paliek'], ['_do', 'send']]);
  assert.equal(page.status, 422);
  assert.deepEqual(field(page, 'words'), ['paliek']);
  assert.equal((await fetchSheets(server, site)).size, before);
});

test('what is no page of ours is refused', async () => {
  for (const fields of [
    [['_do', 'jump']],
    [['_do', 'send'], ['_do', 'next']],
    [['_do', 'next'], ['_page', 'nowhere']],
    [['_do', 'send'], ['_id', 'short']],
    [['_do', 'send'], ['_other', '1']],
  ])
    assert.equal((await post(server, '/f/walk', fields)).status, 400, JSON.stringify(fields));
});

test('answers are inert in the page that shows them again', async () => {
  const evil = '"><script>alert(1)</script>';
  const page = await post(server, '/f/walk', [['walks', evil], ['words', `</textarea>${evil}`], ['_do', 'send']]);
  assert.equal(page.status, 422);
  assert.ok(!page.html.includes('<script>'));
});

test('the language is the visitor\'s', async () => {
  const asks = async (path, accept) => (await open(server, path, { headers: accept ? { 'Accept-Language': accept } : {} })).html.match(/<html lang="(..)"/)[1];
  assert.equal(await asks('/', 'en'), 'en');
  assert.equal(await asks('/', 'de, en;q=0.5, lv;q=0.1'), 'en');
  assert.equal(await asks('/', 'de'), 'lv');
  assert.equal(await asks('/?lang=en', 'lv'), 'en');
  assert.equal(await asks('/nothing-here', 'en'), 'en');
  assert.equal(await asks('/f/walk?lang=xx', 'en'), 'en');
});

test('thirty pupils behind one address in one minute are all served', async () => {
  const statuses = await Promise.all(Array.from({ length: 30 }, (_, i) => post(server, '/f/walk', [['walks', 'no'], ['words', `skolēns ${i}`], ['_do', 'send']]).then((page) => page.status)));
  assert.deepEqual(new Set(statuses), new Set([303]));
});
