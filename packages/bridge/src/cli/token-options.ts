import { allowList, maybe, selection } from '../config/option.ts';
import { SCOPES } from '../domain/principal.ts';

/** The flags of `token create`. */
export const tokenOptions = {
  scopes: selection({
    flag: 'scopes',
    choices: SCOPES,
    help: `What a token is good for: ${SCOPES.join(',')} (read,chat)`,
  }),
  principal: maybe({
    flag: 'principal',
    value: 'ID',
    help: 'Whose token it is: another person has tasks of his own (owner); or whose deeds to show',
  }),
  instances: allowList({
    flag: 'only-instances',
    keepsCase: true,
    help: 'A token only for these OpenClaw instances',
  }),
  channels: allowList({ flag: 'only-channels', help: 'A token only for conversations over these channels' }),
  agents: allowList({ flag: 'only-agents', help: 'A token only for sessions of these agents' }),
  sessionPrefixes: allowList({
    flag: 'only-sessions',
    help: 'A token only for sessions whose keys begin like this',
  }),
  expires: maybe({
    flag: 'expires',
    value: 'TIME',
    help: 'How long a token is good: 90d, 12h …; until it is revoked without it',
  }),
};
