CREATE SCHEMA s;
CREATE TABLE s.account (
  id integer PRIMARY KEY,
  email text CONSTRAINT email_form CHECK (email ~ '^.*@.*$'),
  age integer,
  -- Over the row as a whole, and over a system column: looked at where the row arrives, not while it is staged.
  CONSTRAINT whole CHECK (account.* IS NOT NULL AND age < 100),
  CONSTRAINT own CHECK (tableoid IS NOT NULL AND age >= 0)
);
