import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** From now on the store in this home takes no audit record any more, and everything else. */
export function fillAuditLog(home: string): void {
  const db = new DatabaseSync(join(home, 'state.db'));
  try {
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'full'); END`);
  } finally {
    db.close();
  }
}
