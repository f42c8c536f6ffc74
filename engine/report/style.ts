import { html } from './markup.ts'

/** The report's look, light and dark by the reader's system, without a font or picture of its own. */
export const style = html`<style>
  :root {
    color-scheme: light dark;
    --line: light-dark(#dcdfe4, #383c43);
    --soft: light-dark(#5b6270, #a0a7b4);
    --good: light-dark(#14713b, #6fce95);
    --bad: light-dark(#ad1f2d, #ff8f95);
    --bar: light-dark(#7ba7d9, #47729f);
  }
  body {
    font:
      16px/1.5 system-ui,
      sans-serif;
    max-width: 60rem;
    margin: 2rem auto;
    padding: 0 1rem;
    background: light-dark(#fff, #17191d);
    color: light-dark(#1b1e24, #e6e8ec);
  }
  h1 {
    font-size: 1.6rem;
    line-height: 1.25;
    color: var(--good);
  }
  .failed h1,
  .failed-retryable h1 {
    color: var(--bad);
  }
  h2 {
    font-size: 1.15rem;
    margin-top: 2rem;
  }
  summary {
    cursor: pointer;
  }
  code,
  td {
    unicode-bidi: isolate;
    overflow-wrap: anywhere;
  }
  code {
    font-size: 0.92em;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.15rem 1rem;
  }
  dt {
    color: var(--soft);
  }
  dd {
    margin: 0;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    margin: 0.5rem 0;
  }
  .wide {
    overflow-x: auto;
  }
  th {
    text-align: left;
    font-weight: 600;
    color: var(--soft);
  }
  th,
  td {
    padding: 0.25rem 0.75rem 0.25rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  .number {
    text-align: right;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  svg {
    width: 8rem;
    height: 0.7rem;
    display: block;
    margin-top: 0.4rem;
  }
  rect {
    fill: var(--bar);
  }
  .error {
    border-left: 4px solid var(--bad);
    padding: 0.1rem 1rem;
  }
  details {
    margin: 0.4rem 0;
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-size: 0.85em;
  }
</style>`
