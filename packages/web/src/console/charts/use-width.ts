import { onBeforeUnmount, onMounted, ref, type Ref, type ShallowRef } from 'vue';

/** How wide an element is, as it changes: a chart that was only stretched would stretch its letters. */
export function useWidth(element: Readonly<ShallowRef<HTMLElement | null>>, initial = 640): Ref<number> {
  const width = ref(initial);
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) width.value = Math.max(240, Math.round(entry.contentRect.width));
    });
    if (element.value !== null) observer.observe(element.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return width;
}
