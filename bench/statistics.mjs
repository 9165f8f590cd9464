/** The middle value: on a shared machine the mean follows the noise. */
export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
