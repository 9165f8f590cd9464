import { afterEach, it } from 'vitest';
import type { XiaozhiMode, XiaozhiOptions } from '../options.ts';
import { xiaozhiRequirements, type XiaozhiRequirementId } from '../requirements.ts';
import { startXiaozhi, type Xiaozhi } from '../xiaozhi.ts';
import { RawSide, type RawOptions } from './raw-side.ts';

/** What the tests of one mode share. */
export class XiaozhiContract {
  readonly mode: XiaozhiMode;
  readonly #cited = new Set<string>();
  readonly #running: Xiaozhi[] = [];
  readonly #sides: RawSide[] = [];

  constructor(mode: XiaozhiMode) {
    this.mode = mode;
    afterEach(async () => {
      for (const side of this.#sides.splice(0)) side.leave();
      await Promise.all(this.#running.splice(0).map((xiaozhi) => xiaozhi.stop()));
    });
  }

  /** A test, and what it proves. */
  prove(ids: readonly XiaozhiRequirementId[], title: string, test: () => Promise<void>): void {
    for (const id of ids) this.#cited.add(id);
    it(`${title} [${ids.join(', ')}]`, test);
  }

  /** What this mode promises and no test proves. */
  unproven(): readonly string[] {
    return xiaozhiRequirements
      .filter(({ mode, id }) => mode === this.mode && !this.#cited.has(id))
      .map(({ id }) => id);
  }

  /** Starts one that ends with the test. */
  async start(options: Omit<XiaozhiOptions, 'mode'> = {}): Promise<Xiaozhi> {
    const xiaozhi = await startXiaozhi({ mode: this.mode, ...options });
    this.#running.push(xiaozhi);
    return xiaozhi;
  }

  /** Dials in on the bare wire; the socket ends with the test. */
  dial(url: string, options?: RawOptions): RawSide {
    const side = new RawSide(url, options);
    this.#sides.push(side);
    return side;
  }

  /** Dials in on the bare wire, and waits until it is open. */
  async raw(url: string, options?: RawOptions): Promise<RawSide> {
    const side = this.dial(url, options);
    await side.opened;
    return side;
  }

  /** Dials in as a tool side that answers everything, unless `answer` answers otherwise. */
  async serving(url: string, answer?: RawOptions['answer']): Promise<RawSide> {
    return this.raw(url, { serve: true, ...(answer && { answer }) });
  }
}
