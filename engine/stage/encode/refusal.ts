/** Why a row cannot be written: the column's index among those of the encoder, and words that follow "the value". */
export interface Refusal {
  column: number
  reason: string
}
