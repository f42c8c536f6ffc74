import { Logger } from '@aws-lambda-powertools/logger'
import { shownJson } from '../engine/shown.ts'

/** A line of JSON for each event, in which no text of a file can pass for another line (engine/shown.ts). */
class LineLogger extends Logger {
  protected override printLog(...[, item]: Parameters<Logger['printLog']>): void {
    item.prepareForPrint()
    process.stdout.write(`${shownJson(JSON.stringify(item.getAttributes(), this.getJsonReplacer()))}\n`)
  }
}

/** Level and service name come from POWERTOOLS_LOG_LEVEL and POWERTOOLS_SERVICE_NAME. */
export const logger = new LineLogger({ serviceName: process.env.POWERTOOLS_SERVICE_NAME ?? 'litelift' })
