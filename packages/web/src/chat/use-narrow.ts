import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether the page shows the list or a conversation, and not both. */
export function useNarrow(): Readonly<Ref<boolean>> {
  const query = matchMedia('(max-width: 760px)');
  const isNarrow = ref(query.matches);
  const look = () => (isNarrow.value = query.matches);
  query.addEventListener('change', look);
  onScopeDispose(() => query.removeEventListener('change', look));
  return isNarrow;
}
