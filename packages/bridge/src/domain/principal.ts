/** Who asks: a person, not a connection. Tasks belong to a principal, whatever door they came through. */
export interface Principal {
  readonly id: string;
}

/** The person who runs this bridge. stdio, the terminal and the loopback HTTP door act as the owner. */
export const OWNER: Principal = { id: 'owner' };
