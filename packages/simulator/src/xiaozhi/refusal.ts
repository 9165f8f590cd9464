import type { Duplex } from 'node:stream';
import { refuseUpgrade } from '../refuse-upgrade.ts';

/** Turns everybody away for a time. */
export class Refusal {
  #refused: { readonly status: number | undefined } | undefined;

  /**
   * From now on nobody is let in.
   * @param status the HTTP status they get; without it the wire is cut
   * @returns lets them in again
   */
  begin(status?: number): () => void {
    const refused = { status };
    this.#refused = refused;
    return () => {
      if (this.#refused === refused) this.#refused = undefined;
    };
  }

  /** @returns whether whoever is on this wire has been turned away */
  refuses(wire: Duplex): boolean {
    if (this.#refused === undefined) return false;
    const { status } = this.#refused;
    if (status === undefined) wire.destroy();
    else refuseUpgrade(wire, status, 'Refused');
    return true;
  }
}
