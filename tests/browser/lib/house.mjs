// A real server with all forms of the project, and a person who fills them in without script.
import { copyFileSync } from 'node:fs';
import { addLock, makeSite, startServer } from '../../http/lib/site.mjs';
import { fieldsOf, open, post } from '../../http/lib/page.mjs';
import { formFiles, formId, languagesOf, readForm } from '../../forms/lib/forms.mjs';

export const languages = ['lv', 'en', 'ru', 'uk'];
export const formsOf = (lang) => formFiles.filter((file) => languagesOf(readForm(file)).includes(lang)).map(formId);

export async function openHouse(settings = {}) {
  const site = makeSite({ forms: [], settings: { languages, ...settings } });
  for (const file of formFiles) {
    copyFileSync(file, `${site.path}/forms/${formId(file)}.json`);
    addLock(site, formId(file), { size: readForm(file).uzklausi.recordSize });
  }
  const server = await startServer(site);
  return { site, server, close: () => server.stop().then(() => site.remove()) };
}

// What stands on a page to be answered: name, kind, and the values to choose from.
function questions(html) {
  const found = new Map();
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    const of = (name) => tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];
    const type = of('type');
    if (type === 'hidden' || !of('name') || / disabled/.test(tag)) continue;
    const question = found.get(of('name')) ?? { type, values: [] };
    found.set(of('name'), { ...question, values: [...question.values, of('value')] });
  }
  for (const [, name, content] of html.matchAll(/<select\b[^>]*\sname="([^"]*)"[^>]*>([^]*?)<\/select>/g))
    found.set(name, { type: 'radio', values: [...content.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value) });
  for (const [, name] of html.matchAll(/<textarea\b[^>]*\sname="([^"]*)"/g)) found.set(name, { type: 'text', values: [] });
  return found;
}

// The person of a number takes that choice everywhere, as far as there are so many.
function answers(html, person) {
  const given = [];
  for (const [name, { type, values }] of questions(html)) {
    const choice = values[Math.min(person, values.length - 1)];
    if (type === 'radio' || type === 'checkbox') given.push([name, choice]);
    else if (!name.endsWith('-Comment')) given.push([name, type === 'date' ? '2026-11-20' : 'Pie skolas, pēc stundām']);
  }
  return given;
}

const carried = (html) => fieldsOf(html).filter(([name]) => html.includes(`type="hidden" name="${name}"`));
const press = (server, page, act, given) => post(server, page.path, [...carried(page.html), ...given, ['_do', act]]);

// Every page that a person comes by, first without answering anything: { name, lang, posted, status, headers, html }.
export async function* walk(server, form, lang, person) {
  let page = await open(server, `/f/${form}?lang=${lang}`);
  for (let number = 1; number < 40; number++) {
    const name = `${form}.${number}.person${person}`;
    yield { name, lang, posted: number > 1, ...page };
    const act = /value="next"[^>]*>[^<]*<\/button>\s*(<button name="_do"|<\/div>)/.test(page.html) ? 'next' : 'send';
    const empty = await press(server, page, act, []);
    if (empty.status === 422) yield { name: `${name}.faults`, lang, posted: true, ...empty };
    page = await press(server, page, act, answers(page.html, person));
    if (page.html.includes('<output id="receipt"')) {
      yield { name: `${form}.receipt`, lang, posted: true, ...page };
      return;
    }
    if (page.status === 303) {
      yield { name: `${form}.thanks`, lang, ...(await open(server, page.headers.get('location'))) };
      return;
    }
  }
  throw new Error(`${form} does not come to an end`);
}

// Home, help and the like, and every page of every form in a language; a page that looks the same for two persons comes once.
export async function* allPages(server, lang, persons = [0, 1, 2, 3]) {
  for (const [name, path] of [['home', '/'], ['help', '/help'], ['accessibility', '/accessibility'], ['error-404', '/nowhere'], ['error-405', '/healthz/']])
    yield { name, lang, ...(await open(server, `${path}?lang=${lang}`)) };
  for (const form of formsOf(lang)) {
    const seen = new Set();
    for (const person of persons)
      for await (const page of walk(server, form, lang, person)) {
        const look = page.html.replace(/<input type="hidden"[^>]*>| checked| selected/g, '');
        if (!seen.has(look)) yield page;
        seen.add(look);
      }
  }
}
