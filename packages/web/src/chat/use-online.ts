import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether the browser has a network at all, as far as it knows. */
export function useOnline(): Readonly<Ref<boolean>> {
  const isOnline = ref(navigator.onLine);
  const stop = new AbortController();
  const look = () => (isOnline.value = navigator.onLine);
  window.addEventListener('online', look, { signal: stop.signal });
  window.addEventListener('offline', look, { signal: stop.signal });
  onScopeDispose(() => stop.abort());
  return isOnline;
}
