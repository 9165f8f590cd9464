import { Failure } from '../domain/failure.ts';
import type { ThreadLog } from '../domain/port/thread-log.ts';
import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { unknownThread, type Thread } from '../domain/thread.ts';
import { OWNER_USER, type WebUser } from '../domain/web-user.ts';

/** Among so many of a user's threads the last one of a link is looked for. */
const LOOKED_AT = 100;

/** Where an agent wants to say something. */
export interface Target {
  /** The id of a user, or his name. */
  readonly user: string;
  /** Without it: the one he used last. */
  readonly thread?: string | undefined;
}

export type Person = Pick<WebUser, 'id' | 'name'>;

export interface Addressee {
  readonly person: Person;
  /** Undefined where none was named, and he has none over this link. */
  readonly thread: Thread | undefined;
}

export interface FindAddressee {
  /** Errors: `unknown_user`, `unknown_thread`. */
  find(link: string, target: Target): Promise<Addressee>;
  /** By id first, then by name. Undefined when nobody who is welcome is called that. */
  person(idOrName: string): Promise<Person | undefined>;
}

export interface FindAddresseeDeps {
  readonly threads: Pick<ThreadLog, 'thread' | 'threads'>;
  readonly webUsers: Pick<WebUserStore, 'find' | 'findByName'>;
}

export function createFindAddressee({ threads, webUsers }: FindAddresseeDeps): FindAddressee {
  return {
    async find(link, target) {
      const someone = await person(target.user);
      if (someone === undefined) throw unknownAddressee();
      const thread =
        target.thread === undefined
          ? await lastOf(link, someone)
          : await threadOf(link, someone, target.thread);
      return { person: someone, thread };
    },
    person,
  };

  async function person(idOrName: string): Promise<Person | undefined> {
    if (idOrName.toLowerCase() === OWNER_USER.id) return OWNER_USER;
    const byId = await webUsers.find(idOrName.toLowerCase());
    const found = byId?.revokedAt === undefined ? byId : undefined;
    return found ?? (await webUsers.findByName(idOrName));
  }

  async function lastOf(link: string, { id }: Person): Promise<Thread | undefined> {
    return (await threads.threads(id, LOOKED_AT)).find((thread) => thread.link === link);
  }

  /** What goes over another link is not there for this one. */
  async function threadOf(link: string, { id }: Person, name: string): Promise<Thread> {
    const thread = await threads.thread(name);
    if (thread === undefined || thread.user !== id || thread.link !== link) throw unknownThread(name);
    return thread;
  }
}

/** The name is not repeated: it may be a guess. */
function unknownAddressee(): Failure {
  return new Failure('unknown_user', 'Nobody who is welcome here is called that.', {
    hint: '`clawbridge invite --list` shows who is there.',
  });
}
