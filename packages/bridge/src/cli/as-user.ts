import { userInfo } from 'node:os';
import { Failure } from '../domain/failure.ts';

/**
 * Does something on disk with the rights of another user, as root: what he put in the way in a folder of his leads no
 * further than he gets himself. Nothing else may go on in this process meanwhile. Without root, or without somebody, it
 * is simply done. Errors: `invalid_input` when there is no such user.
 */
export async function asUser<T>(user: string | undefined, act: () => T | Promise<T>): Promise<T> {
  if (user === undefined || process.geteuid?.() !== 0) return await act();
  const rights = takeOn(user);
  try {
    return await act();
  } finally {
    rights.giveBack();
  }
}

function takeOn(user: string): { giveBack(): void } {
  const { groups, gid } = { groups: process.getgroups?.() ?? [], gid: process.getegid?.() ?? 0 };
  const giveBack = () => {
    process.seteuid?.(0);
    process.setegid?.(gid);
    process.setgroups?.(groups);
  };
  const group = groupOf(user);
  try {
    process.setgroups?.([group]);
    process.setegid?.(group);
    process.seteuid?.(user);
    return { giveBack };
  } catch (thrown) {
    giveBack();
    throw unknownUser(user, thrown);
  }
}

/** Node tells it only of the user it is at the moment. */
function groupOf(user: string): number {
  try {
    process.seteuid?.(user);
    return userInfo().gid;
  } catch (thrown) {
    throw unknownUser(user, thrown);
  } finally {
    process.seteuid?.(0);
  }
}

function unknownUser(user: string, cause: unknown): Failure {
  return new Failure('invalid_input', `This machine knows no user "${user}" to act as.`, {
    hint: 'Name one that exists: --run-as USER.',
    cause,
  });
}
