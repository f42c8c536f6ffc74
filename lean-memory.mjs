// Young objects get 1 to 4 MB, not up to 16 MB three times over, before they are collected: a plan of 10,000 tables peaks at 320 MB
// instead of 580, and takes as long. A flag on the command line would need another process; this one V8 reads when it grows them. Not before the
// code is loaded, of which most stays: with 1 MB that is a dozen collections, 35 ms of a migration of one row.
import v8 from 'node:v8'

setTimeout(() => v8.setFlagsFromString('--semi-space-growth-factor=1'), 200).unref()
