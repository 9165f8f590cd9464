import { posix } from 'node:path';

/** Where a service finds programs, such as those that are told of a task's end: beside its Node, and where systems have theirs. */
export function pathFor(node: string): string {
  const folders = [posix.dirname(node), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return [...new Set(folders)].join(':');
}
