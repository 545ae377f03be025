import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { benchChat } from './chat/bench-chat.ts'
import { chatParts, systemNames } from './chat/chat-plan.ts'
import { chatReport } from './chat/report.ts'
import { benchCosts, costsReport } from './costs/bench-costs.ts'
import { benchMasking } from './masking.ts'
import { benchReads } from './reads/bench-reads.ts'
import { holds, readsReport } from './reads/reads-report.ts'
import { benchWeb, deviceNames } from './web/bench-web.ts'

const USAGE = 'pnpm bench [masking|chat|costs|reads|web] with the options of docs/performance.md'

const options = {
  /** A short form: one round, fewer connections. */
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  /** Of `chat`, comma-separated. */
  parts: { type: 'string' },
  systems: { type: 'string' },
  /** Of `chat`: how many sends are under way at a time, comma-separated. */
  concurrent: { type: 'string', default: '1,16,64,256' },
  /** Of `reads` and `web`: how many are stored before anything is read. */
  messages: { type: 'string' },
  /** Of `web`, comma-separated. */
  devices: { type: 'string' },
  /** A file for the figures as JSON; otherwise they follow the tables. */
  json: { type: 'string' },
  /** A folder for CPU profiles of the server processes. */
  profile: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

/** Ends with what is wrong and how it is used. */
function refuse(problem: string): never {
  process.stderr.write(`${problem}\nUsage: ${USAGE}\n`)
  process.exit(2)
}

function read() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const { values, positionals } = read()
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit()
}

/** Names out of a list, comma-separated; none where the option was not given. */
function chosen<Name extends string>(option: string, text: string | undefined, known: readonly Name[]): Name[] {
  return (text?.split(',') ?? []).map(
    (name) => known.find((one) => one === name) ?? refuse(`--${option} knows no "${name}", but ${known.join(', ')}`),
  )
}

/** A whole number above zero. */
function count(option: string, text: string): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0
    ? value
    : refuse(`--${option} takes a whole number above zero, not "${text}"`)
}

/** All that was asked for, looked at before anything is begun. */
const asked = {
  rounds: count('rounds', values.rounds ?? (values.quick ? '1' : '3')),
  seconds: count('seconds', values.seconds ?? (values.quick ? '2' : '4')),
  parts: chosen('parts', values.parts, chatParts),
  systems: chosen('systems', values.systems, systemNames),
  concurrent: values.concurrent.split(',').map((text) => count('concurrent', text)),
  messages: values.messages === undefined ? undefined : count('messages', values.messages),
  devices: chosen('devices', values.devices, deviceNames),
}

const print = (text: string) => void process.stdout.write(`${text}\n`)
const onProgress = (text: string) => void process.stderr.write(`${text}\n`)

async function chat(): Promise<void> {
  const profileTo = values.profile === undefined ? undefined : resolve(values.profile)
  if (profileTo !== undefined) mkdirSync(profileTo, { recursive: true })
  const { rounds, seconds, parts, systems, concurrent } = asked
  const result = await benchChat({
    rounds,
    seconds,
    idleConnections: values.quick ? 2_000 : 5_000,
    returningRooms: 100,
    parts: parts.length === 0 ? chatParts : parts,
    systems,
    concurrent,
    profileTo,
    onProgress,
  })
  print(chatReport(result))
  printFigures(result)
}

async function reads(): Promise<void> {
  const result = await benchReads({ messages: asked.messages ?? 10_000_000, onProgress })
  print(readsReport(result))
  printFigures(result)
  if (!result.reads.every(holds)) process.exitCode = 1
}

function printFigures(result: object): void {
  const json = JSON.stringify(result)
  if (values.json === undefined) print(`\n\`\`\`json\n${json}\n\`\`\``)
  else writeFileSync(values.json, json)
}

async function costs(): Promise<void> {
  const result = await benchCosts({
    rooms: values.quick ? 10 : 50,
    idleMs: values.quick ? 10_000 : 50_000,
    sendSeconds: values.quick ? 5 : 15,
    onProgress: (text) => void process.stderr.write(`${text}\n`),
  })
  print(costsReport(result))
}

const benchmarks: Record<string, () => void | Promise<void>> = {
  masking: () => benchMasking(print),
  chat,
  costs,
  reads,
  web: () => benchWeb({ messages: asked.messages ?? 20_000, devices: asked.devices, print }),
}

const [name = '', surplus] = positionals
if (surplus !== undefined) refuse(`One benchmark at a time, or all: what is "${surplus}"?`)
const wanted = Object.entries(benchmarks).filter(([known]) => name === '' || known === name)
if (wanted.length === 0) refuse(`There is no benchmark "${name}".`)
for (const [title, run] of wanted) {
  print(`## ${title}\n`)
  await run()
}
