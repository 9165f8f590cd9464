export type LogFields = Readonly<Record<string, unknown>>;

/** Where the program tells what it does. Adapters MUST redact secrets and MUST NOT write to stdout. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
