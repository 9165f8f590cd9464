/** The two faces of one gateway address: its WebSocket and its HTTP endpoints share host, port and path. */
export function webSocketUrl(url: string): string {
  return url.replace(/^http/, 'ws');
}

export function httpUrl(url: string): string {
  return url.replace(/^ws/, 'http');
}
