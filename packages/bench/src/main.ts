import { benchMasking } from './masking.ts'

const benchmarks = { masking: benchMasking }

const [name = ''] = process.argv.slice(2)
const chosen = Object.entries(benchmarks).filter(([known]) => name === '' || known === name)
if (chosen.length === 0) {
  process.stderr.write(
    `There is no benchmark "${name}": choose ${Object.keys(benchmarks).join(', ')}, or none for all.\n`,
  )
  process.exitCode = 1
}
for (const [title, run] of chosen) {
  process.stdout.write(`## ${title}\n\n`)
  run((text) => void process.stdout.write(`${text}\n`))
}
