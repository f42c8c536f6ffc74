CREATE SCHEMA s;
CREATE TABLE s.t (extra text DEFAULT 'seed', note text, n integer, b text, a bigint, PRIMARY KEY (b, a));
CREATE TABLE s.touched (what text);
INSERT INTO s.t VALUES ('kept', 'old', 10, 'x', 1), ('kept', 'same', 20, 'y', 1), ('kept', 'alone', 90, 'z', 9);
CREATE FUNCTION s.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO s.touched VALUES (TG_OP || ' ' || NEW.a || NEW.b); RETURN NEW; END$$;
CREATE TRIGGER touch AFTER INSERT OR UPDATE ON s.t FOR EACH ROW EXECUTE FUNCTION s.touch()
