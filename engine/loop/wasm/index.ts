export { encode } from './encode'
export { tally } from './tally'
