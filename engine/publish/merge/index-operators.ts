/**
 * SQL: the operators by which the unique index `x` of pg_index finds its columns alike, each as `OPERATOR(schema.=)`. A plain `=` is looked up in
 * the search path, where that of an extension's type (citext) may not be: it would compare as text.
 */
export const INDEX_OPERATORS = `
  ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
          FROM generate_series(1, x.indnkeyatts) k
          JOIN pg_opclass c ON c.oid = x.indclass[k - 1]
          -- 3 is equality in a b-tree, the one kind of index that can be unique (xindex.html, B-Tree Strategies).
          JOIN pg_amop m ON m.amopfamily = c.opcfamily AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
                        AND m.amopstrategy = 3
          JOIN pg_operator o ON o.oid = m.amopopr
          JOIN pg_namespace n ON n.oid = o.oprnamespace
         ORDER BY k)`
