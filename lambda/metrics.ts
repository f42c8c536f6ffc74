import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** CloudWatch metrics in the log (embedded metric format); docs/lambda.md, Metrics, describes each. */
export const metrics = new Metrics({
  namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? 'litelift',
  serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? 'litelift',
})

/** Adds one to a count. */
export function count(name: string): void {
  metrics.addMetric(name, MetricUnit.Count, 1)
}
