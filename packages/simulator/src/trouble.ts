/** What goes wrong between the gateway and its clients, on purpose. */
export class Trouble {
  /** How often each of the next messages is told. */
  readonly #copies: number[] = [];
  #framesLeft: number | undefined;

  /** The next messages are told this often each: 0 loses them. */
  tellNextMessages(count: number, copies: number): void {
    for (let i = 0; i < count; i += 1) this.#copies.push(copies);
  }

  /** Each frame to a client counts; the connection that takes the last of them is cut. */
  cutAfter(frames: number): void {
    this.#framesLeft = frames;
  }

  copiesOf(event: string): number {
    return event === 'session.message' ? (this.#copies.shift() ?? 1) : 1;
  }

  /** Is this the frame after which the connection is cut? */
  isLastFrame(): boolean {
    if (this.#framesLeft === undefined) return false;
    this.#framesLeft -= 1;
    if (this.#framesLeft > 0) return false;
    this.#framesLeft = undefined;
    return true;
  }
}
