import { ENDPOINT_COLUMNS } from '../endpoint-row.ts';
import { NOW } from './clock.ts';
import { named } from './statement.ts';

/**
 * Every statement of the endpoint register, whole. There are a few endpoints, so it has no index. What changes several
 * takes them in one order, so that no two processes lock each other out.
 */
export const endpointStatements = named('endpoint', {
  hold: `
    WITH clock AS MATERIALIZED (SELECT ${NOW} AS now)
    INSERT INTO endpoint AS held (id, holder, lease_until, held_at)
    SELECT DISTINCT id, $1, now + $3::bigint, now FROM unnest($2::text[]) AS wanted (id), clock ORDER BY id
    ON CONFLICT (id) DO UPDATE
      SET holder = excluded.holder, lease_until = excluded.lease_until, held_at = excluded.held_at
    WHERE held.holder = $1
      OR held.lease_until <= excluded.held_at
      OR held.lease_until > excluded.lease_until + $3::bigint
    RETURNING id`,

  report: `
    UPDATE endpoint SET reported_at = told.reported_at, name = told.name, report = told.report
    FROM (
      SELECT * FROM json_to_recordset($1::json) AS told (id text, holder text, reported_at bigint, name text, report text)
      ORDER BY id COLLATE "C") AS told
    WHERE endpoint.id = told.id AND endpoint.holder = told.holder`,

  release: `
    WITH held AS MATERIALIZED (
      SELECT id FROM endpoint WHERE holder = $1 ORDER BY id FOR UPDATE
    )
    UPDATE endpoint SET holder = NULL, lease_until = 0 FROM held WHERE endpoint.id = held.id`,

  list: `
    SELECT ${ENDPOINT_COLUMNS}, lease_until > ${NOW} AS is_held FROM endpoint WHERE report IS NOT NULL ORDER BY name, id`,

  prune: `
    DELETE FROM endpoint WHERE held_at < $1 AND lease_until < $1 RETURNING id`,
});
