// Every poster as a picture, to be looked at: each size, theme and language; artwork, several languages, slips, a screen, the register.
// usage: node tests/qr/shots.mjs OUT
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { each, makeSite, qr } from './lib/site.mjs';

const out = process.argv[2];
mkdirSync(out, { recursive: true });
const site = makeSite();
const art = site.at('art.svg');
writeFileSync(art, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="19" fill="#ffe08a"/><circle cx="14" cy="17" r="2"/><circle cx="26" cy="17" r="2"/><path d="M12 25q8 8 16 0" fill="none" stroke="#000" stroke-width="2"/></svg>');
const wanted = ['A3', 'A4', 'A5', 'sticker', 'card'].flatMap((size) => ['adults', 'youth', 'easy'].flatMap((theme) => ['lv', 'en', 'ru', 'uk'].map((lang) => [`${size}-${theme}-${lang}`, '--size', size, '--theme', theme, '--lang', lang])));
wanted.push(['A4-adults-four-languages', '--size', 'A4', '--theme', 'adults', '--lang', 'lv,en,ru,uk'], ['A4-youth-art', '--size', 'A4', '--theme', 'youth', '--lang', 'lv', '--art', art]);

const picture = (pdf, name) => execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', pdf, join(out, name)]);
const made = (result) => {
  if (result.code !== 0) throw new Error(result.err);
};
await each(wanted, async ([name, ...options]) => {
  made(await qr('poster', site.path, '--place', 'Cēsu autoosta', '--day', '2026-11-24', '--out', site.at(`${name}.pdf`), ...options));
  picture(site.at(`${name}.pdf`), name);
}, 1); // they share places.csv
made(await qr('posters', site.path, '--out', site.at('all')));
picture(join(site.at('all'), 'register.pdf'), 'register');
made(await qr('slips', site.path, '--form', 'school-pupils', '--group', '7.a', '--count', '12', '--out', site.at('slips.pdf')));
picture(site.at('slips.pdf'), 'slips');
made(await qr('screen', site.path, '--form', 'concern', '--out', join(out, 'screen.png')));
site.remove();
