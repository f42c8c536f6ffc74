import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { TypeChoice } from '../type-choice.ts'

/** time, where every text is a time of day, or all are timestamps of one and the same day, as Rails writes them. */
export function times({ texts, forms, dated }: ColumnProfile): TypeChoice | null {
  if (forms.time === texts) return { type: 'time', cast: 'time', reason: 'every text is a time of day' }
  if (dated.times !== texts || dated.day === null) return null
  const message = `Every value is a time on ${dated.day}; the column becomes time, and the day was left out.`
  return {
    type: 'time',
    cast: 'checked',
    from: 'time-of-day',
    reason: 'every text is a time of one day',
    note: { code: 'type-time-of-day', message },
  }
}
