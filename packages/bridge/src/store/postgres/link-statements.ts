import { NOW } from './clock.ts';
import { named } from './statement.ts';

/** Every statement of the link register, whole. There are a few links, so it has no index. */
export const linkStatements = named('link', {
  take: `
    INSERT INTO link (name, holder, lease_until, since) VALUES ($1, $2, ${NOW} + $3::bigint, $4)
    ON CONFLICT (name) DO UPDATE
      SET holder = excluded.holder, lease_until = excluded.lease_until, since = excluded.since`,

  // In one order, so that no two processes lock each other out.
  renew: `
    WITH held AS MATERIALIZED (
      SELECT name FROM link WHERE holder = $1 AND name = ANY ($2::text[]) ORDER BY name FOR UPDATE
    )
    UPDATE link SET lease_until = ${NOW} + $3::bigint FROM held WHERE link.name = held.name RETURNING link.name`,

  release: `
    UPDATE link SET holder = NULL, lease_until = 0, since = $3 WHERE name = $1 AND holder = $2`,

  // Whose lease ran out has been away since then.
  list: `
    SELECT name, lease_until > ${NOW} AS is_connected,
      CASE WHEN holder IS NOT NULL AND lease_until <= ${NOW} THEN lease_until ELSE since END AS since
    FROM link ORDER BY name`,

  forget: `
    DELETE FROM link WHERE name = $1`,
});
