import { existsSync, readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { LiteliftError } from '../../engine/errors.ts'

/** RDS's own CAs: in the layer that the stack adds (infra/rds-ca), and in Lambda's images. Node loads neither by itself. */
export const RDS_CAS = ['/opt/rds-ca.pem', '/var/runtime/ca-cert.pem']

/**
 * The CAs (PEM) that a PostgreSQL certificate is checked against: those of the given file and no others, or Node's
 * together with RDS's. Both are needed: RDS signs with its own CAs, RDS Proxy and other hosts with public ones.
 * @throws LiteliftError `option-invalid` when the file cannot be read.
 */
export function trustedCas(file: string | null, rdsCas: string[] = RDS_CAS): string {
  if (file !== null) return readCas(file)
  return [...rootCertificates, ...rdsCas.filter((place) => existsSync(place)).map(readCas)].join('\n')
}

function readCas(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new LiteliftError('option-invalid', {
      subject: { file },
      message: `The file of CAs ${file} cannot be read.`,
      hint: 'Set LITELIFT_CA_FILE to a PEM file that is part of the function, or remove the variable.',
      cause,
    })
  }
}
