import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface Folder extends AsyncDisposable {
  path: string
  /** The path of a new database that the SQL made. */
  database(name: string, sql: string): string
}

/** A folder for one test's files. */
export async function temporaryFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'litelift-cli-'))
  return {
    path,
    database(name, sql) {
      const file = join(path, name)
      const database = new Database(file)
      database.exec(sql)
      database.close()
      return file
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** Two tables that belong together, a trigger that stays behind, and a name that tries to steer the terminal. */
export const SHOP = `
  CREATE TABLE Customer (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, joined DATE, active BOOLEAN DEFAULT 1);
  CREATE TABLE "Order" (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES Customer, total DECIMAL(8,2), "\u001b[31mred" TEXT);
  CREATE TRIGGER stamp AFTER INSERT ON Customer BEGIN SELECT 1; END;
  INSERT INTO Customer VALUES (1, 'Ann', '2024-02-29', 1), (2, 'Bo', NULL, 0);
  INSERT INTO "Order" VALUES (10, 1, 9.99, 'x'), (11, 1, 20, 'y'), (12, 2, 0.5, NULL);`
