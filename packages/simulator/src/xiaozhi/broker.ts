import { background } from '../background.ts';
import { hear, type Heard } from './heard.ts';
import { asObject, parseObject, PROTOCOL, type Wire } from './json-rpc.ts';
import { UNANSWERED } from './keep-alive.ts';
import type { XiaozhiSettings } from './options.ts';
import { Pending, type Answer } from './pending.ts';
import { readTools, type XiaozhiTool } from './tool.ts';
import type { ToolSocket } from './tool-socket.ts';

/** Closes a socket whose frames the cloud does not like. */
const DISLIKED = 4004;

const INITIALIZE = {
  protocolVersion: PROTOCOL,
  capabilities: { sampling: {}, roots: { listChanged: false } },
  clientInfo: { name: 'xz-mcp-broker', version: '0.0.1' },
};

/** The cloud's end of one tool socket: an MCP client that counts its ids from 0. */
export class Broker {
  readonly tools: XiaozhiTool[] = [];
  /** Has it its tools? */
  ready = false;
  readonly #socket: ToolSocket;
  readonly #settings: XiaozhiSettings;
  readonly #onChange: () => void;
  readonly #pending = new Pending();
  #nextId = 0;
  #pings: NodeJS.Timeout | undefined;

  constructor(socket: ToolSocket, settings: XiaozhiSettings, onChange: () => void) {
    this.#socket = socket;
    this.#settings = settings;
    this.#onChange = onChange;
    socket.listen({
      onText: (text) => this.#hear(text),
      onBinary: () => socket.close(DISLIKED, ''),
      onPong: () => {},
      onGone: () => this.#end(),
    });
  }

  get gone(): boolean {
    return this.#socket.gone;
  }

  /** Would a call arrive? */
  get reachable(): boolean {
    return this.ready && this.#socket.reachable;
  }

  /** Initialises, asks for the tools and pings from then on. */
  async start(): Promise<void> {
    const { initializeMs, pingMs } = this.#settings;
    const answer = await this.#request('initialize', INITIALIZE, initializeMs);
    if (!agreesOnProtocol(answer)) return this.#socket.close(DISLIKED, '');
    this.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    if (!this.#socket.gone) this.#pings = setInterval(() => background(this.#ping()), pingMs);
    await this.#readTools();
  }

  async call(name: string, args: Wire, serialNumber: string | null): Promise<Heard> {
    const { callTimeoutMs } = this.#settings;
    const params = { name, arguments: args, serialNumber };
    return hear(await this.#request('tools/call', params, callTimeoutMs), 'cloud', callTimeoutMs);
  }

  async #readTools(params: Wire = {}): Promise<void> {
    const answer = await this.#request('tools/list', params, this.#settings.callTimeoutMs);
    if (answer.kind !== 'result') return;
    const { tools, next } = readTools(answer.result);
    this.tools.push(...tools);
    if (next !== undefined) return this.#readTools({ cursor: next });
    this.ready = !this.#socket.gone;
    this.#onChange();
  }

  async #ping(): Promise<void> {
    const { kind } = await this.#request('ping', {}, this.#settings.pongMs);
    if (kind === 'timeout') await this.#socket.farewell(...UNANSWERED);
  }

  #request(method: string, params: Wire, timeoutMs: number): Promise<Answer> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = this.#pending.expect(id, timeoutMs);
    this.#send({ id, jsonrpc: '2.0', method, params });
    return answer;
  }

  #send(frame: Wire): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(text: string): void {
    const frame = parseObject(text);
    if (frame === undefined || isDisliked(frame)) return this.#socket.close(DISLIKED, '');
    if ('result' in frame || 'error' in frame) this.#pending.hear(frame);
  }

  #end(): void {
    this.ready = false;
    clearInterval(this.#pings);
    this.#pending.close();
    this.#onChange();
  }
}

/** An answer to a notification, or a notification only a client may send. */
function isDisliked(frame: Wire): boolean {
  if (frame['method'] === 'notifications/initialized') return true;
  return 'result' in frame && (frame['id'] === undefined || frame['id'] === null);
}

function agreesOnProtocol(answer: Answer): boolean {
  if (answer.kind !== 'result') return false;
  return asObject(answer.result)?.['protocolVersion'] === PROTOCOL;
}
