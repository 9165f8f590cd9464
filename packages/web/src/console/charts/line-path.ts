export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through the points, with a break where there is none. A point alone between two breaks is a short stroke. */
export function linePath(points: readonly (Point | undefined)[]): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const [index, point] of points.entries()) {
    if (point === undefined) {
      isDrawing = false;
      continue;
    }
    parts.push(`${isDrawing ? 'L' : 'M'}${round(point.x)} ${round(point.y)}`);
    if (!isDrawing && points[index + 1] === undefined) parts.push('h0.01');
    isDrawing = true;
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
