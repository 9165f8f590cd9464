/** What clients take without complaint. */
export const MAX_ANSWER_CHARS = 100_000;

/** Everything is sent twice: as data, and as text. */
export const MAX_DATA_CHARS = MAX_ANSWER_CHARS / 2;
