/** One protection taken away on purpose, to see that the suite notices: a change of a source text, made while it is loaded. */
export interface Mutant {
  /** Relative to the root of the checkout. */
  readonly file: string
  /** Occurs exactly once; a test sees to it. */
  readonly text: string
  readonly replacement: string
  /** Run on the database before anything is written. */
  readonly sql?: string
}

export const mutants = {
  /** What a killed instance committed and did not tell is told by nobody. */
  sweeper: {
    file: 'services/conversation/src/publishing/sweeper.ts',
    text: 'setInterval(inTurn(sweep), SWEEP_MS),',
    replacement: '',
  },
  /** A repeated send is stored again. */
  dedupe: {
    file: 'services/conversation/src/messages/send.repository.ts',
    text: "import.meta.url), 'utf8')",
    replacement:
      "import.meta.url), 'utf8').replace(/and coalesce\\(client_id, ''\\) = (?:i\\.client_id|\\$5::text)/, 'and false')",
    sql: 'drop index messages_by_client_id',
  },
  /** After a lost connection the SDK goes on where it was, and only fills gaps that it notices. */
  sync: {
    file: 'packages/client/src/client.ts',
    text: `    this.#isUpToDate = false
    this.#sync.request()
    // Where`,
    replacement: `    this.#isUpToDate = false
    if (this.#conversations.loaded) this.#synced()
    else this.#sync.request()
    // Where`,
  },
} satisfies Record<string, Mutant>

export type MutantName = keyof typeof mutants

export function isMutantName(name: string): name is MutantName {
  return Object.hasOwn(mutants, name)
}

/** The source without the protection. Throws where the text is not there as it was: the mutant would do nothing. */
export function mutate(source: string, { file, text, replacement }: Mutant): string {
  const parts = source.split(text)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times what the mutant changes`)
  return parts.join(replacement)
}
