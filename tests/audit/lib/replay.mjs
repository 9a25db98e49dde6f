// Serves pages again that a server answered with, one address each, in the same bytes and headers: for tools that can only GET. What the pages
// themselves ask for comes from the server.
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

const hopByHop = /^(connection|date|transfer-encoding|content-length|content-encoding|keep-alive)$/;

async function pass(server, path, reply) {
  const answer = await fetch(server.address + path);
  reply.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !hopByHop.test(name))));
  reply.end(Buffer.from(await answer.arrayBuffer()));
}

// What holds answers is never compressed (docs/API.md), what is the same for everybody is.
function show(page, reply) {
  const headers = Object.fromEntries([...page.headers].filter(([name]) => !hopByHop.test(name)));
  const body = page.posted ? Buffer.from(page.html) : brotliCompressSync(page.html);
  if (!page.posted) headers['content-encoding'] = 'br';
  reply.writeHead(200, { ...headers, 'content-length': body.length });
  reply.end(body);
}

// A page with faults, at /faulty: what a tool must see, or it sees nothing.
const faulty = '<!DOCTYPE html><html><title></title><p>x</p><input><img src="data:,">';

export function replay(server, pages) {
  const found = new Map(pages.map((page) => [`/${page.lang}/${page.name}`, page]));
  const http = createServer((request, reply) => {
    const page = found.get(request.url);
    if (page) show(page, reply);
    else if (request.url === '/faulty') reply.writeHead(200, { 'content-type': 'text/html' }).end(faulty);
    else pass(server, request.url, reply).catch(() => reply.writeHead(502).end());
  });
  return new Promise((resolve) =>
    http.listen(0, '127.0.0.1', () => resolve({ address: `http://127.0.0.1:${http.address().port}`, close: () => http.close() })));
}
