import { named } from './statement.ts';

/** Every statement of the keyring, whole. */
export const keyringStatements = named('keyring', {
  find: `
    SELECT value FROM keyring WHERE name = $1`,

  // An update that changes nothing: it alone gives back what somebody else is just keeping.
  keep: `
    INSERT INTO keyring AS kept (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = kept.value RETURNING value`,

  replace: `
    INSERT INTO keyring (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
});
