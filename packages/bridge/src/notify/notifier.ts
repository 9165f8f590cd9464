import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { parseTarget, type NotifyTarget } from '../domain/notice.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { MessageSender } from '../domain/port/message-sender.ts';
import type { Notifier } from '../domain/port/notifier.ts';
import type { ConfiguredNotifier, Receiver } from '../domain/receiver.ts';
import { allowedHosts } from './allowed-hosts.ts';
import type { Resolve } from '../net/public-address.ts';
import { webhookUrl } from './public-address.ts';
import { sendToRoute } from './route-message.ts';

export interface NotifierOptions {
  readonly notifiers: readonly ConfiguredNotifier[];
  readonly messages: MessageSender;
  /** Its channels are meant where nobody names an instance. */
  readonly defaultInstance: string;
  /** Signs what goes to webhooks that have no secret of their own; asked for with the first of them. */
  readonly secret: () => string;
  /** Hosts that webhooks may reach although they are private: `nas.local`, `nas.local:8080`. */
  readonly allowedHosts: readonly string[];
  /** Of this process; a command gets only a little of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Asks the name server; that of the system without it. */
  readonly resolve?: Resolve;
}

/** Tells webhooks, commands and people that a task has ended. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { notifiers, messages, defaultInstance, secret, environment, clock, resolve } = options;
  const isAllowed = allowedHosts(options.allowedHosts);

  return {
    check(target) {
      const receiver = receiverOf(target, notifiers, 'invalid_input');
      if (receiver.kind === 'webhook') webhookUrl(receiver.url, isAllowed, 'invalid_input');
    },
    async notify(target, notice) {
      const receiver = receiverOf(target, notifiers, 'notify_refused');
      switch (receiver.kind) {
        // What it takes to reach them is loaded with the first: most processes never tell anybody.
        case 'webhook': {
          const { callWebhook } = await import('./webhook.ts');
          const signed = { url: receiver.url, secret: receiver.secret ?? secret() };
          return await callWebhook(signed, notice, { isAllowed, clock, resolve });
        }
        case 'command': {
          const { runCommand } = await import('./command.ts');
          return await runCommand(receiver.command, notice, { environment, clock });
        }
        case 'route': {
          const { kind: _, ...route } = receiver;
          return await sendToRoute({ instance: defaultInstance, ...route }, notice, { messages, clock });
        }
      }
    },
  };
}

function receiverOf(
  target: NotifyTarget,
  notifiers: readonly ConfiguredNotifier[],
  code: 'invalid_input' | 'notify_refused',
): Receiver {
  const parsed = parseTarget(target);
  if (parsed.kind !== 'named') return parsed;
  const found = notifiers.find(({ name }) => name === parsed.name);
  if (found) return found.receiver;
  const names = notifiers.map(({ name }) => name);
  const meant = nearest(parsed.name, names);
  throw new Failure(code, `No notifier is named "${parsed.name}".`, {
    // Another process of the same store may know it.
    retryable: code === 'notify_refused',
    hint:
      meant === undefined
        ? `Configured are: ${names.join(', ') || 'none'}. Others are added under "notify" in config.json5.`
        : `Did you mean "${meant}"?`,
  });
}
