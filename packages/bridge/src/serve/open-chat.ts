import type { Bridge } from '../bridge.ts';
import { unknownThread } from '../domain/thread.ts';
import { openPeople } from '../people.ts';
import type { History } from '../relay/http/history.ts';
import type { PeopleVerbs } from '../usecases/people-verbs.ts';
import type { Sockets } from './web-door.ts';

/** The chat behind the doors of browsers and channel plugins. */
export interface Chat extends History {
  readonly people: PeopleVerbs;
  readonly relay: Sockets & {
    sizes(): { readonly peers: number; readonly links: number };
    leave(): void;
  };
  findPerson(idOrName: string): Promise<{ readonly id: string } | undefined>;
  close(): Promise<void>;
}

export function openChat({ store, clock, background }: Bridge): Chat {
  const { threads, webUsers, backplane } = store;
  const lookAgain = (user: string) => backplane.publish({ type: 'unwelcome', user });
  return {
    people: openPeople({ store, clock, background, lookAgain }),
    relay: {
      acceptPeer: ({ socket }) => void socket.destroy(),
      acceptLink: ({ socket }) => void socket.destroy(),
      sizes: () => ({ peers: 0, links: 0 }),
      leave() {},
    },
    readThread: {
      async page({ user, thread, before, limit = 100 }) {
        const found = await threads.thread(thread);
        if (found?.user !== user) throw unknownThread(thread);
        const entries = await threads.page({ thread, before, limit });
        return { epoch: await threads.epoch(), entries, newest: found.newest };
      },
    },
    searchThreads: async () => [],
    findPerson: async (name) => (await webUsers.find(name)) ?? (await webUsers.findByName(name)),
    async close() {},
  };
}
