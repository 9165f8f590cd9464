export type GatewayKind = 'simulator' | 'real';

/** One promise of a gateway. The contract suite proves it on every gateway that makes it. */
export interface Requirement<Id extends string = string> {
  readonly id: Id;
  readonly sentence: string;
  /** A section of the gateway reference, or where it was seen. */
  readonly source: string;
  readonly on: readonly GatewayKind[];
}

export const SEEN = 'seen on openclaw 2026.9.6';

/** A promise of the simulator and of the real gateway. */
export function both<Id extends string>(id: Id, source: string, sentence: string): Requirement<Id> {
  return { id, sentence, source, on: ['simulator', 'real'] };
}
