import { onScopeDispose, ref, type Ref } from 'vue';

/** What is needed of an event of dragging. */
interface Drag {
  readonly dataTransfer: { readonly types: readonly string[]; readonly files: FileList } | null;
  /** Where the pointer goes; nowhere when it leaves the window. */
  readonly relatedTarget: EventTarget | null;
  preventDefault(): void;
}

/** What is needed of `window`. */
export interface DropGround {
  addEventListener(
    type: 'dragover' | 'dragleave' | 'drop',
    listener: (event: Drag) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}

/** Takes files wherever on the page they are dropped: beside the composer, the browser would leave the page for them. */
export function useFileDrop(ground: DropGround, take: (files: FileList) => void): Readonly<Ref<boolean>> {
  const isDropping = ref(false);
  const stop = new AbortController();
  const { signal } = stop;
  // Text that is dragged is left to the browser.
  const onFiles = (act: (event: Drag, files: FileList) => void) => (event: Drag) => {
    if (event.dataTransfer?.types.includes('Files')) act(event, event.dataTransfer.files);
  };
  const onOver = onFiles((event) => {
    event.preventDefault();
    isDropping.value = true;
  });
  const onLeave = onFiles(({ relatedTarget }) => {
    if (relatedTarget === null) isDropping.value = false;
  });
  const onDrop = onFiles((event, files) => {
    event.preventDefault();
    isDropping.value = false;
    take(files);
  });
  ground.addEventListener('dragover', onOver, { signal });
  ground.addEventListener('dragleave', onLeave, { signal });
  ground.addEventListener('drop', onDrop, { signal });
  onScopeDispose(() => stop.abort());
  return isDropping;
}
