import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod'
import { REQUESTS } from '../../aws/requests.ts'
import { connectWith } from '../../engine/target/connection/connect.ts'
import { secretSettings } from '../target/credentials.ts'
import { trustedCas } from '../target/tls.ts'
import { makeRole } from './make-role.ts'

const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResourceProperties: z.object({
    /** Of the database's owner. */
    secretArn: z.string(),
    host: z.string(),
    port: z.coerce.number().optional(),
    database: z.string(),
    role: z.string(),
    schemas: z.array(z.string()),
  }),
})

/**
 * The step of a deployment that makes the function's role in the database, and hands over what an earlier version made as the
 * owner (a custom resource behind aws-cdk-lib's provider framework). The role outlives the stack, as the database and its tables do.
 */
export async function handler(event: unknown): Promise<{ PhysicalResourceId: string }> {
  const { RequestType, ResourceProperties } = requestSchema.parse(event)
  const { role, schemas, ...route } = ResourceProperties
  if (RequestType !== 'Delete') {
    const secrets = new SecretsManagerClient({ requestHandler: REQUESTS })
    const { connection } = await connectWith(secretSettings(secrets, route, trustedCas(null)), 'litelift deployment')
    await using _ = connection
    await makeRole(connection.client, { role, schemas })
  }
  return { PhysicalResourceId: `${route.host}/${route.database}/${role}` }
}
