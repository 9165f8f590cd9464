import { once } from 'node:events';
import { WebSocket } from 'ws';
import { hear, type Heard } from './heard.ts';
import { parseObject, PROTOCOL, type Wire } from './json-rpc.ts';
import { Pending } from './pending.ts';
import { readTools, type XiaozhiTool } from './tool.ts';
import { ToolNames } from './tool-names.ts';

/** Somebody who asks, with his tools. */
export interface XiaozhiDevice {
  /** As the device knows them: their names may be rewritten. */
  readonly tools: readonly XiaozhiTool[];
  /** Calls a tool by the name the device knows, and says what the person gets of it. */
  call(name: string, args?: Wire): Promise<Heard>;
  close(): void;
}

export interface DeviceOptions {
  /** How long it waits for its tools, and for each call; 30 s. */
  readonly timeoutMs?: number;
}

/** Of a frame the device takes so many bytes. */
const MAX_PAYLOAD = 1_048_576;

const INITIALIZE_ID = 1;
const LIST_ID = 2;

/**
 * A device session on a server of one's own, as `xiaozhi-esp32-server` holds it. Errors: an Error if there is no tool side,
 * or none that tells its tools in time.
 */
export async function createDevice(
  callUrl: string,
  { timeoutMs = 30_000 }: DeviceOptions = {},
): Promise<XiaozhiDevice> {
  const socket = new WebSocket(callUrl, { perMessageDeflate: false, maxPayload: MAX_PAYLOAD });
  const device = new RunningDevice(socket, timeoutMs);
  await once(socket, 'open');
  // From here on errors of the wire end in `close`.
  socket.on('error', () => {});
  const impatient = setTimeout(() => socket.terminate(), timeoutMs);
  try {
    await device.begin();
    return device;
  } catch (error) {
    socket.terminate();
    throw error;
  } finally {
    clearTimeout(impatient);
  }
}

class RunningDevice implements XiaozhiDevice {
  readonly #ready: Promise<void>;
  readonly #socket: WebSocket;
  readonly #timeoutMs: number;
  readonly #pending = new Pending();
  readonly #names = new ToolNames();
  #becomeReady: () => void = () => {};
  #fail: (error: Error) => void = () => {};
  #lastCall = 0;

  constructor(socket: WebSocket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    this.#ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#fail = reject;
    });
    // Whoever waits for it sees the failure; later it is of no interest.
    this.#ready.catch(() => {});
    socket.on('message', (data) => this.#hear((data as Buffer).toString()));
    socket.on('close', () => this.#end());
  }

  get tools(): readonly XiaozhiTool[] {
    return this.#names.tools();
  }

  /** Its first three frames go out without waiting for an answer. Resolves when it has its tools. */
  begin(): Promise<void> {
    const capabilities = { roots: { listChanged: true }, sampling: {} };
    const clientInfo = { name: 'XiaozhiMCPEndpointClient', version: '1.0.0' };
    const params = { protocolVersion: PROTOCOL, capabilities, clientInfo };
    this.#send({ jsonrpc: '2.0', id: INITIALIZE_ID, method: 'initialize', params });
    this.#send({ jsonrpc: '2.0', method: 'notifications/initialized', params: {} });
    this.#send({ jsonrpc: '2.0', id: LIST_ID, method: 'tools/list' });
    return this.#ready;
  }

  async call(name: string, args: Wire = {}): Promise<Heard> {
    if (this.#socket.readyState !== this.#socket.OPEN) return this.#heard({ kind: 'closed' });
    // The ids of calls begin with 1 again.
    this.#lastCall += 1;
    const id = this.#lastCall;
    const answer = this.#pending.expect(id, this.#timeoutMs);
    const params = { name: this.#names.original(name), arguments: args };
    this.#send({ jsonrpc: '2.0', id, method: 'tools/call', params });
    return this.#heard(await answer);
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const frame = parseObject(text);
    // What the tool side asks or says of itself is heard by nobody.
    if (frame === undefined || !('result' in frame || 'error' in frame)) return;
    if (this.#pending.hear(frame) || frame['id'] !== LIST_ID) return;
    this.#hearTools(frame);
  }

  #hearTools({ result, error }: Wire): void {
    if (error !== undefined && error !== null) return this.#fail(new Error(JSON.stringify(error)));
    const { tools, next } = readTools(result);
    this.#names.add(tools);
    if (next === undefined) return this.#becomeReady();
    this.#send({ jsonrpc: '2.0', id: LIST_ID, method: 'tools/list', params: { cursor: next } });
  }

  #end(): void {
    this.#pending.close();
    this.#fail(new Error('the socket of the device is closed'));
  }

  #heard(answer: Parameters<typeof hear>[0]): Heard {
    return hear(answer, 'selfhosted', this.#timeoutMs);
  }

  #send(frame: Wire): void {
    this.#socket.send(JSON.stringify(frame));
  }
}
