import { expect, test } from 'vitest'
import { routesSchema } from '../../lambda/intake/routes.ts'
import { iamToken, presign } from '../../lambda/target/iam-token.ts'

/** Amazon's own example (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html). */
const EXAMPLE = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
}

test('a URL is signed as in the example of the manual', () => {
  const request = {
    service: 's3',
    region: 'us-east-1',
    host: 'examplebucket.s3.amazonaws.com',
    path: '/test.txt',
    query: {},
    expires: 86_400,
    payloadHash: 'UNSIGNED-PAYLOAD',
  }
  expect(presign(request, EXAMPLE, new Date('2013-05-24T00:00:00Z'))).toBe(
    'examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  )
})

test('a token names host, port and user, and holds for 15 minutes', () => {
  const target = { host: 'c.cluster-x.eu-central-1.rds.amazonaws.com', port: 5432, user: 'a b', region: 'eu-central-1' }
  const url = new URL(`https://${iamToken(target, { ...EXAMPLE, sessionToken: 'a/b+c=' })}`)
  expect(url.host).toBe(`${target.host}:5432`)
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    Action: 'connect',
    DBUser: 'a b',
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'a/b+c=',
    'X-Amz-Credential': expect.stringContaining('/eu-central-1/rds-db/aws4_request') as string,
  })
})

test.each([
  [{}, 'either it or iamUser is needed'],
  [{ secretArn: 'arn', iamUser: 'u' }, 'either it or iamUser is needed'],
  [{ iamUser: 'u', host: 'h' }, 'needs host and database'],
])('a route with the login %j is refused', (login, why) => {
  expect(routesSchema.safeParse([{ prefix: '', ...login }]).error?.issues[0]?.message).toContain(why)
})
