import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../../../packages/bridge/src/notify/self-signed.fixture.ts';

/** A document on the web that says who a client is, at the address that is the client's id. */
export interface ClientDocument {
  readonly url: string;
  /** What vouches for where it stands: a file for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  /** How often it has been read. */
  readonly reads: () => number;
  stop(): Promise<void>;
}

export async function publishClient(name: string, redirectUris: readonly string[]): Promise<ClientDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'clawbridge-client-'));
  const certificate = join(folder, 'certificate.pem');
  const signed = selfSigned();
  writeFileSync(certificate, signed.cert);
  let reads = 0;
  const server = createServer(signed, (_, response) => {
    reads++;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://localhost:${(server.address() as AddressInfo).port}/client.json`;
  const document = () => ({
    client_id: url,
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  });
  return {
    url,
    certificate,
    reads: () => reads,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
