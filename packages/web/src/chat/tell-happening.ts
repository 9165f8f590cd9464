import type { Words } from '../words/en.ts';
import type { Happening } from './state/happenings.ts';

/** In the words of the page. */
export function tellHappening(happening: Happening, words: Words['line']['events']): string {
  switch (happening.kind) {
    case 'connecting':
    case 'open':
    case 'offline':
    case 'online':
    case 'delivered':
    case 'resume':
    case 'reset':
    case 'decided':
    case 'stop':
      return words[happening.kind];
    case 'waiting':
      return words.waiting(happening.code);
    case 'stopped':
      return words.stopped(happening.code);
    case 'sent':
    case 'accepted':
    case 'undeliverable':
    case 'refused':
    case 'answered':
    case 'agentBack':
    case 'agentAway':
      return words[happening.kind](happening.text);
  }
}
