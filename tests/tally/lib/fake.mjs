// A server that says what a test wants: the staff API with locks and records from memory, no signature looked at.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

// locks: texts. records: Map of lock id (hex) to Map of id (hex) to record. change(path, body) may replace an answer's bytes.
export async function startFake({ locks, records, change = (path, body) => body, status = 200, tls = null }) {
  const asked = [];
  const server = (tls ? createTlsServer : createServer)(tls ?? {}, (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      asked.push({ method: request.method, path: request.url, body, headers: request.headers });
      const answer = change(request.url, reply(request.url, body));
      response.writeHead(status, { 'Content-Type': 'application/octet-stream', ...(status === 302 ? { Location: 'http://127.0.0.1:1/' } : {}) });
      response.end(answer);
    });
  });
  const held = (path) => records.get(path.split('/').at(-1)) ?? new Map();
  function reply(path, body) {
    if (path === '/api/staff/locks') return Buffer.from(JSON.stringify(locks));
    if (path.startsWith('/api/staff/ids/')) return Buffer.concat([...held(path).keys()].map((id) => Buffer.from(id, 'hex')));
    const frames = [];
    for (let at = 0; at < body.length; at += 16) {
      const id = body.subarray(at, at + 16);
      const record = held(path).get(id.toString('hex'));
      if (record) frames.push(id, record);
    }
    return Buffer.concat(frames);
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref(); // a test that failed before stop must not keep the run waiting
  const { port } = server.address();
  return { port, address: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, asked, stop: () => new Promise((resolve) => server.close(resolve)) };
}
