import { DEFAULT_MODE, GATEWAY_MODES, OUTLETS } from '../domain/instance.ts';
import { TOOL_SET_NAMES } from '../mcp/tools/tool-set-names.ts';
import {
  allowList,
  choice,
  integer,
  list,
  maybe,
  secret,
  selection,
  text,
  toggle,
  webUrl,
  type Option,
} from './option.ts';

/** Above this the number is surely not meant in milliseconds. */
const A_DAY_MS = 24 * 60 * 60 * 1000;

const AUTH_MODES = ['oauth', 'token', 'external'] as const;

const CLAUDE_CHANNEL_MODES = ['auto', 'on', 'off'] as const;

/**
 * Every setting of the program: the flags, the environment, `config.json5` and the help text come from this table.
 * Names that people already have from openclaw-mcp stay what they are.
 */
export const options = {
  url: maybe({
    flag: 'openclaw-url',
    aliases: ['url'],
    short: 'u',
    env: ['OPENCLAW_URL'],
    value: 'URL',
    help: 'Address of the OpenClaw gateway (http, https, ws or wss). Without it the local OpenClaw is found by its own config',
  }),
  token: secret({
    flag: 'gateway-token',
    aliases: ['token'],
    env: ['OPENCLAW_GATEWAY_TOKEN'],
    help: 'Token of the gateway',
  }),
  password: secret({
    flag: 'gateway-password',
    aliases: ['password'],
    env: ['OPENCLAW_GATEWAY_PASSWORD'],
    help: 'Password of the gateway',
  }),
  model: text({
    flag: 'model',
    short: 'm',
    env: ['OPENCLAW_MODEL'],
    value: 'MODEL',
    initial: 'openclaw',
    help: 'Agent to talk to: openclaw, or openclaw/<agentId>',
  }),
  outlet: choice({
    flag: 'outlet',
    env: ['CLAWBRIDGE_OUTLET'],
    choices: OUTLETS,
    initial: 'auto',
    help: 'How to speak to the gateway; auto prefers the WebSocket and falls back to HTTP',
  }),
  mode: choice({
    flag: 'mode',
    env: ['CLAWBRIDGE_MODE'],
    choices: GATEWAY_MODES,
    initial: DEFAULT_MODE,
    help: 'What to ask the gateway for, and to allow here: only look (read), also talk (write), also decide approvals, or admin, which sees the approvals of all runs',
  }),
  allowChannels: allowList({
    flag: 'allow-channels',
    env: ['CLAWBRIDGE_ALLOW_CHANNELS'],
    help: 'Only conversations over these channels: telegram,whatsapp. Everything without it',
  }),
  allowAgents: allowList({
    flag: 'allow-agents',
    env: ['CLAWBRIDGE_ALLOW_AGENTS'],
    help: 'Only sessions of these agents: main,research. Everything without it',
  }),
  allowSessions: allowList({
    flag: 'allow-sessions',
    env: ['CLAWBRIDGE_ALLOW_SESSIONS'],
    help: 'Only sessions whose keys begin like this, with or without agent:<agent>: before it. Everything without it',
  }),
  tools: selection({
    flag: 'tools',
    env: ['CLAWBRIDGE_TOOLS'],
    choices: TOOL_SET_NAMES,
    help: `Sets of tools to offer: ${TOOL_SET_NAMES.join(',')}. Both without it; only conversations on \`mcp serve\``,
  }),
  claudeChannelMode: choice({
    flag: 'claude-channel-mode',
    env: ['CLAWBRIDGE_CLAUDE_CHANNEL_MODE'],
    choices: CLAUDE_CHANNEL_MODES,
    initial: 'auto',
    help: 'Push what people write to the client as it comes; auto does it for Claude Code only, and on `mcp serve` for every client',
  }),
  timeoutMs: integer({
    flag: 'timeout',
    env: ['OPENCLAW_TIMEOUT_MS'],
    value: 'MS',
    min: 1_000,
    max: A_DAY_MS,
    initial: 30 * 60 * 1000,
    help: 'Longest time one run of an agent may take, in milliseconds',
  }),
  maxTokens: integer({
    flag: 'max-tokens',
    env: ['OPENCLAW_MAX_TOKENS'],
    value: 'N',
    min: 1,
    max: 10_000_000,
    initial: undefined,
    help: 'Limit of answer tokens, over HTTP only; not sent unless set',
  }),
  maxConcurrent: integer({
    flag: 'max-concurrent',
    env: ['CLAWBRIDGE_MAX_CONCURRENT'],
    value: 'N',
    min: 1,
    max: 1_000,
    initial: 16,
    help: 'Runs at the same time on one instance, in this process',
  }),
  instances: maybe({
    flag: 'instances',
    env: ['OPENCLAW_INSTANCES'],
    value: 'JSON',
    help: 'Several gateways: [{"name","url","token","default",…}]; replaces --openclaw-url and --gateway-token',
  }),
  notify: maybe({
    flag: 'notify',
    env: ['CLAWBRIDGE_NOTIFY'],
    value: 'JSON',
    help: 'Who can be told that a task has ended: [{"name","webhook"},{"name","command"},{"name","channel","to"}]',
  }),
  webhookSecret: secret({
    flag: 'webhook-secret',
    env: ['CLAWBRIDGE_WEBHOOK_SECRET'],
    help: 'Signs notices to webhooks that have no secret of their own. Without it one is made in the home folder',
  }),
  webhookHosts: list({
    flag: 'webhook-hosts',
    env: ['CLAWBRIDGE_WEBHOOK_HOSTS'],
    value: 'LIST',
    initial: [],
    help: 'Hosts that webhooks may reach although they are private, also without TLS: nas.local, 192.168.1.5:8080',
  }),
  host: text({
    flag: 'host',
    env: ['HOST'],
    value: 'HOST',
    initial: '127.0.0.1',
    help: 'Address `serve` listens on',
  }),
  port: integer({
    flag: 'port',
    short: 'p',
    env: ['PORT'],
    value: 'PORT',
    min: 0,
    max: 65_535,
    initial: 3000,
    help: 'Port `serve` listens on; 0 takes a free one',
  }),
  allowedHosts: list({
    flag: 'allowed-hosts',
    env: ['ALLOWED_HOSTS'],
    value: 'LIST',
    initial: [],
    help: 'Host names under which `serve` may be called, besides localhost (for a proxy in front of it)',
  }),
  corsOrigins: list({
    flag: 'cors-origins',
    env: ['CORS_ORIGINS'],
    value: 'LIST',
    initial: [],
    help: 'Web origins that may call `serve` from a browser: https://app.example.com, *.example.com, or *',
  }),
  auth: toggle({
    flag: 'auth',
    env: ['AUTH_ENABLED', 'OAUTH_ENABLED'],
    help: 'Ask HTTP clients for authentication; without it `serve` listens on loopback addresses only',
  }),
  authMode: choice({
    flag: 'auth-mode',
    env: ['CLAWBRIDGE_AUTH_MODE'],
    choices: AUTH_MODES,
    initial: 'oauth',
    help: 'Whose tokens are taken with --auth, besides those of `clawbridge token`: our own after signing in (oauth), nobody else’s (token), or those of another issuer (external)',
  }),
  issuerUrl: maybe({
    flag: 'issuer-url',
    env: ['MCP_ISSUER_URL'],
    value: 'URL',
    help: 'Public address of this clawbridge: https://claw.example.com. Clients call it under /mcp there',
  }),
  externalIssuer: webUrl({
    flag: 'external-issuer',
    env: ['CLAWBRIDGE_EXTERNAL_ISSUER'],
    help: 'Issuer of the tokens in --auth-mode external, exactly as it stands in them',
  }),
  externalAudience: maybe({
    flag: 'external-audience',
    env: ['CLAWBRIDGE_EXTERNAL_AUDIENCE'],
    value: 'TEXT',
    help: 'Audience its tokens must have; /mcp under --issuer-url without it',
  }),
  externalJwksUrl: webUrl({
    flag: 'external-jwks-url',
    env: ['CLAWBRIDGE_EXTERNAL_JWKS_URL'],
    help: 'Where its keys are; without it they are found by its metadata',
  }),
  externalOwner: maybe({
    flag: 'external-owner',
    env: ['CLAWBRIDGE_EXTERNAL_OWNER'],
    value: 'SUB',
    help: 'Subject of its tokens that is you; all others are people of their own',
  }),
  metrics: choice({
    flag: 'metrics',
    env: ['CLAWBRIDGE_METRICS'],
    choices: ['on', 'off'],
    initial: 'on',
    help: 'Count what happens, for Prometheus to fetch from /metrics of `serve`',
  }),
  metricsToken: secret({
    flag: 'metrics-token',
    env: ['CLAWBRIDGE_METRICS_TOKEN'],
    help: 'Bearer token that opens /metrics. Without it any local program may read it, and with --auth only a token of scope admin',
  }),
  transport: choice({
    flag: 'transport',
    short: 't',
    choices: ['stdio', 'http', 'sse'],
    initial: 'stdio',
    help: 'For people coming from openclaw-mcp: http and sse mean `clawbridge serve`',
  }),
  home: maybe({
    flag: 'home',
    env: ['CLAWBRIDGE_HOME'],
    value: 'DIR',
    help: 'Folder of config.json5, state.db and the device key (default ~/.clawbridge)',
  }),
  databaseUrl: secret({
    flag: 'database-url',
    env: ['CLAWBRIDGE_DATABASE_URL'],
    help: 'postgres://user:password@host/database instead of state.db, for several machines on one store',
  }),
  keepTasks: integer({
    flag: 'keep-tasks',
    env: ['CLAWBRIDGE_KEEP_TASKS'],
    value: 'N',
    min: 0,
    max: 100_000_000,
    initial: 10_000,
    help: 'How many finished tasks are kept, besides all of the last day',
  }),
  keepDays: integer({
    flag: 'keep-days',
    env: ['CLAWBRIDGE_KEEP_DAYS'],
    value: 'DAYS',
    min: 1,
    max: 36_500,
    initial: 30,
    help: 'How many days a finished task is kept at most',
  }),
  keepEvents: integer({
    flag: 'keep-events',
    env: ['CLAWBRIDGE_KEEP_EVENTS'],
    value: 'N',
    min: 1_000,
    max: 100_000_000,
    // With what a gateway says of it an event takes 3 to 7 kB, so this is about half a gigabyte; and more than 3,000 a day.
    initial: 100_000,
    help: 'How many events are kept at most',
  }),
  keepEventDays: integer({
    flag: 'keep-event-days',
    env: ['CLAWBRIDGE_KEEP_EVENT_DAYS'],
    value: 'DAYS',
    min: 1,
    max: 36_500,
    initial: 30,
    help: 'How many days an event is kept at most',
  }),
  keepAuditDays: integer({
    flag: 'keep-audit-days',
    env: ['CLAWBRIDGE_KEEP_AUDIT_DAYS'],
    value: 'DAYS',
    min: 1,
    max: 36_500,
    // Longer than what it is about: a misuse is often noticed weeks later. At a call a minute these are some 25 MB.
    initial: 90,
    help: 'How many days it is kept who did what',
  }),
  logLevel: choice({
    flag: 'log-level',
    env: ['CLAWBRIDGE_LOG_LEVEL'],
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    initial: 'info',
    help: 'How much to tell on stderr',
  }),
  logFormat: choice({
    flag: 'log-format',
    env: ['CLAWBRIDGE_LOG_FORMAT'],
    choices: ['auto', 'json', 'pretty'],
    initial: 'auto',
    help: 'Log as JSON lines or as lines for a person; auto does the latter at a terminal',
  }),
  debug: toggle({
    flag: 'debug',
    aliases: ['verbose'],
    short: 'v',
    help: 'Same as --log-level debug; DEBUG=true does it too',
  }),
} satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof options;

export type Values = { readonly [K in OptionName]: (typeof options)[K] extends Option<infer T> ? T : never };

/**
 * Settings of openclaw-mcp that only matter with authentication. They are accepted, so that an existing command
 * line or environment starts, and have no effect.
 */
export const withoutEffect = {
  clientId: maybe({ flag: 'client-id', value: 'ID', help: 'Only with --auth' }),
  clientSecret: secret({ flag: 'client-secret', help: 'Only with --auth' }),
  redirectUris: maybe({ flag: 'redirect-uris', value: 'LIST', help: 'Only with --auth' }),
  allowDcr: toggle({ flag: 'allow-dcr', help: 'Only with --auth' }),
  trustProxy: maybe({ flag: 'trust-proxy', value: 'WHAT', help: 'Only with --auth' }),
} satisfies Record<string, Option<unknown>>;
