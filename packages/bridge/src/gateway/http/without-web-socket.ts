import { Failure, recordOf } from '../../domain/failure.ts';
import type { GatewayOutlet } from '../outlet.ts';

type WebSocketOnly = Omit<GatewayOutlet, 'run' | 'rejoin' | 'reach' | 'probe' | 'close'>;

/** What OpenClaw has no HTTP endpoint for: each says so. */
export function withoutWebSocket(): WebSocketOnly {
  const refuse = (what: string) => () => Promise.reject(missing(what));
  const [reading, deciding] = [refuse('shows no conversations'), refuse('shows no approvals')];
  return {
    sendMessage: refuse('sends no messages to people'),
    sessions: reading,
    session: reading,
    newest: reading,
    tail: reading,
    since: reading,
    around: reading,
    message: reading,
    pending: deciding,
    decide: deciding,
    outcome: deciding,
    ended: deciding,
    listen(_, hearing) {
      let stopped = false;
      queueMicrotask(() => {
        if (!stopped) hearing.onLost(recordOf(missing('tells nothing of what happens')));
      });
      return () => {
        stopped = true;
      };
    },
  };
}

function missing(what: string): Failure {
  return new Failure('endpoint_missing', `Over HTTP OpenClaw ${what}.`, {
    hint: 'It takes the WebSocket: use --outlet auto or ws for this instance.',
  });
}
