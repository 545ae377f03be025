import type { Page } from 'playwright-core'

/** A message that was marked because somebody was brought to it. */
interface Marked {
  readonly text: string
  /** How long the mark is shown. Milliseconds. */
  readonly duration: number
}

/** Notes each mark from now on: one that is looked for is gone before a busy machine has looked. */
export async function noteMarked(page: Page): Promise<() => Promise<Marked[]>> {
  await page.evaluate(`globalThis.marked = []
    document.addEventListener('animationstart', ({ target }) => {
      const article = target.closest('article[data-shown]')
      // Where the page stood still for long the animation is over by now; its style is not.
      const duration = 1000 * parseFloat(getComputedStyle(target).animationDuration)
      if (article !== null) marked.push({ text: article.innerText, duration })
    })`)
  return () => page.evaluate('marked')
}
