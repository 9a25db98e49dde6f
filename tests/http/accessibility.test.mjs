// /accessibility: the statement that public bodies owe, in each language, with who answers for the site; every page leads there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve } from './lib/site.mjs';
import { open, press } from './lib/page.mjs';

const LANGUAGES = ['lv', 'en', 'ru', 'uk'];
const name = 'Rīta novads';
const contact = 'Rīta novada pašvaldība, info@rita-novads.example';
let server, house;
before(async () => ({ server } = house = await serve({ settings: { languages: LANGUAGES, name, contact } })));
after(() => house?.remove());

// Law, standard, how far it conforms, what was not tested, whom to turn to, when it was written.
const SAYS = {
  lv: [/Nr\. 445/, /EN 301 549/, /daļēji atbilst/, /Kas nav pārbaudīts/, /tiesībsarga/, /2026\. gada/],
  en: [/No\. 445/, /EN 301 549/, /conforms in part/, /What was not tested/, /Ombudsman/, /2026/],
  ru: [/№ 445/, /EN 301 549/, /частично соответствует/, /Что не проверено/, /омбудсмену/, /2026/],
  uk: [/№ 445/, /EN 301 549/, /частково відповідає/, /Що не перевірено/, /омбудсмана/, /2026/],
};

for (const lang of LANGUAGES)
  test(`the statement is there in ${lang}`, async () => {
    const page = await open(server, `/accessibility?lang=${lang}`);
    assert.equal(page.status, 200);
    assert.match(page.html, new RegExp(`<html lang="${lang}">`));
    for (const what of SAYS[lang]) assert.match(page.html, what);
    assert.ok(page.html.includes(contact));
    assert.doesNotMatch(page.html, /\{(phones|contact|address)/);
    for (const other of LANGUAGES.filter((one) => one !== lang)) assert.ok(page.html.includes(`href="/accessibility?lang=${other}"`), other);
  });

test('a text of site.json that is given once says that it is in the first language, where the page is in another', async () => {
  for (const path of ['/', '/help', '/f/walk', '/accessibility', '/nowhere'])
    for (const lang of LANGUAGES) {
      const { html } = await open(server, `${path}?lang=${lang}`);
      const shown = html.match(/<html lang="(..)"/)[1], said = shown === 'lv' ? '' : ' lang="lv"';
      assert.match(html, new RegExp(`<p class="site"${said}>\\s*(<a [^>]*>)?\\s*${name}`), `${path} ${lang}`);
      assert.equal(html.includes(`<span lang="lv">${contact}</span>`), shown !== 'lv', `${path} ${lang}`);
    }
});

test('every page leads there; one that holds answers, in a new tab', async () => {
  for (const path of ['/', '/help', '/f/walk', '/f/walk/done', '/nowhere'])
    assert.match((await open(server, path)).html, /<a href="\/accessibility\?lang=lv">/, path);
  const page = await press(server, await open(server, '/f/walk?lang=lv'), 'next', { walks: 'yes' });
  assert.match(page.html, /<a href="\/accessibility\?lang=lv" target="_blank" rel="noopener">/);
});
