/** Frameworks whose conventions for SQLite litelift knows (docs/types.md, Presets). */
export const PRESETS = [
  'coredata',
  'django',
  'drizzle',
  'efcore',
  'geopackage',
  'gorm',
  'laravel',
  'prisma',
  'rails',
  'sqlalchemy',
] as const
export type Preset = (typeof PRESETS)[number]
