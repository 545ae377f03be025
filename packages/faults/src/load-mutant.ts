/** To be preloaded by `node --import`: loads one source file as the mutant that the environment names has it. */
import { registerHooks } from 'node:module'
import { isMutantName, type Mutant, mutants, mutate } from './mutants.ts'
import { mutantVariable } from './options.ts'

const name = process.env[mutantVariable] ?? ''
if (isMutantName(name)) {
  const mutant: Mutant = mutants[name]
  const target = new URL(`../../../${mutant.file}`, import.meta.url).href
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (url !== target || loaded.source === undefined || loaded.source === null) return loaded
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      return { ...loaded, source: mutate(source, mutant) }
    },
  })
}
