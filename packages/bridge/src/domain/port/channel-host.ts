import type { ConfigChange, HostConfig } from '../channel-plan.ts';

/** The OpenClaw a channel is installed into: the one of this machine, by its own command line. Errors: `config_invalid`. */
export interface ChannelHost {
  /** As people would run it: what a dry run prints. */
  describe(step: ChannelStep): string;
  readConfig(): HostConfig;
  /** The same again is an update. */
  installPlugin(archive: string): Promise<void>;
  uninstallPlugin(): Promise<void>;
  /** All or none. Values never stand on a command line: others could read it. */
  change(changes: readonly ConfigChange[]): Promise<void>;
  /** Takes away what stands under a path. */
  unset(path: string): Promise<void>;
  /** What OpenClaw itself says of the channel. */
  status(): Promise<ChannelHostStatus>;
}

export type ChannelStep =
  | { readonly kind: 'install'; readonly archive: string }
  | { readonly kind: 'uninstall' }
  | { readonly kind: 'unset'; readonly path: string }
  | { readonly kind: 'change'; readonly file: string };

export interface ChannelHostStatus {
  /** Its settings are there. */
  readonly isInstalled: boolean;
  /** Without a gateway nobody runs it, and there are no accounts. */
  readonly isGatewayRunning: boolean;
  readonly accounts: readonly ChannelAccountStatus[];
}

export interface ChannelAccountStatus {
  readonly account: string;
  readonly isRunning: boolean;
  readonly isConnected: boolean;
  readonly url?: string;
  /** What keeps it from being connected. */
  readonly lastError?: string;
}
