import { background } from '../background.ts';
import { Broker } from './broker.ts';
import { cloudDevice } from './cloud-device.ts';
import type { XiaozhiDevice } from './device.ts';
import type { Lock } from './lock.ts';
import type { News } from './news.ts';
import type { XiaozhiSettings } from './options.ts';
import type { Address, Admission, Side } from './side.ts';
import { readCloudToken } from './tokens.ts';
import type { ToolSocket } from './tool-socket.ts';

/** The maker's cloud: an agent may have several tool sides. */
export class Cloud implements Side {
  readonly #settings: XiaozhiSettings;
  readonly #lock: Lock;
  readonly #news: News;
  readonly #brokers = new Map<string, Broker[]>();

  constructor(settings: XiaozhiSettings, lock: Lock, news: News) {
    this.#settings = settings;
    this.#lock = lock;
    this.#news = news;
  }

  admit({ pathname, searchParams }: URL): Admission {
    if (pathname !== '/mcp/') return { kind: 'http', status: 404, reason: 'Not Found' };
    const claims = readCloudToken(searchParams.get('token') ?? '');
    const exp = claims?.['exp'] ?? Infinity;
    const valid = claims?.['purpose'] === 'mcp-endpoint' && Number(exp) * 1000 > Date.now();
    if (!valid) return { kind: 'http', status: 401, reason: 'Unauthorized' };
    return { kind: 'tool side', agentId: String(claims['agentId']) };
  }

  admitToolSide(socket: ToolSocket): void {
    const { agentId } = socket;
    const broker = new Broker(socket, this.#settings, () => this.#news.tell());
    const others = this.#brokers.get(agentId)?.filter(({ gone }) => !gone) ?? [];
    this.#brokers.set(agentId, [...others, broker]);
    this.#lock.pass(() => background(broker.start()));
  }

  async openDevice({ agentId }: Address, serial?: string): Promise<XiaozhiDevice> {
    return cloudDevice(() => this.#broker(agentId), serial ?? null);
  }

  registered(): readonly string[] {
    return [...this.#brokers.keys()].filter((agentId) => this.isRegistered(agentId));
  }

  isRegistered(agentId: string): boolean {
    return this.#brokers.get(agentId)?.some(({ reachable }) => reachable) === true;
  }

  /** The newest tool side that has told its tools. */
  #broker(agentId: string): Broker | undefined {
    return this.#brokers.get(agentId)?.findLast(({ ready }) => ready);
  }
}
