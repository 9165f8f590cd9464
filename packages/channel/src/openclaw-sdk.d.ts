/**
 * What this plugin uses of OpenClaw's plugin SDK (2026.9), written down by hand: type-checking needs no OpenClaw. The tests
 * against the real gateway prove that it is like that.
 */

declare module 'openclaw/plugin-sdk/channel-core' {
  export interface OpenClawConfig {
    readonly channels?: Readonly<Record<string, unknown>>;
    readonly session?: { readonly dmScope?: string };
  }

  export interface Log {
    info?(text: string): void;
    warn?(text: string): void;
    error?(text: string): void;
  }

  export interface Peer {
    readonly kind: 'direct';
    readonly id: string;
  }

  export interface AgentRoute {
    readonly agentId: string;
    readonly accountId: string;
    readonly sessionKey: string;
  }

  export interface SessionRoute {
    readonly sessionKey: string;
    readonly baseSessionKey: string;
    readonly to: string;
  }

  export interface ReplyPayload {
    readonly text?: string;
    readonly mediaUrl?: string;
    readonly mediaUrls?: readonly string[];
    readonly replyToId?: string;
    readonly isError?: boolean;
    readonly channelData?: Readonly<Record<string, unknown>>;
  }

  export interface Ingress {
    readonly ingress: { readonly admission: string; readonly reasonCode?: string };
    readonly senderAccess: { readonly allowed: boolean };
    readonly commandAccess: { readonly requested: boolean; readonly authorized: boolean };
  }

  export interface ReplyOptions {
    readonly turnAdoptionLifecycle?: { onAdopted(): void };
    readonly disableTools?: boolean;
    readonly disableBlockStreaming?: boolean;
    readonly suppressDefaultToolProgressMessages?: boolean;
    onPartialReply?(payload: { readonly text?: string }): boolean;
    onToolStart?(event: ToolStart): boolean;
    onItemEvent?(event: ItemEvent): boolean;
  }

  export interface ToolStart {
    readonly toolCallId?: string;
    readonly name?: string;
    readonly phase?: string;
  }

  export interface ItemEvent {
    readonly itemId?: string;
    readonly toolCallId?: string;
    readonly kind?: string;
    readonly title?: string;
    readonly name?: string;
    readonly phase?: string;
    readonly status?: string;
    readonly suppressChannelProgress?: boolean;
    readonly hideFromChannelProgress?: boolean;
  }

  export interface DispatchResult {
    readonly visibleReplySent: boolean;
    readonly messageIds?: readonly string[];
  }

  /** What OpenClaw hands a channel that runs inside its gateway. */
  export interface ChannelRuntime {
    readonly routing: {
      resolveAgentRoute(params: object): AgentRoute;
      buildAgentSessionKey(params: object): string;
    };
    readonly commands: { shouldComputeCommandAuthorized(text: string, cfg: OpenClawConfig): boolean };
    readonly pairing: {
      readAllowFromStore(params: object): Promise<readonly string[]>;
      upsertPairingRequest(params: object): Promise<{ readonly code: string }>;
      buildPairingReply(params: object): string;
    };
    readonly media: {
      saveMediaBuffer(
        bytes: Buffer,
        contentType: string,
        folder: string,
        maxBytes: number,
        name: string,
      ): Promise<{ readonly path: string; readonly contentType?: string }>;
    };
    readonly inbound: {
      readonly ingress: { resolve(params: object): Promise<Ingress> };
      buildContext(params: object): unknown;
      dispatch(params: {
        readonly cfg: OpenClawConfig;
        readonly channel: string;
        readonly accountId: string;
        readonly route: object;
        readonly ctxPayload: unknown;
        readonly delivery: {
          deliver(payload: ReplyPayload, info?: { readonly kind?: string }): Promise<DispatchResult>;
          durable(payload: ReplyPayload, info?: { readonly kind?: string }): object | false;
          onError(error: unknown, info?: { readonly kind?: string }): void;
        };
        readonly replyPipeline: {
          readonly typing: {
            start(): Promise<void>;
            stop(): Promise<void>;
            onStartError(error: unknown): void;
          };
        };
        readonly replyOptions: ReplyOptions;
        readonly record: { onRecordError(error: unknown): void };
      }): Promise<unknown>;
    };
  }

