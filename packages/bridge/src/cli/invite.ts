import { usage } from '../config/arguments.ts';
import type { Config } from '../config/read.ts';
import { LOOPBACK_HOSTS } from '../domain/host.ts';
import { isoTime } from '../domain/iso-time.ts';
import type { Store } from '../domain/port/store.ts';
import { printable } from '../domain/printable.ts';
import { openPeople } from '../open-people.ts';
import type { Invited } from '../usecases/invite-web-user.ts';
import type { PeopleVerbs } from '../usecases/people-verbs.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { flagValue } from './flag-value.ts';
import { inviteOptions } from './invite-options.ts';
import { noteOwnersDeed } from './note-owners-deed.ts';
import { pageUrl } from './page-url.ts';
import { print } from './print.ts';
import { refuseWords } from './refuse-words.ts';
import { webUserJson } from './web-user-json.ts';
import { webUserLine } from './web-user-line.ts';
import { withStore } from './with-store.ts';

/** `invite NAME`, `invite --list`, `invite --revoke NAME`: who may chat in a browser. Works while `serve` runs. */
export async function invite({ config, words, flags }: Invocation): Promise<ExitCode> {
  const [name, ...surplus] = words;
  const revoked = flagValue(flags, inviteOptions.revoke);
  const lists = flags.has('list');
  const isJson = flags.has('json');
  refuseWords('invite', surplus);
  if ([name, revoked, lists || undefined].filter((one) => one !== undefined).length > 1)
    throw usage('Use `clawbridge invite NAME`, --list or --revoke NAME: one of them.');
  return await withStore(config, async (store) => {
    const people = peopleOf(store);
    if (lists) return await list(people, isJson);
    if (revoked !== undefined) return await revoke(store, people, { name: revoked, isJson });
    if (name === undefined) throw usage('Who is to be invited? `clawbridge invite bob`.');
    return await inviteOne(store, people, { name, isJson, config });
  });
}

function peopleOf(store: Store): PeopleVerbs {
  return openPeople({
    store,
    clock: { now: () => Date.now() },
    // Nobody is signed in here: there is nothing to be done for him.
    background() {},
    lookAgain: (user) => store.backplane.publish({ type: 'unwelcome', user }),
  });
}

interface Asked {
  readonly name: string;
  readonly isJson: boolean;
}

async function inviteOne(
  { audit, links }: Store,
  people: PeopleVerbs,
  { name, isJson, config }: Asked & { readonly config: Config },
): Promise<ExitCode> {
  const invited = await people.inviteWebUser(name);
  const { user, code, expiresAt } = invited;
  const url = `${pageUrl(config)}/#invite=${code}`;
  const json = { ...webUserJson(user), url, expiresAt: isoTime(expiresAt) };
  const wasLinked = (await links.list(Date.now())).length > 0;
  print(isJson ? JSON.stringify(json, undefined, 2) : handOver(invited, { url, config, wasLinked }));
  await noteOwnersDeed(audit, 'invite:create', user.id);
  return OK;
}

/** The only time the link is told, with what to do with it. */
function handOver(
  { user, isNew, expiresAt }: Invited,
  { url, config, wasLinked }: { readonly url: string; readonly config: Config; readonly wasLinked: boolean },
): string {
  const name = printable(user.name);
  return [
    url,
    '',
    `${isNew ? `${name} is invited` : `Another way in for ${name}`}: the link works once, in one browser, until ${isoTime(expiresAt)}.`,
    'This is the only time it is shown. Whoever opens it is let in, so send it where only he reads it.',
    ...(config.auth.issuer === undefined
      ? ['Serving on another port? Give this command the same --port.']
      : []),
    ...(config.chat ? [] : ['`clawbridge serve` has no page with --no-chat.']),
    ...(isReachable(config)
      ? []
      : [
          'It leads to this machine; for people elsewhere serve it under an address they reach: --auth --issuer-url https://claw.example.com.',
        ]),
    ...(wasLinked
      ? []
      : ['No OpenClaw was ever connected: `clawbridge channel install` adds the channel people write to.']),
  ].join('\n');
}

function isReachable({ auth: { issuer }, http: { host } }: Config): boolean {
  return issuer !== undefined || !LOOPBACK_HOSTS.includes(host);
}

async function list({ listWebUsers }: PeopleVerbs, isJson: boolean): Promise<ExitCode> {
  const users = await listWebUsers();
  if (isJson) return print(JSON.stringify({ users: users.map(webUserJson) }, undefined, 2));
  return print(users.length === 0 ? 'Nobody is invited.' : users.map(webUserLine).join('\n'));
}

async function revoke(
  { audit }: Store,
  { revokeWebUser }: PeopleVerbs,
  { name, isJson }: Asked,
): Promise<ExitCode> {
  const user = await revokeWebUser(name);
  print(
    isJson
      ? JSON.stringify(webUserJson(user), undefined, 2)
      : `${printable(user.name)} is let in no more. What he has open is closed within half a minute.`,
  );
  await noteOwnersDeed(audit, 'invite:revoke', user.id);
  return OK;
}
