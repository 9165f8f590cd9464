/** One text with everything in it, for clients that show a model only that: what it is, then the data. */
export function withJson(head: string, output: unknown): string {
  return `${head}\n\n${JSON.stringify(output)}`;
}
