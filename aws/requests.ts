/**
 * How the services of AWS are asked. Milliseconds: a subnet without an endpoint for the service drops packets, and without limits
 * that is a silent hang. Secrets come this way, so certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says.
 */
export const REQUESTS = {
  connectionTimeout: 3000,
  socketTimeout: 20_000,
  httpsAgent: { rejectUnauthorized: true },
}
