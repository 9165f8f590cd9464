/** How long things are good for, in seconds. */
export interface Lifetimes {
  readonly accessToken: number;
  /** Of each refresh token; every use makes a new one. */
  readonly refreshToken: number;
  /** After that a person is asked again, however often the tokens were renewed. */
  readonly consent: number;
  /** From the redirect to the request for tokens. */
  readonly code: number;
  /** For reading a page and finding a password. */
  readonly interaction: number;
  /** How long a browser that signed in need not do so again. */
  readonly session: number;
  /** Of a client that was never granted anything. */
  readonly unusedClient: number;
  /** Of a client after the last time it was given tokens. */
  readonly usedClient: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const LIFETIMES: Lifetimes = {
  accessToken: HOUR,
  refreshToken: 30 * DAY,
  consent: 365 * DAY,
  code: 2 * MINUTE,
  interaction: 15 * MINUTE,
  session: 12 * HOUR,
  unusedClient: DAY,
  usedClient: 180 * DAY,
};
