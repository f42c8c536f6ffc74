// pg as the function needs it: without the pool and the binding to libpq, which the package's entry brings along (5 KB of the zipped bundle).
import Client from '../../node_modules/pg/lib/client.js'

export { Client }
