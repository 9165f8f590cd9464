import type { Broker } from './broker.ts';
import type { XiaozhiDevice } from './device.ts';
import { hear } from './heard.ts';

/**
 * A device that speaks to the cloud: the broker calls for it.
 * @param broker the one that stands for its agent now
 */
export function cloudDevice(broker: () => Broker | undefined, serial: string | null): XiaozhiDevice {
  return {
    get tools() {
      return broker()?.tools ?? [];
    },
    async call(name, args = {}) {
      return (await broker()?.call(name, args, serial)) ?? hear({ kind: 'closed' }, 'cloud', 0);
    },
    close() {},
  };
}
