/** What becomes of rows that reference nothing (docs/configuration.md, onOrphan). */
export const ON_ORPHAN = ['fail', 'reject', 'null', 'keep'] as const
export type OnOrphan = (typeof ON_ORPHAN)[number]
