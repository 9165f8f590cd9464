/** Bytes of one frame, either way. A socket that sends more is closed before it is read. */
export const MAX_FRAME_BYTES = 1024 * 1024;

/** UTF-16 units of what a person or an agent says at once: even as Chinese, escaped, it fits into a frame. */
export const MAX_TEXT_CHARS = 150_000;

export const MAX_TITLE_CHARS = 200;
export const MAX_FILE_NAME_CHARS = 200;

/** Files on one message. */
export const MAX_ATTACHMENTS = 10;

/** Bytes of one file. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** What a browser says it holds, when it comes back; of the others it is told the head. */
export const MAX_RESUMED_THREADS = 200;

/** Entries that are sent again after a break. Whoever missed more reads the newest page instead. */
export const MAX_REPLAY = 200;

/** Entries of one page of history. */
export const MAX_PAGE = 100;

/** Parts of an answer that is being written are sent at most that often. A person sees no more. */
export const PARTIAL_EVERY_MS = 80;

/** How often each end makes sure that the other one is there. */
export const BEAT_MS = 20_000;

/** The longest wait before dialling again. */
export const RECONNECT_MOST_MS = 10_000;
