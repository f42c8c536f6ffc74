import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'

/** One of the function's own metrics (docs/lambda.md, Metrics), by default its sum. */
export function migrationMetric(metricName: string, serviceName: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: 'litelift',
    metricName,
    dimensionsMap: { service: serviceName },
    statistic: 'Sum',
    ...options,
  })
}
