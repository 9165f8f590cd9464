import { expect, test } from 'vitest';
import { effectScope } from 'vue';
import { useFileDrop, type DropGround } from './use-file-drop.ts';

type Listener = Parameters<DropGround['addEventListener']>[1];

const FILES: FileList = { length: 0, item: () => null, [Symbol.iterator]: () => [].values() };

/** A page over which something is dragged. */
function createWorld() {
  const listeners = new Map<string, Listener>();
  const taken: FileList[] = [];
  const ground: DropGround = {
    addEventListener(type, listener, { signal }) {
      listeners.set(type, listener);
      signal.addEventListener('abort', () => listeners.delete(type));
    },
  };
  const scope = effectScope();
  const isDropping = scope.run(() => useFileDrop(ground, (files) => taken.push(files)));
  /** Whether it was kept from the browser. */
  const happens = (type: string, kind = 'Files') => {
    let isKept = false;
    const preventDefault = () => (isKept = true);
    const dataTransfer = { types: [kind], files: FILES };
    listeners.get(type)?.({ dataTransfer, relatedTarget: null, preventDefault });
    return isKept;
  };
  return { isDropping, taken, scope, happens };
}

test('files are taken wherever they are dropped, and the page stays', () => {
  const { isDropping, taken, happens } = createWorld();
  expect(happens('dragover')).toBe(true);
  expect(isDropping?.value).toBe(true);
  expect(happens('drop')).toBe(true);
  expect(taken).toEqual([FILES]);
  expect(isDropping?.value).toBe(false);
});

test('what leaves the window is not dropped', () => {
  const { isDropping, happens } = createWorld();
  happens('dragover');
  happens('dragleave');
  expect(isDropping?.value).toBe(false);
});

test('text is left to the browser', () => {
  const { isDropping, taken, happens } = createWorld();
  expect(happens('dragover', 'text/plain')).toBe(false);
  expect(happens('drop', 'text/plain')).toBe(false);
  expect([isDropping?.value, taken]).toEqual([false, []]);
});

test('nothing is taken once the composer is gone', () => {
  const { taken, scope, happens } = createWorld();
  scope.stop();
  happens('drop');
  expect(taken).toEqual([]);
});
