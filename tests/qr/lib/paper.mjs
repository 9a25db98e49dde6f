// Paper as a camera has it: posters rendered, found, spoilt, and read by zbar.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const DOTS = 150; // an inch

// Renders a page of a PDF to NAME.pgm beside it, and answers that name.
export async function render(pdf, page = 1) {
  const name = pdf.replace(/\.pdf$/, `-${page}`);
  await run('pdftoppm', ['-r', String(DOTS), '-gray', '-singlefile', '-f', String(page), '-l', String(page), pdf, name]);
  return `${name}.pgm`;
}

// What zbar reads in a picture: a list of texts.
export async function read(picture) {
  try {
    const { stdout } = await run('zbarimg', ['-q', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', picture]);
    return stdout.trim().split('\n');
  } catch (error) {
    if (error.code === 4) return []; // zbarimg's way to say that it found nothing
    throw error;
  }
}

export const magick = (...args) => run('convert', args.map(String));

function pgm(path) {
  const bytes = readFileSync(path);
  const [head, width, height] = bytes.toString('latin1', 0, 64).match(/^P5\s+(\d+)\s+(\d+)\s+255\s/);
  return { width: Number(width), height: Number(height), dark: (x, y) => bytes[head.length + y * Number(width) + x] < 128 };
}

// Where the three large squares of the code stand (ISO/IEC 18004, 6.3.3): runs of 1:1:3:1:1 in a line, dark first.
function finders({ width, height, dark }) {
  const found = [];
  for (let y = 0; y < height; y += 2) {
    let runs = [], from = 0;
    for (let x = 1; x <= width; x++) {
      if (x < width && dark(x, y) === dark(from, y)) continue;
      runs = [...runs.slice(-4), { from, length: x - from, dark: dark(from, y) }];
      from = x;
      const unit = runs.reduce((sum, { length }) => sum + length, 0) / 7;
      if (runs.length < 5 || !runs[0].dark || unit < 2) continue;
      if (runs.every(({ length }, i) => Math.abs(length - unit * (i === 2 ? 3 : 1)) < unit * 0.4)) note(found, { x: runs[0].from + 3.5 * unit, y, unit });
    }
  }
  return found.filter(({ hits, unit }) => hits * 2 > 2.2 * unit).sort((a, b) => b.hits - a.hits).slice(0, 3);
}

function note(found, one) {
  const near = found.find((other) => Math.abs(other.x - one.x) < one.unit * 2 && Math.abs(other.bottom - one.y) < one.unit * 2);
  if (near) Object.assign(near, { hits: near.hits + 1, bottom: one.y });
  else found.push({ ...one, top: one.y, bottom: one.y, hits: 1 });
}

// The code in an upright rendering: its corner, the side of a module in dots, and how many modules a side.
export function codeIn(picture) {
  const three = finders(pgm(picture)).map(({ x, top, bottom, unit }) => ({ x, y: (top + bottom) / 2, unit }));
  if (three.length < 3) throw new Error(`${picture}: no code is found`);
  const unit = three.reduce((sum, one) => sum + one.unit, 0) / 3;
  const left = Math.min(...three.map(({ x }) => x)), top = Math.min(...three.map(({ y }) => y)), right = Math.max(...three.map(({ x }) => x));
  const modules = Math.round((right - left) / unit) + 7;
  return { x: left - 3.5 * unit, y: top - 3.5 * unit, unit: (right - left) / (modules - 7), modules };
}

// How a poster is seen. Each takes a picture and where its code is, and writes what is seen.
export const SIGHTS = {
  'turned by 15°': (from, to) => magick(from, '-background', 'gray', '-rotate', 15, to),
  blurred: (from, to, { unit }) => magick(from, '-blur', `0x${(unit * 0.4).toFixed(2)}`, to),
  'a fifth smeared': (from, to, code) => magick(from, '-fill', 'gray25', '-draw', smear(code), to),
  'at an angle': (from, to) => magick(from, '-virtual-pixel', 'gray', '-distort', 'Perspective', angle(from), to),
};

// A streak of dirt down the right side, below the finder there: a fifth of the data area.
export function smear({ x, y, unit, modules }, part = 0.2) {
  const area = modules * modules - 3 * 64; // without the finders and their margins
  const columns = (part * area) / (modules - 9);
  const [left, right, top, bottom] = [modules - columns, modules, 9, modules].map((n, i) => (i < 2 ? x : y) + n * unit);
  return `rectangle ${left.toFixed(1)},${top.toFixed(1)} ${right.toFixed(1)},${bottom.toFixed(1)}`;
}

// As seen from the left and from below: the far corners come nearer together.
function angle(picture) {
  const { width, height } = pgm(picture);
  const corners = [[0, 0, 0.1, 0.08], [1, 0, 0.82, 0.2], [1, 1, 0.86, 0.9], [0, 1, 0.02, 0.97]];
  return corners.map(([x, y, toX, toY]) => [x * width, y * height, toX * width, toY * height].map((n) => n.toFixed(1)).join(',')).join(' ');
}
