// What does not fit, cannot be read or is not ours is refused with the reason and what would fit; and nothing is half printed.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { magick, read, render } from './lib/paper.mjs';
import { each, makeSite, QR, qr } from './lib/site.mjs';

let site;
before(() => (site = makeSite()));
after(() => site?.remove());

const poster = (place, size, out, ...more) => qr('poster', site.path, '--place', place, '--size', size, '--out', out, ...more);
const leftovers = () => readdirSync(site.folder).filter((name) => !/^(site|.*\.(pdf|pgm|png|svg|csv))$/.test(name));
const LONG = ['Priekuļu novada Veselavas pagasta Bērzkroga tautas nama lielā zāle', 'Муниципальный молодёжный центр «Доверие», второй этаж', 'Ļoti garš nosaukums ar garumzīmēm: Šķūņu–Žīguru–Ņukšu pietura pie ģimenes ārsta prakses'];

test('long names in Latvian and Cyrillic: set whole, clear of all else, on the sizes that have room', async () => {
  await each(LONG.flatMap((place) => ['A3', 'A4', 'A5'].map((size) => ({ place, size }))), async ({ place, size }) => {
    const out = site.at(`long-${LONG.indexOf(place)}-${size}.pdf`);
    const { code, err } = await poster(place, size, out);
    assert.equal(code, 0, `${size}: ${err}`);
    const text = execFileSync('pdftotext', ['-raw', out, '-']).toString().replace(/\s+/g, ' ');
    assert.ok(text.includes(place), `${size}: ${text}`);
    clear(out);
  }, 1);
});

// Boxes of the words, from the PDF: none lies over another line's.
function clear(pdf) {
  const words = [...execFileSync('pdftotext', ['-bbox', pdf, '-']).toString().matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g)]
    .map(([, ...n]) => ({ x: +n[0], y: +n[1], X: +n[2], Y: +n[3], word: n[4] }));
  assert.ok(words.length > 40);
  assert.deepEqual(colliding(words), []);
}

function colliding(words) {
  const within = (a, b) => Math.min(a.X, b.X) - Math.max(a.x, b.x) > 1 && Math.min(a.Y, b.Y) - Math.max(a.y, b.y) > 0.35 * Math.min(a.Y - a.y, b.Y - b.y);
  return words.flatMap((a, i) => words.slice(i + 1).filter((b) => within(a, b)).map((b) => `${a.word} × ${b.word}`));
}

test('colliding words would be seen', () => {
  const word = (x, y) => ({ x, y, X: x + 50, Y: y + 10, word: `${x}` });
  assert.equal(colliding([word(0, 0), word(40, 4), word(200, 0)]).length, 1);
});

test('what does not fit is refused with what would', async () => {
  const out = site.at('never.pdf');
  const name = await poster('Ļ'.repeat(60), 'card', out);
  assert.equal(name.code, 1);
  assert.match(name.err, /the name of the place.*does not fit on the size card: its first \d+ characters would/);
  const languages = await poster('Autoosta', 'card', out, '--lang', 'lv,en,ru,uk');
  assert.equal(languages.code, 1);
  assert.match(languages.err, /has room for 1 language, not 4/);
  const far = makeSite({ address: `https://${'uzklausi.'.repeat(12)}example.lv` });
  const address = await qr('poster', far.path, '--place', 'Autoosta', '--size', 'card', '--out', out);
  far.remove();
  assert.equal(address.code, 1);
  assert.match(address.err, /the address .* does not fit on the size card: one with a host of up to \d+ characters would/);
  const room = Number(address.err.match(/up to (\d+)/)[1]);
  const near = makeSite({ address: `https://${'m'.repeat(room - 3)}.lv` });
  const fitting = await qr('poster', near.path, '--place', 'Autoosta', '--size', 'card', '--out', near.at('fits.pdf'));
  near.remove();
  assert.equal(fitting.code, 0, fitting.err);
  assert.ok(!existsSync(out));
  assert.deepEqual(leftovers(), []);
});

test('what is no option, place, theme or ending is refused', async () => {
  for (const [args, code, words] of [
    [['--place', 'A', '--out', 'x.doc'], 1, /\.pdf, \.svg or \.png/],
    [['--place', 'A', '--out', 'x.pdf', '--size', 'A0'], 1, /A0/],
    [['--place', 'A', '--out', 'x.pdf', '--theme', 'dark'], 1, /dark/],
    [['--place', 'A', '--out', 'x.pdf', '--lang', 'de'], 1, /de/],
    [['--place', '=1+1', '--out', 'x.pdf'], 1, /formula|=/],
    [['--place', 'A', '--out', 'x.pdf', '--form', '../x'], 1, /id of a form/],
    [['--place', 'A', '--out', 'x.pdf', '--form', 'nowhere'], 1, /no form nowhere/],
    [['--place', 'A', '--out', 'x.pdf', '--day', '31.02.2026'], 1, /day/],
    [['--out', 'x.pdf'], 2, /--place/],
    [['--place', 'A', '--out', 'x.pdf', '--colour', 'red'], 2, /--colour/],
  ]) {
    const { code: ended, err } = await qr('poster', site.path, ...args);
    assert.equal(ended, code, `${args}: ${err}`);
    assert.match(err, words);
  }
});

