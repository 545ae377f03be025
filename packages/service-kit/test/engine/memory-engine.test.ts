import t from 'tap'
import { createEngine } from '../../src/engine/index.ts'
import { engineContract } from './engine-contract.ts'

engineContract(t, (options) => {
  const engine = createEngine(options)
  return { one: engine, other: engine }
})
