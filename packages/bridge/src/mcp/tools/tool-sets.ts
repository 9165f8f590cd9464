import { holds, type Principal } from '../../domain/principal.ts';
import { chatSet } from './chat-set.ts';
import { conversationsSet } from './conversations-set.ts';
import type { ToolSetName } from './tool-set-names.ts';
import type { Tool } from './tool.ts';
import { requireVoice } from './voice/require-voice.ts';
import type { VoiceSet } from './voice/voice-set.ts';

const SETS: Readonly<Record<ToolSetName, (voiceSet: VoiceSet | undefined) => readonly Tool[]>> = {
  chat: () => chatSet,
  conversations: () => conversationsSet,
  voice: (voiceSet) => requireVoice(voiceSet).tools,
};

/** The tools of these sets, in the order clients show. The voice set is not for everybody, and comes with the door. */
export function toolsOf(names: readonly ToolSetName[], voiceSet?: VoiceSet): readonly Tool[] {
  return names.flatMap((name) => SETS[name](voiceSet));
}

/** What a model is told of these sets at the beginning, as far as this principal may use them. */
export function instructionsFor(
  names: readonly ToolSetName[],
  principal: Principal,
  voiceSet?: VoiceSet,
): string {
  const told = ['Talks to OpenClaw, a personal AI assistant with its own tools, memory and channels.'];
  if (names.includes('chat') && holds(principal, 'chat'))
    told.push(
      'openclaw_chat asks and waits; openclaw_chat_async hands over long work and openclaw_task_status fetches the answer.',
      'Pass the session_id of an answer to go on in the same conversation.',
    );
  if (names.includes('conversations')) told.push(...conversationsTold(principal));
  if (names.includes('voice')) told.push(requireVoice(voiceSet).instructions);
  if (names.includes('chat') && holds(principal, 'read'))
    told.push('If something fails, openclaw_status tells what is wrong.');
  return told.join(' ');
}

function conversationsTold(principal: Principal): string[] {
  const told: string[] = [];
  if (holds(principal, 'read'))
    told.push(
      'conversations_list shows what OpenClaw talks about with people over its channels, messages_read what was said;',
      'events_wait waits for what happens next: keep next_cursor and epoch together.',
    );
  if (holds(principal, 'chat')) told.push('messages_send writes to a person.');
  if (holds(principal, 'approve'))
    told.push('permissions_respond is only for decisions the user has made: never decide by yourself.');
  return told;
}
