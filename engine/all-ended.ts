/**
 * Waits until all have ended, also where one fails: what went on behind a failure would outlive its caller.
 * @throws the reason of one that failed, the earliest in the list
 */
export async function allEnded(work: Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(work)
  const failed = ended.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
