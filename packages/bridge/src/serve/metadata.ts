import { METADATA_PATH, metadataUrl, type ResourceMetadata } from '../auth/resource-metadata.ts';
import type { Authorization } from './front.ts';

/** What everybody may read from anywhere: it holds nothing that is not public, and pages of other sites may be clients. */
const OPEN = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' };

/** Answers what a client asks of a bridge whose tokens come from elsewhere: who issues them, if anybody does. */
export function serveMetadata(metadata: ResourceMetadata): Authorization {
  const paths = [METADATA_PATH, new URL(metadataUrl(metadata.resource)).pathname];
  const body = JSON.stringify(metadata);
  return {
    owns: (path) => paths.includes(path),
    handle({ method }, res) {
      if (method !== 'GET' && method !== 'HEAD') {
        const isAsking = method === 'OPTIONS';
        const allow = {
          allow: 'GET',
          'access-control-allow-methods': 'GET',
          'access-control-allow-headers': '*',
        };
        res.writeHead(isAsking ? 204 : 405, { ...OPEN, ...allow }).end();
        return;
      }
      res.writeHead(200, { ...OPEN, 'content-type': 'application/json' }).end(method === 'HEAD' ? '' : body);
    },
  };
}
