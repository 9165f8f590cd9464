/** How a socket ended, or what is the matter with it. */
export type Ending =
  | { readonly how: 'closed'; readonly code: number; readonly reason: string }
  /** The server answered the handshake with a status of HTTP. */
  | { readonly how: 'refused'; readonly status: number }
  | { readonly how: 'failed'; readonly error: unknown }
  /** Nothing came for so long that nobody can be there. */
  | { readonly how: 'silent' }
  /** The server has forgotten that we are here. */
  | { readonly how: 'zombie' }
  /** The server takes connections and does nothing with them. */
  | { readonly how: 'mute' }
  /** The cloud takes the connection and asks for nothing. */
  | { readonly how: 'ignored' }
  /** We could not make a server for it. */
  | { readonly how: 'unserved' }
  /** Whoever serves there answers, with an error. */
  | { readonly how: 'error'; readonly code: number };
