/** One coloured part of a bar, from its bottom up; in the chart's own units. */
export interface Segment<Key extends string> {
  readonly key: Key;
  readonly y: number;
  readonly height: number;
}

/** Stacks values on each other from the ground at `height`. What is nothing has no part. */
export function stack<Key extends string>(
  values: Readonly<Record<Key, number>>,
  order: readonly Key[],
  { max, height }: { readonly max: number; readonly height: number },
): readonly Segment<Key>[] {
  let ground = height;
  return order.flatMap((key) => {
    const tall = (values[key] / max) * height;
    if (tall <= 0) return [];
    ground -= tall;
    return [{ key, y: ground, height: tall }];
  });
}
