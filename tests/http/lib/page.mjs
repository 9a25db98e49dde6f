// A browser without script, cut down to what the flow of a form needs: the fields of a page, and the pressing of a button.
import assert from 'node:assert/strict';

const unescape = (text) =>
  text.replace(/&(lt|gt|quot|amp|#39|#x27);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'", '#x27': "'" })[name]);

function attributes(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/g)) found[name] = value === undefined ? '' : unescape(value);
  return found;
}

// The fields that a browser would send: [name, value] in the order of the page. What a template holds is none of them.
export function fieldsOf(whole) {
  const html = whole.replace(/<template[^]*?<\/template>/g, '');
  const fields = [];
  for (const [tag] of html.matchAll(/<input\b[^>]*>/g)) {
    const a = attributes(tag);
    const ticked = !['radio', 'checkbox'].includes(a.type) || 'checked' in a;
    if (ticked) fields.push([a.name, a.value ?? (a.type === 'checkbox' ? 'on' : '')]);
  }
  for (const [, open, content] of html.matchAll(/<textarea\b([^>]*)>([^]*?)<\/textarea>/g)) fields.push([attributes(open).name, unescape(content.replace(/^\n/, ''))]);
  for (const [, open, content] of html.matchAll(/<select\b([^>]*)>([^]*?)<\/select>/g)) {
    const chosen = [...content.matchAll(/<option\b([^>]*)>/g)].map(([, option]) => attributes(option)).find((option) => 'selected' in option);
    fields.push([attributes(open).name, chosen?.value ?? '']);
  }
  return fields;
}

export const field = (page, name) => fieldsOf(page.html).filter(([key]) => key === name).map(([, value]) => value);

// A connection that the server closed after a refusal may be taken up again before its end is noticed: then a new one is made, as browsers do.
const closedMeanwhile = (error) => ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(error.cause?.code);

export async function open(server, path, options) {
  const ask = () => fetch(server.address + path, { redirect: 'manual', ...options });
  const answer = await ask().catch((error) => (closedMeanwhile(error) ? ask() : Promise.reject(error)));
  return { status: answer.status, headers: answer.headers, html: await answer.text(), path };
}

// Fills in answers (a list replaces all values of its name; undefined takes the name away) and presses a button.
export async function press(server, page, act, answers = {}, options = {}) {
  assert.match(page.html, new RegExp(`<button[^>]*value="${act}"`), `the page has a button ${act}`);
  const fields = fieldsOf(page.html).filter(([name]) => !(name in answers));
  for (const [name, value] of Object.entries(answers)) for (const one of [value].flat()) if (one !== undefined) fields.push([name, one]);
  const body = new URLSearchParams([...fields, ['_do', act]]);
  return open(server, page.path, { method: 'POST', body, ...options });
}

export const post = (server, path, fields, options) => open(server, path, { method: 'POST', body: new URLSearchParams(fields), ...options });
