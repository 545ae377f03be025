/**
 * `pnpm test:compose [--short]`: brings docker-compose.yml up as it is, lets clients of the SDK chat, scales, kills, replaces
 * every replica while the JWT secret is rotated, backs up, restores, and takes everything down again with its volumes. Needs
 * a Docker engine with compose. The short form ends after the scaling.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CohortsLoad } from './cohorts-load.ts'
import { composeProject } from './compose.ts'
import { fillAcademy } from './compose-academy.ts'
import { backUpAndRestore } from './compose-backup.ts'
import { replaceAndRotate } from './compose-replacement.ts'
import { looksSafe } from './compose-safety.ts'
import { scaleAndKill } from './compose-scaling.ts'

const isShort = process.argv.includes('--short')
/** Clients by batch. */
const COHORTS = isShort ? [40] : [40, 40, 40, 40, 40]

const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = await mkdtemp(join(tmpdir(), 'touchline-compose-'))
const project = await composeProject(folder)
let load: CohortsLoad | undefined
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)))
})
try {
  await Promise.race([everything(), interrupted])
  say('compose: all of it holds')
} catch (error) {
  process.exitCode = 1
  say(`compose: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  say((await project.compose('ps', '--all').catch(String)).trim())
  say(await project.compose('logs', '--tail=30').catch(String))
} finally {
  load?.close()
  await project.compose('down', '--volumes', '--remove-orphans', '--timeout=2').catch((error) => say(String(error)))
  await rm(folder, { recursive: true, force: true })
}

async function everything(): Promise<void> {
  const started = Date.now()
  await project.compose('build', '--quiet')
  say(`built after ${((Date.now() - started) / 1_000).toFixed(1)} s`)
  const upAt = Date.now()
  await project.compose('up', '--detach', '--wait', '--no-build')
  say(`up after ${((Date.now() - upAt) / 1_000).toFixed(1)} s`)

  await looksSafe(project)
  const academy = await fillAcademy(project, COHORTS)
  load = await CohortsLoad.open({
    url: project.url,
    cohorts: academy.cohorts,
    token: academy.token,
    sendsPerSecond: 5 / COHORTS.length,
  })
  say(`${COHORTS.reduce((sum, size) => sum + size, 0)} clients chat in ${COHORTS.length} batches`)
  await scaleAndKill(project, load, { quietMs: isShort ? 2_000 : 10_000, say })
  if (!isShort) await replaceAndRotate(project, academy, load, say)

  const { acknowledged, ...verdict } = await load.finish(academy.as('asha'))
  say(`${acknowledged} acknowledged messages: ${JSON.stringify(verdict)}`)
  assert.ok(acknowledged > 50)
  assert.deepEqual(verdict, { lost: 0, doubled: 0, failed: [], astray: [] })
  load.close()
  if (!isShort) await backUpAndRestore(project, academy, say)
}
