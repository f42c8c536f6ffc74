/** Colours of a terminal (ECMA-48, Select Graphic Rendition), of those that litelift uses. */
const STYLES: Record<string, string> = {
  '1': 'font-weight:700',
  '2': 'opacity:.65',
  '31': 'color:#ff7b85',
  '32': 'color:#7bd88f',
  '33': 'color:#e5c07b',
}

/** What a terminal shows of the text, as a page. */
export function terminalPage(text: string): string {
  let open = 0
  const body = text
    .replaceAll(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    // eslint-disable-next-line no-control-regex -- escapes are what is looked for
    .replaceAll(/\u001b\[(\d+)m/g, (_, code: string) => {
      const style = STYLES[code]
      if (style !== undefined) open++
      else if (open > 0) open--
      else return ''
      return style === undefined ? '</span>' : `<span style="${style}">`
    })
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #16181d; color: #dfe3ea }
    pre { margin: 0; padding: 18px 22px; font: 14px/1.45 'DejaVu Sans Mono', 'Liberation Mono', monospace; white-space: pre-wrap; overflow-wrap: anywhere }
  </style><pre>${body}</pre>`
}
