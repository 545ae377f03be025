import t from 'tap'
import { type HistoryWindow, PageHistory } from '../src/navigation/page-history.ts'

/** A browser's history as far as it matters here: going through it takes a moment. */
function browserAt(hash: string, { isFramed = false } = {}) {
  const entries: { hash: string; state: unknown }[] = [{ hash, state: null }]
  let at = 0
  let popped = (): void => {}
  let isStuck = false
  let overdue = (): void => {}
  const current = () => {
    const entry = entries[at]
    if (entry === undefined) throw new Error('outside of the history')
    return entry
  }
  const go = async (steps: number): Promise<void> => {
    await new Promise(setImmediate)
    if (isStuck || entries[at + steps] === undefined) return
    at += steps
    popped()
    await new Promise(setImmediate)
  }
  const put = (entry: { hash: string; state: unknown }, isReplaced = false): void => {
    at = isReplaced ? at : at + 1
    entries.splice(at, entries.length, entry)
  }
  const window: HistoryWindow = {
    get parent() {
      return isFramed ? {} : window
    },
    get location() {
      return { hash: current().hash }
    },
    history: {
      get state() {
        return current().state
      },
      pushState: (state) => put({ hash: current().hash, state }),
      replaceState: (state) => put({ hash: current().hash, state }, true),
      go: (steps) => void go(steps),
    },
    setTimeout: (act) => {
      overdue = act
      return 1
    },
    clearTimeout: () => {
      overdue = () => {}
    },
    addEventListener: (_type, listener) => {
      popped = listener
    },
  }
  const history = new PageHistory(window)
  const settled = async () => {
    for (let turns = 0; turns < 6; turns += 1) await new Promise(setImmediate)
  }
  return {
    history,
    settled,
    reload: () => new PageHistory(window),
    back: () => go(-1),
    forward: () => go(1),
    /** From now on the browser does not go where it is asked to. */
    stick: () => {
      isStuck = true
    },
    async waitInVain() {
      overdue()
      await settled()
    },
    async open(path: string, options: { replace?: boolean } = {}) {
      const navigate = (to: string, given: { state?: unknown; replace?: boolean } = {}) =>
        put({ hash: `#${to}`, state: given.state ?? null }, given.replace)
      history.navigate(navigate, path, options)
      await settled()
    },
    /** The addresses up to the present one, an entry of something open in brackets. */
    get behind() {
      return entries.slice(0, at + 1).map((entry) => {
        const isLayer = JSON.stringify(entry.state).includes('"isLayer":true')
        return isLayer ? `[${entry.hash}]` : entry.hash
      })
    },
  }
}

t.test('to the list is a way back, however many conversations were opened on the way', async (t) => {
  const browser = browserAt('')
  await browser.open('/c/a')
  t.same(browser.behind, ['', '#/c/a'])
  await browser.open('/c/a')
  t.same(browser.behind, ['', '#/c/a'], 'what is open already is no new entry')
  await browser.open('/')
  t.same(browser.behind, [''])
  await browser.open('/c/b')
  await browser.open('/admin/people', { replace: true })
  await browser.open('/c/c')
  t.same(browser.behind, ['', '#/admin/people', '#/c/c'])
  await browser.open('/')
  t.same(browser.behind, [''])
  await browser.open('/')
  t.same(browser.behind, [''])
})

t.test('who came by an address finds the list in its place', async (t) => {
  const browser = browserAt('#/c/a')
  await browser.open('/')
  t.same(browser.behind, ['#/'])
  await browser.open('/c/b')
  await browser.open('/')
  t.same(browser.behind, ['#/'])
})

t.test('Back closes what is open, the uppermost first, and leaves the page where it is', async (t) => {
  const browser = browserAt('')
  await browser.open('/c/a')
  const closed: string[] = []
  const layer = (name: string) => {
    const isClosed = browser.history.opened(() => {
      closed.push(name)
      isClosed()
    })
    return isClosed
  }
  layer('dialog')
  await browser.settled()
  layer('menu')
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'], 'one entry for both')
  await browser.back()
  t.same(closed, ['menu'])
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'])
  await browser.back()
  t.same(closed, ['menu', 'dialog'])
  t.same(browser.behind, ['', '#/c/a'])
  await browser.forward()
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a'], 'there is nothing to go forward to')
  await browser.back()
  t.same(browser.behind, [''])
})

t.test('what is closed in another way leaves no entry; one thing may follow the other', async (t) => {
  const browser = browserAt('')
  await browser.open('/c/a')
  const menuClosed = browser.history.opened(() => t.fail('nobody went back'))
  await browser.settled()
  menuClosed()
  const dialogClosed = browser.history.opened(() => t.fail('nobody went back'))
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'])
  dialogClosed()
  await Promise.resolve()
  const again = browser.history.opened(() => t.fail('nobody went back'))
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'], 'also while the browser is still on its way back')
  again()
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a'])
})

t.test('whoever goes elsewhere from what is open comes back to what was below it', async (t) => {
  const browser = browserAt('')
  const closed = browser.history.opened(() => {})
  await browser.settled()
  closed()
  await browser.open('/c/a')
  t.same(browser.behind, ['', '#/c/a'])
  const gone = browser.history.opened(() => {})
  await browser.settled()
  const leaves = browser.open('/')
  gone()
  await leaves
  t.same(browser.behind, [''])
})

t.test('loaded anew while something was open, the page has no entry for it', async (t) => {
  const browser = browserAt('')
  await browser.open('/c/a')
  browser.history.opened(() => {})
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'])
  browser.reload()
  await browser.settled()
  t.same(browser.behind, ['', '#/c/a'])
})

t.test('in a frame there is one entry, whatever is opened', async (t) => {
  const browser = browserAt('', { isFramed: true })
  await browser.open('/c/a')
  t.same(browser.behind, ['#/c/a'])
  const closed = browser.history.opened(() => t.fail('nobody went back'))
  await browser.settled()
  t.same(browser.behind, ['#/c/a'])
  closed()
  await browser.open('/c/b')
  t.same(browser.behind, ['#/c/b'])
  await browser.open('/')
  t.same(browser.behind, ['#/'])
})

t.test('where the browser does not go back, the page goes on all the same', async (t) => {
  const browser = browserAt('')
  await browser.open('/c/a')
  browser.stick()
  const closed = browser.history.opened(() => t.fail('nobody went back'))
  await browser.settled()
  closed()
  await browser.settled()
  await browser.open('/c/b')
  t.same(browser.behind, ['', '#/c/a', '[#/c/a]'], 'it waits')
  await browser.waitInVain()
  t.same(browser.behind, ['', '#/c/a', '#/c/a', '#/c/b'])
  const other = browserAt('')
  await other.open('/c/a')
  other.stick()
  await other.open('/')
  await other.waitInVain()
  t.same(other.behind, ['', '#/'])
})
