import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Interaction, InteractionResults, Provider } from 'oidc-provider';
import type { Deed } from '../../domain/audit-record.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { GrantStore } from '../../domain/port/grant-store.ts';
import type { Keyring } from '../../domain/port/keyring.ts';
import { SCOPES, type Principal, type Scope } from '../../domain/principal.ts';
import { browserEpoch } from '../browser-epoch.ts';
import type { AskingClient } from '../pages/client.ts';
import { renderConsent } from '../pages/consent.ts';
import { pickLocale, type Locale } from '../pages/locale.ts';
import { renderNoPassword } from '../pages/no-password.ts';
import { redirectHostOf } from '../pages/redirect-host.ts';
import { renderSignIn } from '../pages/sign-in.ts';
import type { SignIn, SignInResult } from '../sign-in.ts';
import type { Addresses } from './addresses.ts';
import { keepConsent, newGrantId } from './consent.ts';
import type { Keys } from './keys.ts';
import type { Lifetimes } from './lifetimes.ts';
import { problemPage, type Problem } from './problems.ts';
import { sendPage } from './respond.ts';

export interface InteractionOptions {
  readonly provider: Provider;
  readonly addresses: Addresses;
  readonly grants: GrantStore;
  readonly keyring: Pick<Keyring, 'find' | 'keep'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly keys: Keys;
  readonly lifetimes: Pick<Lifetimes, 'consent'>;
  readonly signIn: SignIn;
  readonly person: Pick<Principal, 'id' | 'scopes'>;
  /** Names of the instances somebody can choose among. */
  readonly instances: () => readonly string[];
  readonly audit: (record: Deed) => void;
}

/** A request for the pages of one sign-in. */
export interface Visit {
  /** Pinned. */
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly uid: string;
  readonly query: URLSearchParams;
  /** Of a POST. */
  readonly form?: URLSearchParams | undefined;
  readonly address: string;
}

/** A visit that belongs to a sign-in under way. */
interface Step extends Visit {
  readonly interaction: Interaction;
  readonly client: AskingClient;
  readonly locale: Locale;
  readonly csrf: string;
}

/**
 * What a person is asked before a client gets anything: who they are, unless this browser knows, and what the client may do.
 * Whatever they answer, the browser goes back to the client.
 */
