import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client';
import type { FakeBrowser } from './fake-browser.ts';

export interface SdkAccount {
  /** Where the browser comes back to. */
  readonly redirectUrl: string;
  /** A document that says who the client is, so that it need not register. */
  readonly clientMetadataUrl?: string;
}

/** Signs in as the official client does, and keeps what it got for the next time. */
export interface SdkUser {
  connect(url: string): Promise<Client>;
}

export function createSdkUser(account: SdkAccount, browser: Pick<FakeBrowser, 'open'>): SdkUser {
  const { provider, address } = createProvider(account);
  return {
    async connect(url) {
      try {
        return await connectOnce(url, provider);
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        const { pages, address: back } = await browser.open(address());
        if (!back.startsWith(account.redirectUrl)) throw new Error(`Ended at ${back}: ${pages.at(-1)?.html}`);
        await new StreamableHTTPClientTransport(new URL(url), { authProvider: provider }).finishAuth(
          new URL(back).searchParams,
        );
        return await connectOnce(url, provider);
      }
    },
  };
}

async function connectOnce(url: string, authProvider: OAuthClientProvider): Promise<Client> {
  const client = new Client({ name: 'sdk', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
  return client;
}

type Kept<Method extends 'clientInformation' | 'tokens' | 'discoveryState'> = Awaited<
  ReturnType<NonNullable<OAuthClientProvider[Method]>>
>;

function createProvider({ redirectUrl, clientMetadataUrl }: SdkAccount) {
  let address = '';
  let verifier = '';
  let information: Kept<'clientInformation'>;
  let tokens: Kept<'tokens'>;
  let discovered: Kept<'discoveryState'>;
  const provider: OAuthClientProvider = {
    redirectUrl,
    ...(clientMetadataUrl === undefined ? {} : { clientMetadataUrl }),
    clientMetadata: { client_name: 'The SDK', redirect_uris: [redirectUrl] },
    clientInformation: () => information,
    saveClientInformation: (given) => void (information = given),
    tokens: () => tokens,
    saveTokens: (given) => void (tokens = given),
    codeVerifier: () => verifier,
    saveCodeVerifier: (given) => void (verifier = given),
    discoveryState: () => discovered,
    saveDiscoveryState: (given) => void (discovered = given),
    redirectToAuthorization: ({ href }) => void (address = href),
  };
  return { provider, address: () => address };
}
