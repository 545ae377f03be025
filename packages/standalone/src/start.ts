import { type Environment, runService } from '@touchline/service-kit'
import { ensureWebBuilt } from '@touchline/web-server'
import { dataFolderOf, loadStandaloneConfig } from './config.ts'
import { keepSecret } from './data-folder.ts'
import { demoPeople } from './demo/demo-academy.ts'
import { buildStandalone } from './standalone.ts'

/** Starts standalone and runs it until it is told to stop, saying on standard output what it does. */
export async function start(env: Environment): Promise<void> {
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`)
  }
  const config = loadStandaloneConfig(env, () => keepSecret(dataFolderOf(env), 'jwt-secret'))
  const web = ensureWebBuilt(say)
  // A failure is told where the page is awaited, after what was started until then has been stopped.
  web.catch(() => {})
  const { app, madeDemo } = await buildStandalone(config, { onProgress: say, web })
  if (madeDemo) {
    const names = demoPeople.map(({ id, role }) => `${id} (${role})`).join(', ')
    say(`Made a demo academy: ${names}`)
    say(`A token for one of them: pnpm --silent touchline token --user ${demoPeople[0].id}`)
  }
  const address = `http://${config.HOST}:${config.PORT}`
  say(`API and event reference: ${address}/docs`)
  await runService(app, { host: config.HOST, port: config.PORT, drainSeconds: config.DRAIN_SECONDS })
  say(`Touchline ready on ${address}`)
}