  export interface PluginRuntime {
    readonly version?: string;
    readonly state: { resolveStateDir(): string };
    readonly channel: ChannelRuntime;
  }

  /** One account of a channel that is to run, until `abortSignal` says otherwise. */
  export interface AccountContext<A> {
    readonly cfg: OpenClawConfig;
    readonly account: A;
    readonly abortSignal: AbortSignal;
    readonly log?: Log;
    setStatus(patch: object): void;
  }

  export function createChatChannelPlugin(params: object): object;
  export function defineChannelPluginEntry(params: object): object;
  export function defineSetupPluginEntry(plugin: object): object;
  export function buildChannelOutboundSessionRoute(params: object): SessionRoute;
}

declare module 'openclaw/plugin-sdk/status-helpers' {
  export function createComputedAccountStatusAdapter(params: object): object;
  export function createDefaultChannelRuntimeState(accountId: string, extra: object): object;
}

declare module 'openclaw/plugin-sdk/gateway-runtime' {
  export function channelReadyPatch(params: { readonly accountId: string }): object;
  export function channelStoppedPatch(params: { readonly accountId: string }): object;
}

declare module 'openclaw/plugin-sdk/channel-ingress-runtime' {
  export function defineStableChannelIngressIdentity(params: {
    readonly key: string;
    readonly sensitivity: string;
    normalize(value: string): string | null;
  }): object;
}

declare module 'openclaw/plugin-sdk/channel-inbound' {
  export function toInboundMediaFacts(
    files: readonly {
      readonly path: string;
      readonly contentType: string | undefined;
      readonly messageId: string;
    }[],
  ): readonly unknown[];
}

declare module 'openclaw/plugin-sdk/channel-outbound' {
  import type { OpenClawConfig, ReplyPayload } from 'openclaw/plugin-sdk/channel-core';

  /** Something core has to have sent, with what it must be told on the way. */
  export interface SendContext {
    readonly cfg: OpenClawConfig;
    readonly to: string;
    readonly text?: string;
    readonly accountId?: string | null;
    readonly replyToId?: string | null;
    readonly deliveryQueueId?: string;
    readonly deliveryPartIndex?: number;
    readonly mediaUrl?: string;
    readonly mediaAccess?: object;
    readonly mediaLocalRoots?: readonly string[];
    readonly payload?: ReplyPayload;
    mediaReadFile?(path: string): Promise<Buffer>;
    onPlatformSendDispatch?(): Promise<void>;
    assertDirectAdapterHandoff?(): void;
  }

  export interface Sent {
    readonly messageId: string;
    readonly receipt: object;
  }

  export function defineChannelMessageAdapter(params: object): object;
  export function createMessageReceiptFromOutboundResults(params: object): object;
  export function deriveDurableFinalDeliveryRequirements(params: object): object;
}

declare module 'openclaw/plugin-sdk/outbound-media' {
  export function loadOutboundMediaFromUrl(
    url: string,
    options: object,
  ): Promise<{ readonly buffer: Buffer; readonly contentType?: string; readonly fileName?: string }>;
}

declare module 'openclaw/plugin-sdk/approval-reply-runtime' {
  export function resolveExecApprovalCommandDisplay(request: object): { readonly commandText: string };
  export function resolveExecApprovalRequestAllowedDecisions(request: object): readonly string[];
}

declare module 'openclaw/plugin-sdk/approval-auth-runtime' {
  export function markImplicitSameChatApprovalAuthorization<T extends object>(result: T): T;
}

declare module 'openclaw/plugin-sdk/runtime-store' {
  export function createPluginRuntimeStore<T>(message: string): {
    setRuntime(runtime: T): void;
    getRuntime(): T;
  };
}

declare module 'openclaw/plugin-sdk/channel-secret-basic-runtime' {
  export function createSimpleChannelSecretContract(params: object): object;
}

declare module 'openclaw/plugin-sdk/infra-runtime' {
  import type { Log, OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';

  export function drainPendingDeliveries(params: {
    readonly drainKey: string;
    readonly logLabel: string;
    readonly cfg: OpenClawConfig;
    readonly log: Required<Log>;
    selectEntry(entry: { readonly channel: string; readonly accountId?: string }): {
      readonly match: boolean;
      readonly bypassBackoff: boolean;
    };
  }): Promise<void>;
}
