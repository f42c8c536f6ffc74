import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { expect, test } from 'vitest'
import { startAws, type LocalAws } from '../../local/standins/aws.ts'

test('S3 gives back the bytes that were put under an odd key', async () => {
  await using aws = await startAws()
  await aws.createBucket('uploads')
  const Bytes = Buffer.from([0, 255, 13, 10, 0])
  const place = { Bucket: 'uploads', Key: 'orders 2026/ä+b%20c.sqlite' }

  await aws.s3.send(new PutObjectCommand({ ...place, Body: Bytes }))
  const { Body } = await aws.s3.send(new GetObjectCommand(place))

  expect(Buffer.from(await Body!.transformToByteArray())).toEqual(Bytes)
})

test('a rotated secret is the one that is given out, and every question is counted', async () => {
  await using aws = await startAws()
  using client = disposable(secretsClient(aws))
  const ask = async () => (await client.send(new GetSecretValueCommand({ SecretId: 'db' }))).SecretString

  aws.secrets.put('db', { password: 'old' })
  expect(await ask()).toBe('{"password":"old"}')
  aws.secrets.put('db', { password: 'new' })
  expect(await ask()).toBe('{"password":"new"}')

  expect(aws.secrets.asked('db')).toBe(2)
})

test('a secret that is missing is ResourceNotFoundException', async () => {
  await using aws = await startAws()
  using client = disposable(secretsClient(aws))

  const asked = client.send(new GetSecretValueCommand({ SecretId: 'nobody' }))

  await expect(asked).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

function secretsClient(aws: LocalAws): SecretsManagerClient {
  return new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: aws.environment['AWS_ENDPOINT_URL_SECRETS_MANAGER']!,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
}

function disposable(client: SecretsManagerClient): SecretsManagerClient & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() })
}
