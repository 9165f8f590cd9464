import { randomBytes } from 'node:crypto';

/** Who may talk to the agent, by pairing: a stranger is given a code, and the owner approves it. */
export interface Doorkeeper {
  /** Undefined lets in; else the code to show. */
  codeFor(user: string): string | undefined;
  /** Lets in whoever was given the code. False for one that nobody was given. */
  approve(code: string): boolean;
}

export function createDoorkeeper(policy: 'open' | 'pairing'): Doorkeeper {
  const codes = new Map<string, string>();
  const welcome = new Set<string>();
  return {
    codeFor(user) {
      if (policy === 'open' || welcome.has(user)) return undefined;
      const code = codes.get(user) ?? randomBytes(4).toString('hex').toUpperCase();
      codes.set(user, code);
      return code;
    },
    approve(code) {
      const [user] = [...codes].find(([, given]) => given === code) ?? [];
      if (user === undefined) return false;
      codes.delete(user);
      welcome.add(user);
      return true;
    },
  };
}
