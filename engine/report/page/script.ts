import { createHash } from 'node:crypto'

/** Hides the rows that do not hold what is written beside a long table, and unfolds all. Without it, or where it may not run, all rows are shown. */
export const PAGE_SCRIPT = `for (const label of document.querySelectorAll('label.filter')) {
  label.hidden = false
  const rows = label.nextElementSibling.querySelectorAll('tbody tr')
  label.querySelector('input').addEventListener('input', ({ target }) => {
    const wanted = target.value.toLowerCase()
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted)
  })
}
for (const button of document.querySelectorAll('button.unfold')) {
  button.hidden = false
  button.addEventListener('click', () => {
    const open = button.textContent === 'Unfold all'
    for (const one of document.querySelectorAll('details')) one.open = open
    button.textContent = open ? 'Fold all' : 'Unfold all'
  })
}`

/** What the page's policy allows to run: this text and nothing else (w3.org/TR/CSP3, script-src). */
export const PAGE_SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}'`
