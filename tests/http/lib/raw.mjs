// Requests byte by byte, as no well-behaved client sends them.
import net from 'node:net';

// Sends pieces ({ bytes, after: ms } or plain bytes), then reads to the end or until `enough` says so. Answers what came as latin1.
export function exchange(port, pieces, { host = '127.0.0.1', from, timeout = 10_000, enough = () => false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host, localAddress: from });
    const began = performance.now();
    let reply = '';
    const finish = (how) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ reply, how, ms: performance.now() - began, statuses: statusesOf(reply) });
    };
    const timer = setTimeout(() => finish('timeout'), timeout);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
      if (enough(reply)) finish('enough');
    });
    socket.on('close', () => finish('closed'));
    socket.on('error', (error) => (error.code === 'ECONNREFUSED' ? reject(error) : finish('closed')));
    socket.on('connect', async () => {
      for (const piece of [pieces].flat()) {
        if (piece.after) await new Promise((done) => setTimeout(done, piece.after));
        if (!socket.destroyed) socket.write(Buffer.from(piece.bytes ?? piece, 'latin1'));
      }
    });
  });
}

export const statusesOf = (reply) => [...reply.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map((found) => Number(found[1]));

// A head with the server's own Host, and what the caller adds.
export const head = (server, line, ...fields) => [line, `Host: ${server.host}`, ...fields, '', ''].join('\r\n');
