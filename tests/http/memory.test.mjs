// What was typed is in the server's memory while it is being worked on, and nowhere afterwards.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { TLS, addCertificate, makeSite, startServer } from './lib/site.mjs';
import { findInMemory } from './lib/memory.mjs';
import { head, statusesOf } from './lib/raw.mjs';

const houses = {};
before(async () => {
  for (const way of ['http', 'https']) {
    const site = makeSite({ settings: way === 'https' ? TLS : {} });
    if (way === 'https') addCertificate(site);
    houses[way] = { site, server: await startServer(site) };
  }
});
after(async () => {
  for (const { site, server } of Object.values(houses)) {
    await server.stop();
    site.remove();
  }
});

const connect = (way, port) => (way === 'https' ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }) : net.connect({ port, host: '127.0.0.1' }));

// Sends a sheet but its last bytes, lets `meanwhile` look, sends the rest and answers the status.
function sendHeldOpen(way, fields, meanwhile) {
  const { server } = houses[way];
  const body = fields + '&_do=send';
  return new Promise((resolve, reject) => {
    const socket = connect(way, server.port);
    let reply = '';
    socket.on('error', reject).on('data', (chunk) => (reply += chunk.toString('latin1')));
    socket.on('close', () => resolve(statusesOf(reply)[0]));
    socket.on(way === 'https' ? 'secureConnect' : 'connect', async () => {
      socket.write(head(server, 'POST /f/walk HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, 'Connection: close') + body.slice(0, -3));
      try {
        await meanwhile();
      } catch (error) {
        return reject(error);
      }
      socket.write(body.slice(-3));
    });
  });
}

async function until(what, holds) {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what}: not after thirty seconds`);
}

const cases = {
  'a sheet that is taken': ['walks=no', 303],
  'a sheet with a fault, which is shown again': ['walks=maybe', 422],
  'a sheet that is no text': ['walks=%00', 400],
};
for (const way of ['http', 'https'])
  for (const [what, [walks, status]] of Object.entries(cases))
    test(`${way}: ${what} leaves nothing in memory`, async () => {
      // written so that neither this program's text nor anything else holds the needle by chance
      const needle = ['vārdi', way, status, 'kas', 'nepaliek', 'atmiņā'].join('-');
      const sent = encodeURIComponent(needle);
      const { server } = houses[way];
      const found = () => findInMemory(server.pid, needle, sent);
      assert.equal(await sendHeldOpen(way, `${walks}&words=${sent}`, () => until('the search finds what is there', found)), status);
      await until('nothing typed is left', () => !found());
    });
