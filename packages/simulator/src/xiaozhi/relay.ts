import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { background } from '../background.ts';
import { createDevice, type XiaozhiDevice } from './device.ts';
import { keepAlive } from './keep-alive.ts';
import { parseObject, type Wire } from './json-rpc.ts';
import type { Lock } from './lock.ts';
import type { News } from './news.ts';
import type { XiaozhiSettings } from './options.ts';
import { page } from './page.ts';
import { forwardFailed, notConnected } from './relay-error.ts';
import { fromRelayId, withRelayId } from './relay-id.ts';
import type { Address, Admission, Side } from './side.ts';
import { readSelfhostedToken } from './tokens.ts';
import type { ToolSocket } from './tool-socket.ts';

const PATHS = { '/mcp_endpoint/mcp/': 'tool side', '/mcp_endpoint/call/': 'device' } as const;

/** A server of one's own: it passes frames between devices and the one tool side of their agent. */
export class Relay implements Side {
  readonly #settings: XiaozhiSettings;
  readonly #serverKey: string;
  readonly #lock: Lock;
  readonly #news: News;
  readonly #toolSides = new Map<string, ToolSocket>();
  readonly #devices = new Map<string, WebSocket>();

  constructor(settings: XiaozhiSettings, serverKey: string, lock: Lock, news: News) {
    this.#settings = settings;
    this.#serverKey = serverKey;
    this.#lock = lock;
    this.#news = news;
  }

  admit({ pathname, searchParams }: URL): Admission {
    const kind = PATHS[pathname as keyof typeof PATHS];
    if (kind === undefined) return { kind: 'http', status: 403, reason: 'Forbidden' };
    const token = searchParams.get('token');
    if (token === null || token === '') return turnedAway('缺少token参数');
    const text = readSelfhostedToken(this.#serverKey, token);
    if (text === undefined || text === '') return turnedAway('token解密失败');
    const said = parseObject(text);
    if (said === undefined) return turnedAway('token数据格式错误');
    const { agentId } = said;
    if (typeof agentId !== 'string' || agentId === '') return turnedAway('无对应agentId');
    return { kind, agentId };
  }

  page(url: URL): object | undefined {
    return page(url, this.#serverKey);
  }

  admitToolSide(socket: ToolSocket): void {
    const { agentId } = socket;
    const alive = keepAlive(socket, this.#settings);
    socket.listen({
      onText: (text) => this.#lock.pass(() => this.#fromToolSide(text)),
      onBinary: () => socket.close(1000, ''),
      onPong: alive.pong,
      onGone: () => {
        alive.stop();
        this.#lock.pass(() => this.#unregister(socket));
      },
    });
    this.#lock.hold((release) => background(this.#register(agentId, socket).then(release)));
  }

  admitDevice(socket: WebSocket, agentId: string): void {
    const id = randomUUID();
    socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close(1000, '');
      const text = (data as Buffer).toString();
      this.#lock.pass(() => this.#fromDevice(id, agentId, text));
    });
    socket.on('close', () => this.#devices.delete(id));
    // Errors of the wire end in `close`.
    socket.on('error', () => {});
    this.#lock.pass(() => this.#devices.set(id, socket));
  }

  openDevice({ callUrl }: Address): Promise<XiaozhiDevice> {
    return createDevice(callUrl, { timeoutMs: this.#settings.callTimeoutMs });
  }

  isRegistered(agentId: string): boolean {
    return this.#toolSides.get(agentId)?.reachable === true;
  }

  registered(): readonly string[] {
    return [...this.#toolSides.keys()].filter((agentId) => this.isRegistered(agentId));
  }

  /** Whoever was there before is closed first, and everybody waits until he is. */
  async #register(agentId: string, socket: ToolSocket): Promise<void> {
    const old = this.#toolSides.get(agentId);
    await old?.farewell(1000, '新连接替换', this.#settings.blockMs);
    // Without anything to wait for it is registered before its socket tells of anything.
    this.#toolSides.set(agentId, socket);
    this.#news.tell();
  }

  /** The zombie: as it is, whoever leaves takes his successor with him. */
  #unregister(socket: ToolSocket): void {
    const { zombie } = this.#settings;
    if (zombie || this.#toolSides.get(socket.agentId) === socket) this.#toolSides.delete(socket.agentId);
    this.#news.tell();
  }

  #fromDevice(device: string, agentId: string, text: string): void {
    const frame = parseFrame(text);
    if (frame === 'dropped') return;
    const id = frame?.['id'] ?? null;
    const toolSide = this.#toolSides.get(agentId);
    if (toolSide === undefined) return this.#tell(device, notConnected(agentId, id));
    if (!toolSide.open) return this.#tell(device, forwardFailed(agentId, id));
    // What is no JSON is passed on as it is.
    toolSide.send(frame === undefined ? text : JSON.stringify(withRelayId(frame, device)));
  }

  #fromToolSide(text: string): void {
    const frame = parseObject(text);
    const answer = frame && fromRelayId(frame);
    if (answer !== undefined) this.#tell(answer.device, answer.frame);
  }

  #tell(device: string, frame: Wire): void {
    this.#devices.get(device)?.send(JSON.stringify(frame));
  }
}

/** The object a device sent, undefined if it is no JSON; other JSON gets lost. */
function parseFrame(text: string): Wire | 'dropped' | undefined {
  const frame = parseObject(text);
  if (frame !== undefined) return frame;
  try {
    JSON.parse(text);
    return 'dropped';
  } catch {
    return undefined;
  }
}

function turnedAway(reason: string): Admission {
  return { kind: 'close', code: 1008, reason };
}
