CREATE SCHEMA s;
CREATE TABLE s."T" ("GAMMA" text, beta text, extra text DEFAULT 'e', "BETA" text DEFAULT 'other', "Alpha" bigint)
