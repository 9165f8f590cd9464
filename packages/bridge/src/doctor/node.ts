import type { Check } from './check.ts';

const NEEDED = [20, 19] as const;

export const checkNode: Check = async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
  return [
    enough
      ? { name: 'Node', status: 'ok', detail: process.version }
      : {
          name: 'Node',
          status: 'fail',
          detail: process.version,
          hint: `Install Node ${NEEDED.join('.')} or newer from https://nodejs.org`,
        },
  ];
};
