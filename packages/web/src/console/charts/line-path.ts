export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through the points, with a break where there is none. */
export function linePath(points: readonly (Point | undefined)[]): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point === undefined) {
      isDrawing = false;
      continue;
    }
    parts.push(`${isDrawing ? 'L' : 'M'}${round(point.x)} ${round(point.y)}`);
    isDrawing = true;
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
