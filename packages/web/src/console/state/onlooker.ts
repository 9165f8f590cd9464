/** Whether somebody looks at the page. */
export interface Onlooker {
  isThere(): boolean;
  /** Calls back when somebody turns to the page or from it. Returns how to stop. */
  onTurn(listener: () => void): () => void;
}

export function documentOnlooker(page: Document): Onlooker {
  return {
    isThere: () => page.visibilityState === 'visible',
    onTurn(listener) {
      page.addEventListener('visibilitychange', listener);
      return () => page.removeEventListener('visibilitychange', listener);
    },
  };
}