test('artwork: drawn, clear of the quiet zone, and refused when it cannot be read', async () => {
  const png = site.at('art.png'), svg = site.at('art.svg'), out = site.at('art.pdf');
  await magick('-size', '600x400', 'gradient:red-blue', png);
  writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 40"><circle cx="15" cy="20" r="14" fill="green"/></svg>');
  for (const art of [png, svg]) {
    assert.equal((await poster('Ar zīmējumu', 'A4', out, '--art', art)).code, 0);
    assert.equal((await read(await render(out))).length, 1);
  }
  const bad = {
    'cut.png': [readFileSync(png).subarray(0, 900), /damaged PNG/],
    'huge.png': [Buffer.concat([readFileSync(png).subarray(0, 16), Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]), readFileSync(png).subarray(24)]), /65536 x 65536 pixels.*make it smaller/],
    'art.jpg': ['ÿØÿà', /neither PNG nor SVG/],
    'sizeless.svg': ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 900"/>', /width and a height/],
    'broken.svg': ['<svg xmlns="http://www.w3.org/2000/svg"><g>', /damaged SVG/],
    'empty.png': ['', /neither PNG nor SVG/],
  };
  for (const [name, [bytes, words]] of Object.entries(bad)) {
    writeFileSync(site.at(name), bytes);
    const { code, err } = await poster('Ar zīmējumu', 'A4', site.at('never.pdf'), '--art', site.at(name));
    assert.equal(code, 1, `${name}: ${err}`);
    assert.match(err, words, name);
    execFileSync('rm', [site.at(name)]);
  }
  const none = await poster('Ar zīmējumu', 'card', site.at('never.pdf'), '--art', png);
  assert.match(none.err, /no room for artwork/);
  assert.ok(!existsSync(site.at('never.pdf')));
});

test('artwork reads no other file, and no entity bomb takes the computer', async () => {
  const secret = site.at('secret.png'), out = site.at('hostile.png');
  await magick('-size', '50x50', 'xc:#ff00ff', secret);
  const outside = `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 50 50"><image xlink:href="file://${secret}" width="50" height="50"/><image href="http://127.0.0.1:9/x.png" width="50" height="50"/><text>&x;</text><script>throw 1</script></svg>`;
  writeFileSync(site.at('outside.svg'), outside);
  const drawn = await poster('Svešs', 'A5', out, '--art', site.at('outside.svg'));
  if (drawn.code === 0) {
    const { stdout } = await magick(out, '-fill', 'white', '+opaque', '#ff00ff', '-format', '%[fx:minima.g]', 'info:');
    assert.equal(Number(stdout), 1, 'the other file is in the picture');
  }
  const bomb = `<!DOCTYPE svg [<!ENTITY a "${'b'.repeat(1000)}">${Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i} "${(i === 0 ? '&a;' : `&a${i - 1};`).repeat(10)}">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 50"><text>&a11;</text></svg>`;
  writeFileSync(site.at('bomb.svg'), bomb);
  const { status, stderr } = spawnSync('bash', ['-c', 'ulimit -v 2000000 -t 20; exec "$@"', 'bash', QR, 'poster', site.path, '--place', 'Svešs', '--size', 'A5', '--out', site.at('bomb.pdf'), '--art', site.at('bomb.svg')], { encoding: 'utf8' });
  assert.ok(status === 0 || (status === 1 && /bomb\.svg/.test(stderr)), `${status}: ${stderr}`);
  execFileSync('rm', [site.at('outside.svg'), site.at('bomb.svg')]);
});

test('nothing is half printed: on a full disk, and when it is killed', async () => {
  const before = readFileSync(`${site.path}/places.csv`, 'utf8');
  for (const ending of ['pdf', 'svg', 'png']) {
    const out = site.at(`full.${ending}`);
    const full = spawnSync('bash', ['-c', 'ulimit -f 8; trap "" XFSZ; exec "$@"', 'bash', QR, 'poster', site.path, '--place', 'Pilns disks', '--out', out], { encoding: 'utf8' });
    assert.equal(full.status, 1, full.stderr);
    assert.ok(!existsSync(out), ending);
  }
  assert.equal(readFileSync(`${site.path}/places.csv`, 'utf8'), before);
  const out = site.at('killed.png');
  for (let ms = 0; ms <= 240; ms += 20) {
    const child = spawn(QR, ['poster', site.path, '--place', 'Autoosta', '--out', out]);
    const ended = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill('SIGKILL');
    await ended;
    if (existsSync(out)) execFileSync('identify', [out]);
    assert.match(readFileSync(`${site.path}/places.csv`, 'utf8'), /\n$/);
  }
});
