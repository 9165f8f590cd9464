/** One frame on the wire between a tool side and its endpoint. */
export interface XiaozhiFrame {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: 'tool side' | 'endpoint';
  readonly agentId: string;
  /** Which socket, counted from 1 over all endpoints. */
  readonly connection: number;
  /** As it was on the wire; empty for a binary frame. */
  readonly text: string;
  /** Its length in UTF-8. */
  readonly bytes: number;
}

const KEPT = 10_000;

/** The newest 10,000 frames of all endpoints, in the order of the wire. */
export class FrameLog {
  readonly #frames: XiaozhiFrame[] = [];
  readonly #listeners = new Set<(frame: XiaozhiFrame) => void>();

  #connections = 0;

  /** The number of the next socket. */
  nextConnection(): number {
    this.#connections += 1;
    return this.#connections;
  }

  all(): readonly XiaozhiFrame[] {
    return this.#frames.slice(-KEPT);
  }

  note(frame: Omit<XiaozhiFrame, 'at' | 'bytes'>): void {
    const noted = { at: Date.now(), bytes: Buffer.byteLength(frame.text), ...frame };
    this.#frames.push(noted);
    if (this.#frames.length > 2 * KEPT) this.#frames.splice(0, KEPT);
    for (const listener of this.#listeners) listener(noted);
  }

  /** The first frame that fits, past or future. */
  frame(fits: (frame: XiaozhiFrame) => boolean): Promise<XiaozhiFrame> {
    const past = this.all().find(fits);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve) => {
      const listener = (frame: XiaozhiFrame) => {
        if (!fits(frame)) return;
        this.#listeners.delete(listener);
        // Whoever waited for it finds what it led to.
        setImmediate(() => resolve(frame));
      };
      this.#listeners.add(listener);
    });
  }
}
