export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How long a stroke is that stands for one point. */
const ALONE = 6;

/** A line through the points, with a break where there is none. A point alone between two breaks is a short stroke. */
export function linePath(points: readonly (Point | undefined)[]): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const [index, point] of points.entries()) {
    if (point === undefined) {
      isDrawing = false;
      continue;
    }
    const isAlone = !isDrawing && points[index + 1] === undefined;
    const x = isAlone ? point.x - ALONE / 2 : point.x;
    parts.push(`${isDrawing ? 'L' : 'M'}${round(x)} ${round(point.y)}${isAlone ? `h${ALONE}` : ''}`);
    isDrawing = true;
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
