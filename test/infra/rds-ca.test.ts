import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { Match } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { RDS_CAS, trustedCas } from '../../lambda/target/tls.ts'
import { resources } from './resources.ts'
import { synthesise } from './synthesise.ts'

const folder = join(import.meta.dirname, '../../infra/rds-ca')
const file = join(folder, 'rds-ca.pem')
const certificates = (pem: string) =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((one) => new X509Certificate(one))

test('the CAs of RDS are roots that are valid for years, one for each algorithm and region', () => {
  const roots = certificates(readFileSync(file, 'utf8'))
  const names = roots.map(({ subject }) => /CN=Amazon RDS (\S+) Root CA (RSA2048|RSA4096|ECC384) G1/.exec(subject)!)
  const regions = Map.groupBy(names, ([, region]) => region)
  for (const [region, of] of regions) {
    expect({ region, algorithms: of.map(([, , algorithm]) => algorithm!).toSorted() }).toEqual({
      region,
      algorithms: ['ECC384', 'RSA2048', 'RSA4096'],
    })
  }
  expect([...regions.keys()]).toEqual(expect.arrayContaining(['eu-central-1', 'us-east-1', 'ap-south-1', 'sa-east-1']))
  const inFiveYears = Date.now() + 5 * 365 * 86_400_000
  const bad = roots.filter(
    (root) =>
      !root.ca || !root.checkIssued(root) || !root.verify(root.publicKey) || Date.parse(root.validTo) < inFiveYears,
  )
  expect(bad.map(({ subject }) => subject)).toEqual([])
})

test("are trusted beside Node's own, where they lie", () => {
  const trusted = certificates(trustedCas(null, [file, '/nowhere/ca.pem']))
  expect(trusted).toHaveLength(rootCertificates.length + certificates(readFileSync(file, 'utf8')).length)
  expect(certificates(trustedCas(file))).toHaveLength(trusted.length - rootCertificates.length)
})

test('are a layer of both functions that talk to a database', () => {
  // Layers are unpacked into /opt.
  expect(readdirSync(folder).map((name) => `/opt/${name}`)).toEqual([RDS_CAS[0]])
  const { template } = synthesise({ routes: [{ prefix: '' }] })
  const functions = resources(template, 'AWS::Lambda::Function', { VpcConfig: Match.anyValue() })
  const ours = functions.filter(({ Description }) => String(Description).startsWith('litelift'))
  expect(ours).toHaveLength(2)
  for (const { Layers } of ours) {
    expect(Layers).toEqual([{ Ref: expect.stringContaining('RdsCas') as string }])
  }
})