export function createInteractions(options: InteractionOptions): (visit: Visit) => Promise<void> {
  const { provider, addresses, keys } = options;
  return async function visitInteraction(visit) {
    const { req, res, uid, query, form } = visit;
    const locale = pickLocale([query.get('lang') ?? undefined], req.headers['accept-language']);
    // The cookie of this sign-in is only sent to its own path, and not with what another site lets the browser send.
    const interaction = await interactionOf(req, res);
    const client = interaction?.uid === uid ? await clientOf(interaction) : undefined;
    if (interaction === undefined || client === undefined) return refuse(res, 400, 'expired', locale);
    const step = { ...visit, interaction, client, locale, csrf: keys.csrfToken(uid) };
    if (form === undefined) return ask(step);
    if (isForeign(req) || !keys.isCsrfToken(uid, form.get('csrf') ?? ''))
      return refuse(res, 403, 'foreign_form', locale);
    await take(step, form);
  };

  /** Undefined when there is none, no longer, or not for this browser. Errors: `store_unavailable`. */
  async function interactionOf(req: IncomingMessage, res: ServerResponse): Promise<Interaction | undefined> {
    try {
      return await provider.interactionDetails(req, res);
    } catch (thrown) {
      if (isRefusal(thrown)) return undefined;
      throw thrown;
    }
  }

  function isForeign({ headers }: IncomingMessage): boolean {
    return headers.origin !== undefined && headers.origin !== addresses.origin;
  }

  async function clientOf({ params }: Interaction): Promise<AskingClient | undefined> {
    const id = textOf(params['client_id']);
    const client = await provider.Client.find(id);
    if (client === undefined) return undefined;
    return {
      id,
      name: client.clientName ?? '',
      redirectHost: redirectHostOf(textOf(params['redirect_uri'])),
      isVerified: /^https:\/\//i.test(id),
    };
  }

  function ask(step: Step): void {
    sendPage(
      step.res,
      200,
      step.interaction.prompt.name === 'login' ? renderSignIn(step) : consentPage(step),
    );
  }

  async function take(step: Step, form: URLSearchParams): Promise<void> {
    const action = form.get('action');
    if (action === 'deny') return await deny(step);
    const isSignIn = step.interaction.prompt.name === 'login';
    if (action === 'sign-in' && isSignIn) return await takePassword(step, form.get('password') ?? '');
    if (action === 'allow' && !isSignIn) return await takeConsent(step, form);
    ask(step);
  }

  async function takePassword(step: Step, password: string): Promise<void> {
    const { address, client, res, locale } = step;
    // Before the password is looked at, which may be another one a moment later.
    const acr = await browserEpoch(options.keyring);
    const result = await options.signIn({ password, address });
    noteSignIn(step, result);
    if (result.ok) return await finish(step, { login: { accountId: options.person.id, acr } });
    if (result.refused === 'no_password') return sendPage(res, 503, renderNoPassword({ locale }));
    const { refused: error, retryAfterS } = result;
    const page = renderSignIn({ csrf: step.csrf, client, error, retryAfterS, locale });
    if (error === 'wrong_password') return sendPage(res, 403, page);
    sendPage(res, 429, page, { 'retry-after': String(retryAfterS) });
  }

  /** What was not looked at costs nothing, and who floods us with it shall not fill the store. */
  function noteSignIn(step: Step, result: SignInResult): void {
    if (result.ok) note(step, { action: 'sign-in', outcome: 'ok' });
    else if (result.refused === 'wrong_password')
      note(step, { action: 'sign-in', outcome: 'refused', reason: result.refused });
  }

  async function takeConsent(step: Step, form: URLSearchParams): Promise<void> {
    const offered = offeredScopes(step.interaction);
    const scopes = offered.filter((scope) => form.getAll('scope').includes(scope));
    const instances = options.instances();
    const chosen = instances.filter((name) => form.getAll('instance').includes(name));
    if (scopes.length === 0 || (chosen.length === 0 && instances.length > 0))
      return sendPage(step.res, 400, consentPage(step, 'nothing'));
    // By name, also when these are all: nobody was asked about what comes later.
    const grantId = await grant(step, scopes, chosen);
    note(step, { action: 'consent', outcome: 'ok', target: grantId });
    await finish(step, { consent: { grantId } });
  }

  /** Errors: `store_unavailable`. */
  async function grant(
    { interaction, client }: Step,
    scopes: readonly Scope[],
    instances: readonly string[],
  ): Promise<string> {
    const { resource } = addresses;
    const principal = options.person.id;
    const granted = new provider.Grant({ accountId: principal, clientId: client.id });
    granted.jti = newGrantId();
    granted.addResourceScope(resource, scopes.join(' '));
    // Else the provider would ask for them again.
    const refused = requestedScopes(interaction).filter((scope) => !scopes.includes(scope));
    if (refused.length > 0) granted.rejectResourceScope(resource, refused.join(' '));
    const grantId = await granted.save();
    const at = options.clock.now();
    const name = client.name === '' ? {} : { clientName: client.name };
    const consent = { grantId, principal, clientId: client.id, ...name, scopes, instances, at };
    await keepConsent(options.grants, consent, at + options.lifetimes.consent * 1_000);
    return grantId;
  }

  async function deny(step: Step): Promise<void> {
    // Before somebody has signed in, nobody knows whose word it is.
    if (step.interaction.prompt.name !== 'login')
      note(step, { action: 'consent', outcome: 'refused', reason: 'denied' });
    await finish(step, { error: 'access_denied', error_description: 'The person did not allow it.' });
  }

  async function finish({ req, res }: Step, result: InteractionResults): Promise<void> {
    await provider.interactionFinished(req, res, result);
  }

  function consentPage(step: Step, error?: 'nothing'): string {
    const { csrf, client, interaction, locale } = step;
    const scopes = offeredScopes(interaction);
    return renderConsent({
      csrf,
      client,
      scopes,
      // Clients ask for all there is; what hardly any of them needs is given by hand or not at all.
      ticked: scopes.filter((scope) => scope !== 'admin'),
      instances: options.instances(),
      signedInAs: options.person.id,
      error,
      locale,
    });
  }

  /** What was asked for, as far as this person has it to give. */
  function offeredScopes(interaction: Interaction): readonly Scope[] {
    return requestedScopes(interaction).filter((scope) => options.person.scopes.includes(scope));
  }

  function note(
    { address, client }: Step,
    what: Pick<Deed, 'action' | 'outcome' | 'target' | 'reason'>,
  ): void {
    const isKnown = what.outcome === 'ok' || what.action === 'consent';
    options.audit({
      ...what,
      ...(isKnown ? { principal: options.person.id } : {}),
      client: client.id,
      address,
    });
  }
}

function refuse(res: ServerResponse, status: number, problem: Problem, locale: Locale): void {
  sendPage(res, status, problemPage(problem, locale));
}

/** What the provider says of a request, by its OAuth code; whatever else is thrown is no word about it. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Error && 'error' in thrown && thrown.error === 'invalid_request';
}

function requestedScopes({ params }: Interaction): readonly Scope[] {
  const asked = textOf(params['scope']).split(' ');
  return SCOPES.filter((scope) => asked.includes(scope));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
