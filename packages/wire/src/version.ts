/** Both ends of a socket say it first. Another number means that they would misunderstand each other. */
export const WIRE_VERSION = 1;
