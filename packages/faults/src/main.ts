/**
 * `pnpm test:faults [--seed N] [--seeds N] [--minutes N] [--messages N]
 * [--without sweeper|dedupe|sync]`: kills, freezes and cuts off real processes while
 * clients write, and compares what is left with what was promised. Ends with tap's totals, as `pnpm test` does.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMutantName, mutants } from './mutants.ts'
import { mutantOption, suiteEnvironment } from './options.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    messages: { type: 'string', default: '1000' },
    without: { type: 'string' },
  },
})

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`)
  return value
}

const { without } = values
if (without !== undefined && !isMutantName(without)) {
  throw new Error(`--without takes one of ${Object.keys(mutants).join(', ')}`)
}
const options = {
  seed: wholeNumber('seed', values.seed),
  seeds: wholeNumber('seeds', values.seeds),
  minutes: values.minutes === undefined ? undefined : wholeNumber('minutes', values.minutes),
  messages: wholeNumber('messages', values.messages),
  without,
}
const run = join(root, 'packages', 'testing', 'src', 'run.ts')
const mutated = without === undefined ? [] : [`--node-arg=${mutantOption}`]
if (without !== undefined) console.log(`Without the ${without}, on purpose: this has to fail.`)
const child = spawn(process.execPath, [run, 'packages/faults/src/suite.ts', '--timeout=0', ...mutated], {
  cwd: root,
  env: { ...process.env, ...suiteEnvironment(options) },
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
const [code] = await once(child, 'exit')
process.exitCode = typeof code === 'number' ? code : 1
