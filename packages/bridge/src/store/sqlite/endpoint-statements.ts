import type { DatabaseSyncInstance as DatabaseSync } from '@photostructure/sqlite';
import { ENDPOINT_COLUMNS } from '../endpoint-row.ts';

export type EndpointStatements = ReturnType<typeof prepareEndpointStatements>;

/** Every statement of the endpoint register, whole. There are a few endpoints, so it has no index. */
export function prepareEndpointStatements(db: DatabaseSync) {
  return {
    // One statement for all of them: there RETURNING costs less than a second one.
    hold: db.prepare(`
      INSERT INTO endpoint (id, holder, lease_until, held_at)
      SELECT DISTINCT value, :holder, :until, :now FROM json_each(:ids) WHERE true
      ON CONFLICT (id) DO UPDATE
        SET holder = excluded.holder, lease_until = excluded.lease_until, held_at = excluded.held_at
      WHERE endpoint.holder = :holder OR endpoint.lease_until <= :now OR endpoint.lease_until > :latest
      RETURNING id`),

    report: db.prepare(`
      UPDATE endpoint SET reported_at = :reported_at, name = :name, report = :report
      WHERE id = :id AND holder = :holder`),

    release: db.prepare(`
      UPDATE endpoint SET holder = NULL, lease_until = 0 WHERE holder = :holder`),

    list: db.prepare(`
      SELECT ${ENDPOINT_COLUMNS}, lease_until > :now AS is_held FROM endpoint WHERE report IS NOT NULL ORDER BY name, id`),

    prune: db.prepare(`
      DELETE FROM endpoint WHERE held_at < :before AND lease_until < :before`),
  };
}
