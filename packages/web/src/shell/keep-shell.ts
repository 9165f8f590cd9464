/** Lets the page be opened without a connection. Where the browser knows no service workers, it simply needs one. */
export function keepShell(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/sw.js').catch(() => {
    // Refused in private windows and over plain HTTP.
  });
}
