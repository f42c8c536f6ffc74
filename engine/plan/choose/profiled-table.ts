import type { TableProfile } from '../../source/profile/profile.ts'
import type { Placement } from '../place/placement.ts'

/** A table that has its place, with what its columns hold. */
export interface ProfiledTable {
  placement: Placement
  /** What the file holds, and the same as the options read it (profile-as-read.ts). */
  found: TableProfile
  profile: TableProfile
}
