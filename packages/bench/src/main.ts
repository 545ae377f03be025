import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { benchChat } from './chat/bench-chat.ts'
import { chatParts } from './chat/chat-plan.ts'
import { chatReport } from './chat/report.ts'
import { benchCosts, costsReport } from './costs/bench-costs.ts'
import { benchMasking } from './masking.ts'
import { benchReads } from './reads/bench-reads.ts'
import { holds, readsReport } from './reads/reads-report.ts'
import { benchWeb } from './web/bench-web.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
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
    /** Of `web`, comma-separated: `phone`, `desktop`. */
    devices: { type: 'string' },
    /** A file for the figures as JSON; otherwise they follow the tables. */
    json: { type: 'string' },
    /** A folder for CPU profiles of the server processes. */
    profile: { type: 'string' },
  },
})

const print = (text: string) => void process.stdout.write(`${text}\n`)
const onProgress = (text: string) => void process.stderr.write(`${text}\n`)
const list = (text: string | undefined) => text?.split(',') ?? []

async function chat(): Promise<void> {
  const profileTo = values.profile === undefined ? undefined : resolve(values.profile)
  if (profileTo !== undefined) mkdirSync(profileTo, { recursive: true })
  const parts = list(values.parts)
  const result = await benchChat({
    rounds: Number(values.rounds ?? (values.quick ? 1 : 3)),
    seconds: Number(values.seconds ?? (values.quick ? 2 : 4)),
    idleConnections: values.quick ? 2_000 : 5_000,
    returningRooms: 100,
    parts: chatParts.filter((part) => parts.length === 0 || parts.includes(part)),
    systems: list(values.systems),
    concurrent: list(values.concurrent).map(Number),
    profileTo,
    onProgress,
  })
  print(chatReport(result))
  printFigures(result)
}

async function reads(): Promise<void> {
  const result = await benchReads({ messages: Number(values.messages ?? 10_000_000), onProgress })
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
  web: () => benchWeb({ messages: Number(values.messages ?? 20_000), devices: list(values.devices), print }),
}

const [name = ''] = positionals
const chosen = Object.entries(benchmarks).filter(([known]) => name === '' || known === name)
if (chosen.length === 0) {
  const known = Object.keys(benchmarks).join(', ')
  process.stderr.write(`There is no benchmark "${name}": choose ${known}, or none for all.\n`)
  process.exitCode = 1
}
for (const [title, run] of chosen) {
  print(`## ${title}\n`)
  await run()
}
