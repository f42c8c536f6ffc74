/** Two tables that belong together, a trigger that stays behind, and a name that tries to steer the terminal. */
export const SHOP = `
  CREATE TABLE Customer (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, joined DATE, active BOOLEAN DEFAULT 1);
  CREATE TABLE "Order" (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES Customer, total DECIMAL(8,2), "\u001b[31mred" TEXT);
  CREATE TRIGGER stamp AFTER INSERT ON Customer BEGIN SELECT 1; END;
  INSERT INTO Customer VALUES (1, 'Ann', '2024-02-29', 1), (2, 'Bo', NULL, 0);
  INSERT INTO "Order" VALUES (10, 1, 9.99, 'x'), (11, 1, 20, 'y'), (12, 2, 0.5, NULL);`
