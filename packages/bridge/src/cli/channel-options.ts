import { choice, maybe } from '../config/option.ts';
import { CHANNEL_POLICIES } from '../domain/channel-plan.ts';

/** The flags of `channel`. */
export const channelOptions = {
  account: maybe({
    flag: 'account',
    value: 'NAME',
    help: 'Which OpenClaw it is, where several come to this clawbridge (default)',
  }),
  relay: maybe({
    flag: 'relay',
    value: 'URL',
    help: 'Where OpenClaw reaches this clawbridge: wss://claw.example.com/openclaw',
  }),
  policy: choice({
    flag: 'policy',
    choices: CHANNEL_POLICIES,
    initial: undefined,
    help: 'Who may write: those you pair (pairing), those you name (allowlist), everybody you invite (open)',
  }),
};
