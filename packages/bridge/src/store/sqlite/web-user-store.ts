import type { WebUserStore } from '../../domain/port/web-user-store.ts';
import type { WebSession, WebUser } from '../../domain/web-user.ts';
import { fold } from '../fold.ts';
import { storable } from '../storable.ts';
import { passRowOf, sessionFrom, webUserFrom, webUserRowOf } from '../web-user-row.ts';
import type { Connection } from './connection.ts';
import type { WebUserStatements } from './web-user-statements.ts';

export function createWebUserStore({ read, write }: Connection, sql: WebUserStatements): WebUserStore {
  return {
    add: (user) => {
      const row = webUserRowOf(user);
      return write(() => sql.add.run({ ...row }).changes === 1);
    },
    list: () => read(() => sql.list.all().map(webUserFrom)),
    find: (id) =>
      read(() => {
        const row = sql.find.get({ id: storable(id) });
        return row && webUserFrom(row);
      }),
    findByName: (name) =>
      read(() => {
        const row = sql.findByName.get({ folded: fold(name) });
        return row && webUserFrom(row);
      }),
    revoke: (id, now) => write(() => revoke(sql, storable(id), now)),
    seen: (id, now) => write(() => void sql.seen.run({ id: storable(id), now })),
    addInvite: (invite) => write(() => void sql.invite.run({ ...passRowOf(invite) })),
    redeem: (hash, session, now) => write(() => redeem(sql, storable(hash), session, now)),
    addSession: (session) => write(() => void sql.addSession.run({ ...passRowOf(session) })),
    session: (hash, now) =>
      read(() => {
        const row = sql.session.get({ hash: storable(hash), now });
        return row && sessionFrom(row);
      }),
    prolong: (hash, expiresAt) => write(() => void sql.prolong.run({ hash: storable(hash), expiresAt })),
    endSession: (hash) => write(() => void sql.endSession.run({ hash: storable(hash) })),
    endSessions: (user) => write(() => void sql.endSessions.run({ person: storable(user) })),
    prune: (before) =>
      write(
        () =>
          Number(sql.pruneInvites.run({ before }).changes) +
          Number(sql.pruneSessions.run({ before }).changes),
      ),
  };
}

function revoke(sql: WebUserStatements, id: string, now: number): boolean {
  if (sql.revoke.run({ id, now }).changes === 0) return false;
  sql.forgetInvites.run({ person: id });
  sql.endSessions.run({ person: id });
  return true;
}

function redeem(
  sql: WebUserStatements,
  hash: string,
  session: Omit<WebSession, 'user'>,
  now: number,
): WebUser | undefined {
  const row = sql.invited.get({ hash, now });
  if (row === undefined) return undefined;
  const user = webUserFrom(row);
  sql.takeInvite.run({ hash });
  sql.addSession.run({ ...passRowOf({ ...session, user: user.id }) });
  return user;
}
