import { createHash, createHmac } from 'node:crypto'

/** Whoever signs: an access key, with the token of a session where it is one. */
export interface Signer {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

/** A request that is put into its URL with its signature. */
interface Presigned {
  service: string
  region: string
  host: string
  path: string
  query: Record<string, string>
  /** Seconds that it holds. */
  expires: number
  payloadHash: string
}

/** SHA-256 of nothing. */
const EMPTY = createHash('sha256').digest('hex')

/**
 * A password that PostgreSQL on RDS takes for 15 minutes from a role that was granted `rds_iam`: a signed request that is sent to nobody
 * (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html). `region` is the database's.
 */
export function iamToken(
  { host, port, user, region }: { host: string; port: number; user: string; region: string },
  signer: Signer,
  now: Date = new Date(),
): string {
  const query = { Action: 'connect', DBUser: user }
  const request = { service: 'rds-db', region, host: `${host}:${port}`, path: '/', query, expires: 900 }
  return presign({ ...request, payloadHash: EMPTY }, signer, now)
}

/**
 * Host, path and signed query of a GET request (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). The SDK's signer for RDS
 * would be a package of its own.
 */
export function presign(request: Presigned, { accessKeyId, secretAccessKey, sessionToken }: Signer, now: Date): string {
  const { service, region, host, path, expires, payloadHash } = request
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const scope = [time.slice(0, 8), region, service, 'aws4_request']
  const query = encoded({
    ...request.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expires),
    ...(sessionToken !== undefined && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  })
  const canonical = ['GET', path, query, `host:${host}`, '', 'host', payloadHash].join('\n')
  const digest = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n')
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  return `${host}${path}?${query}&X-Amz-Signature=${hmac(key, text).toString('hex')}`
}

function encoded(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]) => `${uriEncoded(name)}=${uriEncoded(value)}`)
    .toSorted()
    .join('&')
}

function uriEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
