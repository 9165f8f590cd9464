/** The relay will not have it, now or later. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
