import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome } from './program.ts';
import { answerTo, openWire, parseAnswer } from './wire.ts';

const HOST = 'Host: localhost\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
/** What somebody would hide in the body of his request. */
const HIDDEN = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;

const post = (headers: string, body: string) => `POST /mcp HTTP/1.1\r\n${HOST}${headers}\r\n${body}`;

/** A request that a proxy and we could read differently: what one takes for a body, the other serves as a request. */
describe('a request within a request', () => {
  const home = makeHome();
  let gateway: Simulator;
  let server: RunningServer;

  beforeAll(async () => {
    gateway = await startSimulator();
    const { path } = home;
    server = await startServer({
      CLAWBRIDGE_HOME: path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    });
  });
  afterAll(async () => {
    await server.stop();
    await gateway.stop();
    home.remove();
  });

  it.each([
    ['a length and chunks', post(`Content-Length: 5\r\n${CHUNKED}`, `0\r\n\r\n${HIDDEN}`)],
    ['chunks and a length', post(`${CHUNKED}Content-Length: 5\r\n`, `0\r\n\r\n${HIDDEN}`)],
    ['two lengths', post('Content-Length: 0\r\nContent-Length: 44\r\n', HIDDEN)],
    ['the same length twice', post('Content-Length: 2\r\nContent-Length: 2\r\n', `{}${HIDDEN}`)],
    ['a list of lengths', post('Content-Length: 2, 2\r\n', `{}${HIDDEN}`)],
    ['a length with a sign', post('Content-Length: +2\r\n', `{}${HIDDEN}`)],
    ['a length below nothing', post('Content-Length: -1\r\n', HIDDEN)],
    ['a length that is not there', post('Content-Length: \r\n', HIDDEN)],
    ['a length in hexadecimal', post('Content-Length: 0x2\r\n', `{}${HIDDEN}`)],
    ['a space before the colon', post('Content-Length : 44\r\n', HIDDEN)],
    ['a space before the first header', `POST /mcp HTTP/1.1\r\n ${HOST}\r\n${HIDDEN}`],
    ['chunks twice', post(`${CHUNKED}${CHUNKED}`, `0\r\n\r\n${HIDDEN}`)],
    ['chunks and something else', post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['something else and chunks', post('Transfer-Encoding: gzip, chunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['chunks by another name', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['chunks in HTTP/1.0', `POST /mcp HTTP/1.0\r\n${HOST}${CHUNKED}\r\n0\r\n\r\n${HIDDEN}`],
    ['a folded header', post('X-Folded: a\r\n b\r\n', HIDDEN)],
    ['a folded length', post('Content-Length:\r\n 44\r\n', HIDDEN)],
    ['a folded encoding', post('Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${HIDDEN}`)],
    ['bare line feeds', `POST /mcp HTTP/1.1\nHost: localhost\n\n${HIDDEN}`],
    ['a bare line feed in the headers', post('X-A: a\nContent-Length: 44\r\n', HIDDEN)],
    ['a bare carriage return in the headers', post('X-A: a\rContent-Length: 44\r\n', HIDDEN)],
    ['a null byte in a header', post('X-A: a\0b\r\n', HIDDEN)],
    ['chunks with bare line feeds', post(CHUNKED, `2\n{}\n0\n\n${HIDDEN}`)],
    ['a chunk with a space after its size', post(CHUNKED, `2 \r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk with a size that overflows', post(CHUNKED, `fffffffffffffffff\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk with a size in C', post(CHUNKED, `0x2\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['no Host', `GET /healthz HTTP/1.1\r\n\r\n${HIDDEN}`],
    ['two Hosts', `GET /healthz HTTP/1.1\r\n${HOST}Host: evil.example.com\r\n\r\n${HIDDEN}`],
    ['an address with a host of its own', `GET http://localhost/healthz HTTP/1.1\r\n${HOST}\r\n${HIDDEN}`],
    ['a protocol there is none of', `GET /healthz HTTP/9.9\r\n${HOST}\r\n${HIDDEN}`],
    ['HTTP/2 without being asked', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${HIDDEN}`],
    ['no HTTP at all', `\x16\x03\x01\x02\0\x01${HIDDEN}`],
  ])('is not served after %s: the answer is 400, and the connection is closed', async (_, bytes) => {
    const said = await answerTo(server.url, bytes);
    expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    const { status, headers, body } = parseAnswer(said);
    expect([status, headers['connection'], headers['content-type']]).toEqual([
      400,
      'close',
      'application/json',
    ]);
    expect(JSON.parse(body)).toMatchObject({ error: { message: expect.any(String) } });
    expect(body).not.toMatch(/Parse Error|HPE_|\.(ts|js|cjs):\d/);
  });

  it.each([
    ['headers of more than 16 kB', `GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
    ['more than 100 headers', `GET / HTTP/1.1\r\n${HOST}${'X-A: a\r\n'.repeat(100)}\r\n`, 431],
    ['an address of more than 8 kB', `GET /?${'a'.repeat(9_000)} HTTP/1.1\r\n${HOST}\r\n`, 414],
    ['chunk extensions without end', post(CHUNKED, `1;${'a'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`), 413],
    ['an expectation nobody meets', post('Expect: nonsense\r\nContent-Length: 2\r\n', '{}'), 417],
    ['a tunnel', `CONNECT evil.example.com:443 HTTP/1.1\r\n${HOST}\r\n`, 405],
  ])('%s: a small answer in JSON, and the connection is closed', async (_, bytes, status) => {
    const answer = parseAnswer(await answerTo(server.url, bytes));
    expect([answer.status, answer.headers['connection']]).toEqual([status, 'close']);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { message: expect.any(String) } });
  });

  it('a header after the chunks changes nothing', async () => {
    const wire = openWire(server.url);
    wire.send(
      post(`${CHUNKED}Content-Type: application/json\r\n`, '2\r\n{}\r\n0\r\nHost: evil.example.com\r\n\r\n'),
    );
    expect(parseAnswer(await wire.said(/\}$/)).status).toBe(400);
    wire.send(HIDDEN);
    expect(await wire.said(/"status":"ok"/)).toMatch(/HTTP\/1\.1 200/);
    wire.socket.destroy();
  });

  it('a client that would rather speak HTTP/2 is served as if it had not said so', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
    const wire = openWire(server.url);
    wire.send(
      `POST /mcp HTTP/1.1\r\n${HOST}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    wire.send(body.slice(10));
    expect(await wire.said(/\}$/)).toContain('Send initialize first');
    wire.send(HIDDEN);
    await wire.said(/"status":"ok"/);
    wire.socket.destroy();
  });

  it('is not hidden in the body of one that asks for another protocol', async () => {
    const said = await answerTo(
      server.url,
      `POST /mcp HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n${CHUNKED}\r\n0\r\n\r\n${HIDDEN}`,
    );
    expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(parseAnswer(said).status).toBe(400);
  });
});
