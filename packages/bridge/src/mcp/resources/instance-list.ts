import { allowedInstances } from '../../domain/allowed-instance.ts';
import { INSTANCES_URI } from './resource-uri.ts';
import { JSON_TYPE, type ResourceKind } from './resource.ts';

/** The gateways this bridge knows; an instance's URL holds no credentials. */
export const instancesResource: ResourceKind<'instances'> = {
  async list() {
    return [
      {
        uri: INSTANCES_URI,
        name: 'instances',
        title: 'OpenClaw instances',
        description: 'The OpenClaw gateways this bridge knows, and which one is the default.',
        mimeType: JSON_TYPE,
      },
    ];
  },
  async read({ instances }, principal) {
    const allowed = allowedInstances(instances, principal);
    return { instances: allowed.map(({ name, url, isDefault }) => ({ name, url, isDefault })) };
  },
};
