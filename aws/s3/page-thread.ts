import { workerData } from 'node:worker_threads'
import { S3Client } from '@aws-sdk/client-s3'
import type { FetchingData } from '../../engine/source/pages/fetched/fetching.ts'
import { serveFile } from '../../engine/source/pages/fetched/serve-file.ts'
import { REQUESTS } from '../requests.ts'
import type { ObjectName } from './name.ts'
import { readRange } from './range.ts'

/** Entry of the thread that fetches an object version piece by piece (pages.ts), until it is ended. */
const { file, object } = workerData as FetchingData & { object: ObjectName }
const client = new S3Client({ requestHandler: REQUESTS, responseChecksumValidation: 'WHEN_REQUIRED' })
const never = new AbortController().signal
await serveFile(file, (start, end) => readRange(client, object, { start, end, bytes: file.bytes }, never))
