/** A line as the log has it, where there is no log yet, or none any more. */
export function lineOf(level: 'warn' | 'error', message: string): string {
  return `${JSON.stringify({ level, time: new Date().toISOString(), msg: message })}\n`;
}
