/** Who takes a notice, and how it gets there. */
export type Receiver =
  | {
      readonly kind: 'webhook';
      readonly url: string;
      /** Signs what goes there; without it the one of all webhooks does. */
      readonly secret?: string;
    }
  | {
      readonly kind: 'command';
      /** The program and its arguments. MUST come from the configuration, never from a task. */
      readonly command: readonly [program: string, ...args: string[]];
    }
  | {
      readonly kind: 'route';
      readonly channel: string;
      /** Recipient as the channel names it. */
      readonly to: string;
      readonly accountId?: string;
      readonly threadId?: string;
      /** Whose channel it is; without it the default instance's. */
      readonly instance?: string;
    };

/** A receiver that was configured, so that tasks can ask for it by name. */
export interface ConfiguredNotifier {
  readonly name: string;
  /** Is told of every task, and not only of those that ask for it. */
  readonly always: boolean;
  readonly receiver: Receiver;
}
