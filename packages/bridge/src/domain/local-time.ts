/** A time as a person at this machine reads it: 2026-11-21 12:04. */
export function localTime(milliseconds: number): string {
  const at = new Date(milliseconds);
  return `${localDate(milliseconds)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function localDate(milliseconds: number): string {
  const at = new Date(milliseconds);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
