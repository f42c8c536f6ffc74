/** Numbers in [0, 2³²) that are the same in every run: xorshift32 (Marsaglia 2003). */
export function randomNumbers(seed = 0x9e3779b9): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const WORDS =
  'alder birch cedar dogwood elm fir gorse hazel ivy juniper larch maple nettle oak pine rowan sorrel thyme'.split(' ')

/** So many words, some with letters that take two bytes. */
export function wordsFrom(random: () => number, number: number): string {
  let text = ''
  for (let i = 0; i < number; i++) text += (i ? ' ' : '') + WORDS[random() % WORDS.length]! + (random() % 8 ? '' : 'é')
  return text
}
