import { html } from './markup.ts'

/** The report's look, light and dark by the reader's system, narrow, wide and on paper, without a font or picture of its own. */
export const style = html`<style>
  :root {
    color-scheme: light dark;
    --line: light-dark(#dcdfe4, #383c43);
    --soft: light-dark(#555c69, #a7aebb);
    --good: light-dark(#14713b, #6fce95);
    --partly: light-dark(#8a5300, #f0b65a);
    --bad: light-dark(#ad1f2d, #ff8f95);
    --bar: light-dark(#7ba7d9, #47729f);
    --back: light-dark(#fff, #17191d);
    --raised: light-dark(#f5f6f8, #1f2228);
  }
  body {
    font:
      16px/1.5 system-ui,
      sans-serif;
    max-width: 72rem;
    margin: 2rem auto;
    padding: 0 1rem;
    background: var(--back);
    color: light-dark(#1b1e24, #e6e8ec);
  }
  h1 {
    font-size: 1.6rem;
    line-height: 1.25;
    color: var(--good);
    text-wrap: balance;
  }
  .partly h1 {
    color: var(--partly);
  }
  .bad h1 {
    color: var(--bad);
  }
  h2 {
    font-size: 1.15rem;
    margin: 2rem 0 0.5rem;
  }
  summary {
    cursor: pointer;
    padding: 0.15rem 0;
  }
  code,
  td {
    unicode-bidi: isolate;
  }
  code,
  td,
  dd,
  li,
  p {
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
  .long {
    max-height: 34rem;
    overflow-y: auto;
    border: 1px solid var(--line);
    padding: 0 0.75rem;
  }
  .long thead th {
    position: sticky;
    top: 0;
    background: var(--back);
  }
  .filter {
    color: var(--soft);
  }
  .filter input {
    font: inherit;
    padding: 0.1rem 0.4rem;
  }
  th {
    text-align: left;
    font-weight: 600;
    color: var(--soft);
    white-space: nowrap;
  }
  th,
  td {
    padding: 0.25rem 1rem 0.25rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  /* A cell breaks between words, and within one only where it would not fit on a line. */
  td,
  td code,
  summary code {
    overflow-wrap: break-word;
  }
  td {
    max-width: 32rem;
  }
  .number {
    text-align: right;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .share {
    width: 6rem;
    height: 0.35rem;
    display: block;
    margin: 0.15rem 0 0 auto;
  }
  .share rect {
    fill: var(--bar);
  }
  .timeline {
    width: 100%;
    height: 1.25rem;
    display: block;
  }
  .key {
    width: 0.7rem;
    height: 0.7rem;
  }
  .phase0 {
    fill: light-dark(#2f6fb0, #6ea8e0);
  }
  .phase1 {
    fill: light-dark(#c77700, #e0a04a);
  }
  .phase2 {
    fill: light-dark(#2e8b57, #6fbf92);
  }
  .phase3 {
    fill: light-dark(#8a5aa8, #b58bd0);
  }
  .phase4 {
    fill: light-dark(#b8433c, #ef8f86);
  }
  .phase5 {
    fill: light-dark(#1f8a99, #5fc4d2);
  }
  .phase6 {
    fill: light-dark(#a3527f, #e296bf);
  }
  .phase7 {
    fill: light-dark(#6b7a1e, #b9c85e);
  }
  .other {
    fill: light-dark(#9aa1ac, #6a717c);
  }
  .error {
    border-left: 4px solid var(--bad);
    padding: 0.1rem 1rem;
    background: var(--raised);
  }
  .next {
    border-left: 4px solid var(--bar);
    padding: 0.5rem 1rem 0.5rem 2rem;
    background: var(--raised);
  }
  details {
    margin: 0.4rem 0;
  }
  dd details {
    margin: 0;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1rem;
    align-items: baseline;
    margin-top: 1.5rem;
  }
  a {
    color: light-dark(#1d5a99, #8cbcee);
  }
  button {
    font: inherit;
    color: inherit;
    padding: 0.1rem 0.6rem;
    border: 1px solid var(--line);
    border-radius: 0.3rem;
    background: var(--raised);
    cursor: pointer;
  }
  .term {
    white-space: nowrap;
  }
  .changed {
    color: var(--partly);
    font-weight: 600;
    font-size: 0.85em;
    white-space: nowrap;
  }
  footer {
    margin-top: 3rem;
    color: var(--soft);
    font-size: 0.85em;
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-size: 0.85em;
    background: var(--raised);
    padding: 0.5rem;
    margin: 0.3rem 0;
  }
  /* A line that does not fit goes on further in than it began. */
  pre span {
    display: block;
    padding-left: 4ch;
    text-indent: -4ch;
  }
  @media (max-width: 40rem) {
    dl {
      display: block;
    }
    dd {
      margin: 0 0 0.5rem;
    }
    table,
    tbody,
    tr,
    td {
      display: block;
    }
    thead {
      display: none;
    }
    tr {
      border-bottom: 2px solid var(--line);
      padding: 0.4rem 0;
    }
    tr[hidden] {
      display: none;
    }
    td {
      border: 0;
      padding: 0.1rem 0;
      max-width: none;
    }
    td::before {
      content: attr(data-title);
      color: var(--soft);
      margin-right: 0.4rem;
      font-size: 0.85em;
    }
    td.number::before {
      float: left;
      font-size: 1em;
    }
    td.short {
      display: inline;
      margin-right: 0.3rem;
    }
    td:first-child::before,
    td:empty {
      display: none;
    }
    .share {
      display: none;
    }
  }
  @media print {
    body {
      max-width: none;
      margin: 0;
      font-size: 10pt;
    }
    .long {
      max-height: none;
      overflow: visible;
      border: 0;
      padding: 0;
    }
    .filter,
    nav {
      display: none;
    }
    /* Paper cannot be unfolded. */
    details::details-content {
      content-visibility: visible;
      block-size: auto;
      overflow: visible;
    }
    tr,
    pre {
      break-inside: avoid;
    }
  }
</style>`
