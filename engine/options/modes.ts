/** What happens to tables that exist in the target (docs/modes.md). */
export const MODES = ['append', 'upsert', 'truncate', 'mirror', 'replace'] as const
export type Mode = (typeof MODES)[number]
