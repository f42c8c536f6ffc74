import { defineConfig, type MarkdownRenderer } from 'vitepress'
import { sections } from '../sections.ts'

/**
 * The pages of docs/ as a site: `npm run docs` builds it into dist/docs, without network. The pages themselves stay plain markdown, with
 * docs/README.md as their index.
 */
export default defineConfig({
  title: 'litelift',
  description: 'A SQLite file into PostgreSQL: complete, verified, all at once or not at all.',
  lang: 'en',
  // A copy of docs/: pages find the builder's packages above them only.
  srcDir: 'pages',
  outDir: '../dist/docs',
  cacheDir: '../dist/docs-cache',
  rewrites: { 'README.md': 'index.md' },
  base: process.env['DOCS_BASE'] ?? '/',
  markdown: { config: asWritten },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: sections().map(({ title, pages }) => ({
      text: title,
      items: pages.map(([file, text]) => ({ text, link: `/${file.replace(/\.md$/, '')}` })),
    })),
  },
})

function asWritten(md: MarkdownRenderer): void {
  withoutLinksToSources(md)
  // Braces are braces here, and no templates of the site's.
  const { text, code_inline: code } = md.renderer.rules
  md.renderer.rules.text = (...rule) => text!(...rule).replaceAll('{', '&#123;')
  md.renderer.rules.code_inline = (...rule) => code!(...rule).replaceAll('{', '&#123;')
}

/** Files of the repository are no pages: of a link that leads out of docs/ the text stays. */
function withoutLinksToSources(md: MarkdownRenderer): void {
  md.core.ruler.push('without-links-to-sources', ({ tokens }) => {
    for (const token of tokens) {
      let isOut = false
      token.children = (token.children ?? []).filter((child) => {
        if (child.type === 'link_open') isOut = child.attrGet('href')!.startsWith('../')
        return !(isOut && child.type.startsWith('link_'))
      })
      if (token.type !== 'inline') token.children = null
    }
  })
}
