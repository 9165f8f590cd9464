import { background } from '../background.ts';
import type { XiaozhiSettings } from './options.ts';
import type { ToolSocket } from './tool-socket.ts';

/** How a socket is closed that leaves a ping unanswered: code, reason, and how long the goodbye may take. */
export const UNANSWERED = [1011, 'keepalive ping timeout', 1000] as const;

/** Pings a socket, and ends it when a pong does not come in time. */
export function keepAlive(
  socket: ToolSocket,
  { pingMs, pongMs }: XiaozhiSettings,
): { readonly pong: () => void; readonly stop: () => void } {
  let overdue: NodeJS.Timeout | undefined;
  const pings = setInterval(() => {
    socket.ping();
    overdue ??= setTimeout(() => background(socket.farewell(...UNANSWERED)), pongMs);
  }, pingMs);
  return {
    pong: () => {
      clearTimeout(overdue);
      overdue = undefined;
    },
    stop: () => {
      clearInterval(pings);
      clearTimeout(overdue);
    },
  };
}
