import { readFile } from 'node:fs/promises'
import { startOrExplain } from '@touchline/service-kit'
import { Command, InvalidArgumentError } from 'commander'
import { dataFolderOf } from './config.ts'
import { keepSecret } from './data-folder.ts'
import { signToken } from './tokens.ts'

const env = process.env
const defaultUrl = `http://127.0.0.1:${env.PORT || 8080}`

/** The secret that standalone verifies tokens with: the environment's, or the one in its data folder. */
function jwtSecret(): string {
  if (env.JWT_PUBLIC_KEY || env.JWKS_URL) {
    throw new Error('Tokens are verified with a public key here: sign them where its private key is')
  }
  return env.JWT_SECRET || keepSecret(dataFolderOf(env), 'jwt-secret')
}

function tokenFor(subject: { user: string } | { service: true }, lifetime: number): string {
  return signToken({ subject, secret: jwtSecret(), audience: env.JWT_AUDIENCE || 'touchline', lifetime })
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('a whole number of seconds, at least 1')
  return Number(text)
}

const program = new Command('touchline').description('Safe chat between Admins, Coaches and Parents')

program
  .command('start')
  .description('start everything in one process, as `pnpm start` does')
  .action(async () => {
    // Only here, so that the other commands need not load three services first.
    const { start } = await import('./start.ts')
    await start(env)
  })

program
  .command('token')
  .description('print a token, signed with JWT_SECRET or the secret in the data folder')
  .option('--user <id>', 'for a person of the directory')
  .option('--service', 'for the directory routes, as the platform calls them')
  .option('--seconds <n>', 'how long it is valid', positiveInteger, 24 * 60 * 60)
  .action((options: { user?: string; service?: boolean; seconds: number }) => {
    if ((options.user === undefined) === (options.service === undefined)) {
      throw new Error('Say whom the token is for: either --user ID or --service')
    }
    const subject = options.user === undefined ? ({ service: true } as const) : { user: options.user }
    process.stdout.write(`${tokenFor(subject, options.seconds)}\n`)
  })

program
  .command('import <file>')
  .description('write people and batches from a JSON file: { "users": […], "batches": […] }, all or nothing')
  .option('--url <url>', 'of the running Touchline', defaultUrl)
  .action(async (file: string, { url }: { url: string }) => {
    const body = await readFile(file, 'utf8').catch(() => {
      throw new Error(`${file} cannot be read`)
    })
    const reply = await request(`${url}/api/directory/import`, body)
    process.stdout.write(`Wrote ${JSON.stringify(reply)}\n`)
  })

program
  .command('status')
  .description('ask a running Touchline whether it is ready')
  .option('--url <url>', 'of the running Touchline', defaultUrl)
  .action(async ({ url }: { url: string }) => {
    const response = await reach(`${url}/ready`)
    process.stdout.write(`${await response.text()}\n`)
    if (!response.ok) process.exitCode = 1
  })

async function request(url: string, body: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${tokenFor({ service: true }, 60)}`, 'content-type': 'application/json' }
  const response = await reach(url, { method: 'POST', headers, body })
  const reply: unknown = await response.json()
  if (response.ok) return reply
  const reason = typeof reply === 'object' && reply !== null && 'message' in reply ? reply.message : response.statusText
  throw new Error(`Touchline refused it (${response.status}): ${reason}`)
}

async function reach(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    throw new Error(`Nothing answers at ${new URL(url).origin}: start it with pnpm start, or name another --url`, {
      cause,
    })
  }
}

await startOrExplain(async () => {
  await program.parseAsync()
})
