import { readToolsAsConsole } from './console.ts';
import type { XiaozhiDevice } from './device.ts';
import type { FrameLog, XiaozhiFrame } from './frame-log.ts';
import type { Life } from './life.ts';
import type { News } from './news.ts';
import type { Address } from './side.ts';
import type { XiaozhiTool } from './tool.ts';
import { connectToolSide, type ToolSide } from './tool-side.ts';
import type { DropOptions } from './tool-socket.ts';

/** One endpoint: the agent of a person, with whoever serves its tools and whoever calls them. */
export interface SimulatedEndpoint extends Address {
  /** What went over its tool sockets. */
  readonly frames: readonly XiaozhiFrame[];
  /** The first frame that fits, past or future. */
  frame(fits: (frame: XiaozhiFrame) => boolean): Promise<XiaozhiFrame>;
  /** How many tool sockets it believes to be open. */
  connections(): number;
  /** Resolves when it has so many tool sockets. */
  waitForConnections(count: number): Promise<void>;
  /** Would a call reach a tool side? In the cloud: has it told its tools? */
  isRegistered(): boolean;
  waitForRegistered(): Promise<void>;
  waitForUnregistered(): Promise<void>;
  /**
   * Somebody speaks to a device, as soon as there is a tool side.
   * @param serial of the device; only the cloud passes it on
   */
  device(serial?: string): Promise<XiaozhiDevice>;
  /** Its tools as the web console of a server of one's own reads them. */
  readToolsAsConsole(): Promise<readonly XiaozhiTool[]>;
  /** Sends a text over its newest tool socket, whatever it is. */
  send(text: string): void;
  /** Ends its tool sockets: with a close frame if there is a code, else without. */
  drop(how?: DropOptions): void;
  /** Takes nothing off the wires of its tool sockets, until the returned function is called. */
  pauseReading(): () => void;
  /** Cuts the wires of its tool sockets without either end being told. */
  halfOpen(): void;
  /** Another bridge dials in here. */
  replace(): Promise<ToolSide>;
}

/** What an endpoint knows of the xiaozhi it belongs to. */
export interface Surroundings {
  readonly log: FrameLog;
  readonly news: News;
  /** None while it is stopped. */
  life(): Life | undefined;
}

export function simulatedEndpoint(address: Address, around: Surroundings): SimulatedEndpoint {
  const { agentId, url, callUrl } = address;
  const { log, news } = around;
  const mine = (frame: XiaozhiFrame) => frame.agentId === agentId;
  const sockets = () => around.life()?.toolSockets(agentId) ?? [];
  const isRegistered = () => around.life()?.side.isRegistered(agentId) === true;
  const waitForRegistered = () => news.until(isRegistered);

  async function device(serial?: string): Promise<XiaozhiDevice> {
    await waitForRegistered();
    const { side } = around.life() ?? {};
    if (side === undefined) throw new Error('this xiaozhi is stopped');
    return side.openDevice(address, serial);
  }

  return {
    ...address,
    get frames() {
      return log.all().filter(mine);
    },
    frame: (fits) => log.frame((frame) => mine(frame) && fits(frame)),
    connections: () => sockets().length,
    waitForConnections: (count) => news.until(() => sockets().length === count),
    isRegistered,
    waitForRegistered,
    waitForUnregistered: () => news.until(() => !isRegistered()),
    device,
    readToolsAsConsole: () => readToolsAsConsole(callUrl),
    send: (text) => sockets().at(-1)?.send(text),
    drop: (how) => sockets().forEach((socket) => socket.drop(how)),
    pauseReading() {
      const resumes = sockets().map((socket) => socket.pauseReading());
      return () => resumes.forEach((resume) => resume());
    },
    halfOpen() {
      sockets().forEach((socket) => socket.deafen());
      news.tell();
    },
    replace: () => connectToolSide(url),
  };
}
