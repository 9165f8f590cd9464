import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { openBridge, type Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import { ENTRY_NAME } from '../domain/client-entry.ts';
import { Failure, toFailure } from '../domain/failure.ts';
import type { GatewayMode } from '../domain/instance.ts';
import { OWNER } from '../domain/principal.ts';
import type { HttpServer } from '../serve/http-server.ts';
import { serveBridge } from '../serve/serve-bridge.ts';
import type { ExitCode, Invocation } from './command.ts';
import { openDemoChat, type DemoChat } from './demo-chat.ts';
import { letPeopleTalk, seedPeople } from './demo-people.ts';
import { OK } from './exit-code.ts';
import { untilStopSignal } from './stop.ts';

/**
 * Shows what it does without an OpenClaw: a simulated gateway in which people talk, a store of its own, `serve`, and one
 * question asked.
 */
export async function demo({ config }: Invocation): Promise<ExitCode> {
  // From the first moment on, so that a Ctrl-C that comes early leaves nothing behind either.
  const stopped = untilStopSignal();
  const endings: (() => Promise<void> | void)[] = [];
  try {
    const home = mkdtempSync(join(tmpdir(), 'clawbridge-demo-'));
    endings.unshift(() => rmSync(home, { recursive: true, force: true }));
    const gateway = await startSimulator();
    endings.unshift(() => gateway.stop());
    seedPeople(gateway);
    const simulated = demoConfig(config, home, gateway);
    const bridge = await openBridge(simulated, { watched: true });
    endings.unshift(() => bridge.close(0));
    const server = await serveSomewhere(bridge, simulated);
    endings.unshift(() => {
      server.leave();
      return server.close();
    });
    const chat = config.chat ? await openDemoChat(bridge, server.url) : undefined;
    if (chat !== undefined) endings.unshift(chat.stop);
    await Promise.race([introduce({ bridge, server, gateway, home, chat }), stopped]);
    endings.unshift(letPeopleTalk(gateway));
    await stopped;
  } finally {
    for (const end of endings) await end();
  }
  process.stdout.write('\nBye. What the demo stored is gone.\n');
  return OK;
}

/** Nothing there can be harmed, and without it every command that needs an approval is denied at once. */
const MODE: GatewayMode = 'admin';

function demoConfig(config: Config, home: string, gateway: Simulator): Config {
  const { maxTokens: _, ...defaults } = config.instanceDefaults;
  const simulated = {
    // As the command line in another terminal calls it: they share a store.
    name: 'default',
    url: gateway.httpUrl,
    isDefault: true,
    credentials: { token: gateway.token },
    ...defaults,
    mode: MODE,
  };
  const instanceDefaults = { ...config.instanceDefaults, mode: MODE };
  return { ...config, home, instanceDefaults, instances: [simulated], xiaozhi: [], logLevel: 'warn' };
}

/** A demo must not fail because something else has the port. */
async function serveSomewhere(bridge: Bridge, config: Config): Promise<HttpServer> {
  try {
    return await serveBridge(bridge, config);
  } catch (thrown) {
    if (toFailure(thrown).code !== 'port_in_use') throw thrown;
    return await serveBridge(bridge, { ...config, http: { ...config.http, port: 0 } });
  }
}

interface Demo {
  readonly bridge: Bridge;
  readonly server: HttpServer;
  readonly gateway: Simulator;
  readonly home: string;
  /** Undefined where there is no page. */
  readonly chat: DemoChat | undefined;
}

async function introduce({ bridge, server, gateway, home, chat }: Demo): Promise<void> {
  // What the people say from now on are events.
  await bridge.verbs.heard(undefined);
  const question = 'Hello, OpenClaw!';
  const task = await bridge.verbs.ask({ principal: OWNER, origin: 'cli', message: question, waitMs: 10_000 });
  if (!task.answer)
    throw new Failure(
      'internal',
      `The demo question was not answered: ${task.failure?.message ?? task.status}.`,
    );
  process.stdout.write(`clawbridge is running, with a simulated OpenClaw at ${gateway.httpUrl}
${chat === undefined ? '' : pages(server.url, chat)}
  You       ${question}
  OpenClaw  ${task.answer.text}
            (task ${task.id}, session ${task.sessionId})

  MCP, Streamable HTTP   ${server.url}/mcp
  MCP, legacy SSE        ${server.url}/sse
  Health                 ${server.url}/healthz

Try it:
  claude mcp add --transport http ${ENTRY_NAME} ${server.url}/mcp
  npx @modelcontextprotocol/inspector --cli ${server.url}/mcp --transport http --method tools/list
  curl -N ${server.url}/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' \\
    -H 'mcp-protocol-version: 2026-07-28' -H 'mcp-method: tools/call' -H 'mcp-name: openclaw_chat' \\
    -d '${slowCall()}'

Two conversations, Ada and Family, in which somebody says something every now and then:
  npx @modelcontextprotocol/inspector --cli ${server.url}/mcp --transport http --method tools/call --tool-name conversations_list
  npx @modelcontextprotocol/inspector --cli ${server.url}/mcp --transport http --method tools/call --tool-name events_poll

For the command line, in another terminal:
  export CLAWBRIDGE_HOME='${home}' CLAWBRIDGE_MODE=${MODE} OPENCLAW_URL=${gateway.httpUrl} OPENCLAW_GATEWAY_TOKEN=${gateway.token}
  alias clawbridge="node '${program()}'"
  clawbridge doctor
  clawbridge chat "Hello"
  clawbridge chat "/approve touch x" &    waits for your yes
  clawbridge approvals                    shows what waits; approvals allow ID, approvals deny ID

The simulated agent echoes. It also knows: /slow 8 250 (words, one every 250 ms), /markdown, /tool ls, /approve touch x, /error no,
/empty, /hang.
Ctrl-C ends the demo.
`);
}

/** What one opens first. */
function pages(url: string, { inviteUrl }: DemoChat): string {
  return `
  Chat and console       ${url}/            as the owner
  Chat, somebody else    ${inviteUrl}
                         (once, in another browser or a private window)
`;
}

/** The file that runs, for whoever has not put it on the PATH. */
function program(): string {
  return process.argv[1] ?? 'packages/bridge/dist/clawbridge.cjs';
}

/** A question whose answer comes slowly, so that its progress can be seen. */
function slowCall(): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'openclaw_chat',
      arguments: { message: '/slow 8 250' },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
        progressToken: 1,
      },
    },
  });
}
