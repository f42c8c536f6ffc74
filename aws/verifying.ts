/** Options of an HTTPS agent: secrets come this way, so certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
export const VERIFYING = { rejectUnauthorized: true }
