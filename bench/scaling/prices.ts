/**
 * USD in us-east-1, without free tiers. Those of Lambda, Aurora and S3 as in docs/deployment.md, What it costs; the others from
 * aws.amazon.com/step-functions/pricing, aws.amazon.com/ec2/pricing/on-demand and aws.amazon.com/dms/pricing, as cited by others in June 2026.
 */
export const USD = {
  /** A second of a GB of memory, on ARM. */
  functionGbSecond: 0.0000133334,
  /** A second of a GB of disk, beyond the first half. */
  diskGbSecond: 0.0000000309,
  request: 0.2 / 1e6,
  transition: 0.025 / 1000,
  /** A unit of Aurora Serverless v2, for an hour. */
  unitHour: 0.12,
  databaseIo: 0.2 / 1e6,
  /** Of S3. */
  put: 0.005 / 1000,
  get: 0.0004 / 1000,
  /** m7g.large: two processors, 8 GB. */
  machineHour: 0.0816,
  /** dms.c5.large: two processors, 4 GB; others cite up to 0.19. */
  replicationHour: 0.154,
}
