/** A number of places, of which nobody may have more than his share. */
export interface Places {
  /** A place for this principal, and how it is given back; undefined when there is none. */
  take(principal: string): (() => void) | undefined;
  taken(): number;
}

export interface PlacesOptions {
  readonly most: number;
  readonly mostEach: number;
}

/** Of each kind of stream. Half of them are left to others, whoever has the rest. */
export const STREAMS: PlacesOptions = { most: 1_000, mostEach: 500 };

export function createPlaces({ most, mostEach }: PlacesOptions): Places {
  const shares = new Map<string, number>();
  let taken = 0;

  return {
    take(principal) {
      const share = shares.get(principal) ?? 0;
      if (taken >= most || share >= mostEach) return undefined;
      taken++;
      shares.set(principal, share + 1);
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        taken--;
        const left = (shares.get(principal) ?? 1) - 1;
        if (left === 0) shares.delete(principal);
        else shares.set(principal, left);
      };
    },
    taken: () => taken,
  };
}
