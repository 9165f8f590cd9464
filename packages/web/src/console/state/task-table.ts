import type { TaskList, TaskStatus } from '@clawbridge/wire';
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Desk } from './desk.ts';
import { createPoll, type Poll, type PollOptions } from './poll.ts';

/** One page of everybody's tasks, as it changes. */
export interface TaskTable {
  readonly poll: Poll<TaskList>;
  /** Undefined for all of them. */
  readonly status: Ref<TaskStatus | undefined>;
  readonly hasNewer: ComputedRef<boolean>;
  readonly hasOlder: ComputedRef<boolean>;
  newer(): void;
  older(): void;
  /** Ids of those whose end was asked for here. */
  readonly cancelling: ShallowRef<ReadonlySet<string>>;
  /** Errors: those of {@link Desk}. */
  cancel(id: string): Promise<void>;
}

export interface TaskTableOptions extends Pick<PollOptions<TaskList>, 'everyMs' | 'timer' | 'onlooker'> {
  readonly desk: Pick<Desk, 'tasks' | 'cancelTask'>;
}

export function createTaskTable({ desk, ...polling }: TaskTableOptions): TaskTable {
  const status = ref<TaskStatus>();
  /** Where the pages begin that led to this one; the first has no cursor. */
  const cursors = shallowRef<readonly string[]>([]);
  const cancelling = shallowRef<ReadonlySet<string>>(new Set());
  const poll = createPoll({ ...polling, read: readPage });

  // Another choice begins with its newest.
  watch(status, () => turnTo([]), { flush: 'sync' });

  return {
    poll,
    status,
    hasNewer: computed(() => cursors.value.length > 0),
    hasOlder: computed(() => poll.data.value?.nextCursor !== undefined),
    newer: () => turnTo(cursors.value.slice(0, -1)),
    older() {
      const next = poll.data.value?.nextCursor;
      if (next !== undefined) turnTo([...cursors.value, next]);
    },
    cancelling,
    async cancel(id) {
      cancelling.value = new Set([...cancelling.value, id]);
      try {
        await desk.cancelTask(id);
        await poll.refresh();
      } finally {
        cancelling.value = new Set([...cancelling.value].filter((one) => one !== id));
      }
    },
  };

  function turnTo(pages: readonly string[]): void {
    cursors.value = pages;
    poll.anew();
  }

  async function readPage(): Promise<TaskList> {
    const cursor = cursors.value.at(-1);
    return await desk.tasks({
      ...(status.value === undefined ? {} : { status: status.value }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }
}
