// A flooder, in a process of its own (tests/browser/flood.test.mjs starts it): keeps many connections full of requests, more than are ever answered, drops
// them and opens others. Tells every second how many requests it has written and how many answers came.
// usage: node flood.mjs PORT HOST FORM LOCKID SIZE
import { randomBytes } from 'node:crypto';
import net from 'node:net';

const [port, host, form, lock, size] = process.argv.slice(2);
const CONNECTIONS = 60, RECORDS = 10, SHEETS = 20, CHALLENGES = 3000, PATIENCE = 100, FROM = 'X-Real-IP: 198.51.100.66';
const told = { offered: 0, answered: 0, opened: 0 };

const sealed = Buffer.concat([Buffer.from([1]), Buffer.from(lock, 'hex'), randomBytes(Number(size) - 17)]);
const record = () => Buffer.concat([
  Buffer.from(`PUT /api/records/${form}/${randomBytes(16).toString('hex')} HTTP/1.1\r\nHost: ${host}\r\n${FROM}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n` +
    (Math.random() < 0.5 ? '' : `Work: ${randomBytes(16).toString('hex')}.${randomBytes(32).toString('hex')}\r\n`) + '\r\n'), sealed]);
const words = `_do=send&_lang=lv&what=${'pludi'.repeat(20)}`;
const sheet = () => Buffer.from(`POST /f/${form} HTTP/1.1\r\nHost: ${host}\r\n${FROM}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${words.length}\r\n\r\n${words}`);
const challenge = () => Buffer.from(`GET /api/work HTTP/1.1\r\nHost: ${host}\r\n${FROM}\r\n\r\n`);
const some = (count, make) => Array.from({ length: count }, make);
const batch = Buffer.concat([...some(RECORDS, record), ...some(SHEETS, sheet), ...some(CHALLENGES, challenge)]);

function attack() {
  const socket = net.connect(Number(port), '127.0.0.1');
  const timer = setTimeout(() => socket.destroy(), PATIENCE);
  socket.on('connect', () => {
    told.opened++;
    socket.write(batch, (error) => (told.offered += error ? 0 : RECORDS + SHEETS + CHALLENGES)); // once the system has all of it
  });
  socket.on('data', (bytes) => (told.answered += bytes.toString('latin1').split('HTTP/1.1 ').length - 1));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearTimeout(timer);
    setImmediate(attack);
  });
}
for (let i = 0; i < CONNECTIONS; i++) attack();
setInterval(() => console.log(JSON.stringify(told)), 1000);
