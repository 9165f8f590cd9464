import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type ClientCapabilities,
  type ElicitRequestFormParams,
  type InputRequiredResult,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { DECISIONS } from '../domain/approval.ts';
import type { StopSignal } from '../domain/port/stop-signal.ts';
import type { Principal } from '../domain/principal.ts';
import type { AskedApproval, NeedsPerson, PersonSaid } from './tools/person.ts';

/** The one question of a round. */
const KEY = 'approval';

/** Longer than any approval waits. */
const LONGEST_MS = 60 * 60 * 1000;

interface State {
  readonly tool: string;
  readonly about: AskedApproval;
}

export type StateCodec = RequestStateCodec<State>;

/** States of one principal: nobody can use those of another. What comes back has not been changed on its way. */
export function createStateCodec({ id }: Principal, signingKey: () => Promise<Uint8Array>): StateCodec {
  const bind = (ctx: ServerContext) => `${ctx.mcpReq.method}\0${id}`;
  const open = async () =>
    createRequestStateCodec<State>({ key: await signingKey(), ttlSeconds: LONGEST_MS / 1000, bind });
  return {
    mint: async (state, ctx) => await (await open()).mint(state, ctx),
    verify: async (text, ctx) => await (await open()).verify(text, ctx),
  };
}

/** Can this client ask its person to choose something? `session` is what it declared when its session began. */
export function asksPersons(ctx: ServerContext, session: ClientCapabilities | undefined): boolean {
  const envelope = ctx.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
  const elicitation = (declared ?? session)?.elicitation;
  // Before there were modes, an empty object said it.
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

/** In the stateless era the client asks, and repeats its call with the answer. */
export async function askThroughResult(
  codec: StateCodec,
  tool: string,
  needs: NeedsPerson,
  ctx: ServerContext,
): Promise<InputRequiredResult> {
  return inputRequired({
    inputRequests: { [KEY]: inputRequired.elicit(formOf(needs)) },
    requestState: await codec.mint({ tool, about: needs.about }, ctx),
  });
}

/** What the person said to a question of an earlier call; undefined when this call is the first. */
export function saidWith(ctx: ServerContext, tool: string): PersonSaid | undefined {
  // The server has checked who made it.
  const state = ctx.mcpReq.requestState<State>();
  if (state === undefined || state.tool !== tool) return undefined;
  const { inputResponses } = ctx.mcpReq;
  const hasAnswered = inputResponse(inputResponses, KEY).kind === 'elicit';
  const content = acceptedContent(inputResponses, KEY);
  return { about: state.about, hasAnswered, ...decisionIn(content) };
}

/**
 * In the era of sessions we ask, while the call waits. A client that cannot after all is asked no more. Its question is
 * withdrawn when the call is cancelled, and when the answer is unneeded.
 */
export async function askDirectly(
  needs: NeedsPerson,
  ctx: ServerContext,
  signal: StopSignal,
  unneeded: StopSignal,
): Promise<PersonSaid> {
  const { about, approval } = needs;
  const params = formOf(needs);
  // How long it is open at all: the gateway's clock may be another than ours.
  const timeout = Math.min(LONGEST_MS, Math.max(0, approval.expiresAt - approval.createdAt));
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const one of [signal, unneeded]) one.addEventListener('abort', stop);
  try {
    const options = { timeout, signal: stopped.signal };
    const answer = await ctx.mcpReq.send({ method: 'elicitation/create', params }, options);
    return { about, hasAnswered: true, ...(answer.action === 'accept' ? decisionIn(answer.content) : {}) };
  } catch {
    return { about, hasAnswered: !unneeded.aborted };
  } finally {
    for (const one of [signal, unneeded]) one.removeEventListener('abort', stop);
  }
}

function formOf({ question, approval }: NeedsPerson): ElicitRequestFormParams {
  return {
    mode: 'form',
    message: question,
    requestedSchema: {
      type: 'object',
      properties: {
        decision: { type: 'string', title: 'Decision', enum: [...approval.allowedDecisions] },
      },
      required: ['decision'],
    },
  };
}

function decisionIn(content: unknown): Pick<PersonSaid, 'decision'> {
  const parsed = z.object({ decision: z.enum(DECISIONS) }).safeParse(content);
  return parsed.success ? { decision: parsed.data.decision } : {};
}
