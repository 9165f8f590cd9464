import { maybe, toggle } from '../config/option.ts';

/** Flags of `clawbridge invite`. */
export const inviteOptions = {
  list: toggle({ flag: 'list', help: 'Who was invited, and when he was here last' }),
  revoke: maybe({
    flag: 'revoke',
    value: 'NAME',
    help: 'Let somebody in no more: his browsers are signed out, and his invites are good for nothing',
  }),
};
