import { grouped } from '../../engine/counted.ts'
import { connectionsFor } from '../../engine/doctor.ts'
import { tableOf } from '../section.ts'
import { ASSUMED, FUNCTION, smallFile } from './assumed.ts'
import { type Bill, billOf, downloading, type Load } from './cost.ts'
import { drain } from './drain.ts'
import { ON_ONE_MACHINE, ROWS } from './measured.ts'
import { USD } from './prices.ts'

const FILES = 10_000
/** Of the function's workers: the processors of its memory, rounded up. */
const MOST = connectionsFor(Math.ceil(FUNCTION.processors))

/** Ten thousand files that are dropped together, by how many functions drain their queue. */
function manyFiles(): string {
  const rows = [4, 8, 16, 32, 64].map((concurrency) => {
    const drop = { files: FILES, concurrency, processors: ASSUMED.processors }
    const own = drain({ ...drop, sharing: false }, smallFile('own'))
    const same = drain({ ...drop, sharing: true }, smallFile('same'))
    return [
      concurrency,
      duration(own.seconds),
      ...[60, 300, 600].map((after) => grouped(own.waiting(after))),
      `${Math.round(100 * own.busy)} %`,
      `${own.connections} to ${concurrency * MOST}`,
      duration(same.seconds),
      same.again,
    ]
  })
  const head = ['`concurrency`', 'each into a schema of its own', 'waiting after 1 min', '5 min', '10 min']
  return tableOf([...head, 'server busy', 'connections', 'all into the same tables', 'planned anew'], rows)
}

const LOADS: Load[] = [
  { name: '10 MB', size: 10 / 1024, files: 1, compares: true },
  { name: '1 GB', size: 1, files: 1, compares: true },
  { name: '10 GB', size: 10, files: 1, compares: true },
  { name: '100 GB', size: 100, files: 1, compares: true },
  { name: '1 TB in 30,000 files', size: 1024 / 30_000, files: 30_000, compares: true },
]

function timeAndCost(): string {
  const rows = LOADS.map((load) => {
    const bill = billOf(load, ROWS, smallFile('own'))
    const { seconds, functionSeconds, requests, transitions, unitHours, ios, read } = bill
    return [
      load.name,
      duration(seconds),
      grouped(Math.ceil(functionSeconds * FUNCTION.gb)),
      grouped(requests),
      grouped(transitions),
      figure(unitHours),
      figure(ios / 1e6),
      figure(read),
    ]
  })
  return tableOf(['', 'time', 'GB-s', 'calls', 'transitions', 'unit-hours', 'million I/O', 'GB from S3'], rows)
}

function bills(): string {
  const rows = LOADS.map((load) => {
    const { usd } = billOf(load, ROWS, smallFile('own'))
    const all = sum(usd)
    return [load.name, ...Object.values(usd).map(figure), figure(all), figure(all / (load.size * load.files))]
  })
  return tableOf(['USD', 'Lambda', 'Step Functions', 'Aurora', 'S3', 'together', 'a GB'], rows)
}

/** 10 GB, by what else there is: the machine is paid for while it downloads the file and loads it. */
function beside(): string {
  const gib = 10
  const own = billOf(
    LOADS.find(({ size }) => size === gib)!,
    ROWS,
    smallFile('own'),
  )
  const onMachine = ([name, secondsOfGib]: [string, number]) => {
    const seconds = downloading(gib) + gib * secondsOfGib
    return [`${name}, on EC2`, duration(seconds), figure((seconds / 3600) * USD.machineHour)]
  }
  const rows = [
    ['the state machine', duration(own.seconds), figure(sum(own.usd) - own.usd.database)],
    ...Object.entries(ON_ONE_MACHINE).map(onMachine),
    ['DMS, from CSV files in S3', 'not measured', `${USD.replicationHour} an hour`],
  ]
  return tableOf(['10 GB', 'time', 'USD beside the database'], rows)
}

const sum = (usd: Bill['usd']) => Object.values(usd).reduce((all, one) => all + one, 0)

/** Two digits that count, and no more places than that takes. */
function figure(value: number): string {
  if (value === 0) return '0'
  if (value >= 100) return grouped(Math.round(value))
  return Number(value.toPrecision(2)).toString()
}

function duration(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`
  return `${figure(seconds / 3600)} h`
}

/** Those of docs/scaling.md, by their names there. */
export function scalingTables(): Record<string, string> {
  return { 'many files': manyFiles(), 'time and cost': timeAndCost(), bills: bills(), beside: beside() }
}
