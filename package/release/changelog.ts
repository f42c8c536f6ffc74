/** What stands below a heading of the changelog, without blank lines around it. @throws Error where there is no such heading */
export function notesOf(changelog: string, heading: string): string {
  const parts = changelog.split(/^## /m)
  const part = parts.find((one) => one === heading || one.startsWith(`${heading}\n`) || one.startsWith(`${heading} `))
  if (part === undefined) throw new Error(`CHANGELOG.md has no heading "## ${heading}"`)
  return part.slice(part.indexOf('\n')).trim()
}

/**
 * The changelog of a release: what was unreleased gets the version and the day, and the next changes have a heading again.
 * @throws Error where nothing is to be released
 */
export function released(changelog: string, version: string, day: string): string {
  if (notesOf(changelog, 'Unreleased') === '') throw new Error('CHANGELOG.md names no change since the last release')
  return changelog.replace(/^## Unreleased$/m, `## Unreleased\n\n## ${version} (${day})`)
}

/** Whether a version may follow: later, and of three numbers, or with a prerelease (semver.org). */
export function mayFollow(version: string, last: string): boolean {
  const [next, before] = [version, last].map((one) => /^(\d+)\.(\d+)\.(\d+)(-[\w.]+)?$/.exec(one))
  if (!next || !before) return false
  for (const i of [1, 2, 3]) {
    const difference = Number(next[i]) - Number(before[i])
    if (difference !== 0) return difference > 0
  }
  // 1.0.0-rc.1 comes before 1.0.0.
  return before[4] !== undefined && next[4] !== before[4]
}
