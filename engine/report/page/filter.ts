import { createHash } from 'node:crypto'

/** Hides the rows that do not hold what is written beside a long table. Without it, or where it may not run, all are shown. */
export const FILTER = `for (const label of document.querySelectorAll('label.filter')) {
  label.hidden = false
  const rows = label.nextElementSibling.querySelectorAll('tbody tr')
  label.querySelector('input').addEventListener('input', ({ target }) => {
    const wanted = target.value.toLowerCase()
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted)
  })
}`

/** What the page's policy allows to run: this text and nothing else (w3.org/TR/CSP3, script-src). */
export const FILTER_SOURCE = `'sha256-${createHash('sha256').update(FILTER).digest('base64')}'`
