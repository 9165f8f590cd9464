import { choice, maybe } from '../config/option.ts';
import { CHANNEL_POLICIES } from '../domain/channel-plan.ts';
export const placeholder = { choice, maybe, CHANNEL_POLICIES };
