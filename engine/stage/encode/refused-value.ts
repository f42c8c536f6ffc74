/** Why a row cannot be written: the column's index among those of the encoder, and words that follow "the value". */
export interface RefusedValue {
  column: number
  reason: string
}
