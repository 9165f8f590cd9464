import type { Config } from './config/read.ts';
import { ASSISTANTS } from './config/voice.ts';
import type { EndpointSettings } from './config/xiaozhi.ts';
import { EVERYTHING } from './domain/allow-list.ts';
import { heldTo, OWNER, type Principal } from './domain/principal.ts';
import type { Origin } from './domain/task.ts';
import type { Voice } from './domain/voice.ts';
import type { ToolSetName } from './mcp/tools/tool-set-names.ts';
import type { VoiceSet } from './mcp/tools/voice/voice-set.ts';
import { readToken } from './mcp/xiaozhi/token.ts';
import { ownerFrom } from './owner.ts';

/** Who speaks through an endpoint, and how he is answered. */
export interface Speaker {
  readonly principal: Principal;
  readonly voice: Voice;
}

/** Whoever stands before its devices may do what the endpoint's principal may, at its instance if it names one. */
export function speakerAt(
  settings: EndpointSettings,
  config: Pick<Config, 'instanceDefaults' | 'allow'>,
): Speaker {
  const { endpoint, instance, language, assistant, waitMs, maxChars, maxBytes, notify } = settings;
  return {
    principal: principalOf(settings, ownerFrom(config)),
    voice: {
      language,
      assistant,
      listener: endpoint.name,
      ...(instance === undefined ? {} : { instance }),
      sessionId: conversationAt(settings),
      waitMs,
      maxChars,
      maxBytes,
      notify,
    },
  };
}

/** The owner decides and manages elsewhere, too; other people only ask. */
function principalOf({ principal: id, instance }: EndpointSettings, owner: Principal): Principal {
  const allow = instance === undefined ? [] : [{ ...EVERYTHING, instances: [instance] }];
  const scopes = id === OWNER.id ? owner.scopes : (['read', 'chat'] as const);
  return heldTo(owner, { id, scopes, allow });
}

/**
 * One agent in the cloud is one conversation, also after its token was renewed. An agent remembers what was said in a conversation,
 * so nobody shares one with somebody else.
 */
function conversationAt({ endpoint: { name, url, kind }, principal }: EndpointSettings): string {
  const agentId = kind === 'cloud' ? readToken(url)?.agentId : undefined;
  const place = agentId === undefined ? sayableName(name) : `agent_${agentId}`;
  return principal === OWNER.id ? `xiaozhi:${place}` : `xiaozhi.${sayable(principal)}:${place}`;
}

/** How the voice tools answer at a door where there is no device: in English unless somebody chose. */
export function voiceAt(
  origin: Origin,
  { id }: Pick<Principal, 'id'>,
  { voice }: Pick<Config, 'voice'>,
): Voice {
  const { language = 'en', assistant = ASSISTANTS[language], waitMs, maxChars, maxBytes } = voice;
  return {
    language,
    assistant,
    listener: `${origin}:${id}`,
    sessionId: `voice:${sayable(id)}`,
    waitMs,
    maxChars,
    maxBytes,
    notify: [],
  };
}

/** A session id holds no letters of other languages. */
function sayableName(name: string): string {
  return /^[\w-]{1,64}$/.test(name) ? name : hashOf(name);
}

/** Ids of another issuer may hold what no session id may, and gateways take no notice of case. */
function sayable(id: string): string {
  return /^[a-z0-9._@-]{1,64}$/.test(id) ? id : hashOf(id);
}

/** The owner needs none, and on stdio there is nobody else: loading it would hold up each start by some milliseconds. */
function hashOf(id: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(id).digest('hex').slice(0, 16);
}

/** Makes the voice set for whoever comes in at a door. */
export type VoiceSetFor = (origin: Origin, principal: Principal) => VoiceSet | undefined;

/** For the doors of one process. Where they do not offer the voice set, nothing of it is loaded. */
export async function voiceSetsFor(
  { tools }: { readonly tools: readonly ToolSetName[] },
  config: Pick<Config, 'voice'>,
): Promise<VoiceSetFor> {
  if (!tools.includes('voice')) return () => undefined;
  const { voiceSet } = await import('./mcp/tools/voice/voice-set.ts');
  return (origin, principal) => voiceSet(voiceAt(origin, principal, config));
}
