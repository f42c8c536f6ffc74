import type { Schema } from '../../source/schema/schema.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { searchPathOf } from '../../target/search-path.ts'
import { parseTrigger, type WritableTable } from '../../translate/trigger.ts'

/** What is to be finished by hand of a trigger: the statements of the file are comments. Undefined where nothing is known of it. */
export function triggerStub(
  { sql }: Schema['triggers'][number],
  name: string,
  table: WritableTable | null,
  schema: string,
): string | undefined {
  const trigger = parseTrigger(sql)
  if (!trigger || !table?.made || trigger.time === 'InsteadOf') return undefined
  const text = ({ span }: { span: { offset: number; length: number } }) =>
    sql.slice(span.offset, span.offset + span.length)
  const isBefore = trigger.time === 'Before'
  const isDelete = trigger.event.type === 'DeleteTriggerEvent'
  const event = trigger.event.type === 'InsertTriggerEvent' ? 'INSERT' : isDelete ? 'DELETE' : 'UPDATE'
  const parts = [
    ...(trigger.whenClause ? [`WHEN ${text(trigger.whenClause)}`] : []),
    ...trigger.commands.map((one) => `${text(one)};`),
  ]
  return [
    `CREATE FUNCTION ${qualifiedName(schema, name)}() RETURNS trigger LANGUAGE plpgsql SET search_path = ${searchPathOf(schema)} AS $$`,
    'BEGIN',
    ...parts
      .join('\n')
      .replaceAll('$$', '$ $')
      .split(/\r\n|\r|\n/)
      .map((line) => `  -- ${line}`),
    `  RETURN ${isBefore ? (isDelete ? 'OLD' : 'NEW') : 'NULL'};`,
    'END $$;',
    `CREATE TRIGGER ${quoteIdentifier(name)} ${isBefore ? 'BEFORE' : 'AFTER'} ${event} ON ${table.sql}`,
    `  FOR EACH ROW EXECUTE FUNCTION ${qualifiedName(schema, name)}();`,
  ].join('\n')
}
