import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from './repository-root.ts'

const run = promisify(execFile)

/** A server that Debian and Ubuntu have a package of. */
export type PackagedProgram = {
  /** Name of the package. */
  package: string
  /** Where the package has the program, from the root. */
  file: string
  /** Folder below `.cache/`. */
  cache: string
}

/** Where a program is, and what its environment needs besides ours. */
export type Program = { path: string; env: Record<string, string> }

const networkTimeoutMs = 240_000

/** The program that an earlier run has fetched for this release of the system, if any. */
export async function cachedProgram(wanted: PackagedProgram): Promise<Program | undefined> {
  return unpackedIn(await cacheFolder(wanted), wanted)
}

/**
 * Downloads the distribution's package and the libraries that are missing here, and unpacks them below `.cache/`. apt
 * gets folders of its own for its lists and its cache, so this needs no root, no `apt-get update` before it, and
 * installs nothing. Processes that fetch at once do not meet: the result is complete before it gets its name.
 */
export async function fetchProgram(wanted: PackagedProgram): Promise<Program> {
  const target = await cacheFolder(wanted)
  const work = `${target}.${randomBytes(6).toString('hex')}`
  try {
    const apt = await privateApt(join(work, 'apt'))
    await apt(['update'])
    const plan = await apt(['install', '--simulate', '--no-install-recommends', wanted.package])
    const packages = [...plan.matchAll(/^Inst (\S+)/gm)].flatMap((match) => match[1] ?? [])
    const downloads = join(work, 'downloads')
    await mkdir(downloads)
    await apt(['download', ...packages], downloads)
    const root = join(work, 'root')
    for (const file of await readdir(downloads)) await run('dpkg-deb', ['--extract', join(downloads, file), root])
    if ((await unpackedIn(root, wanted)) === undefined) {
      throw new Error(`no ${wanted.file} in ${packages.join(', ')}`)
    }
    await rename(root, target).catch((error: NodeJS.ErrnoException) => {
      // Another process was first: its copy is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new Error(said === '' ? String(error) : said, { cause: error })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  const found = await unpackedIn(target, wanted)
  if (found === undefined) throw new Error(`${target} holds no ${wanted.file}; remove that folder and try again`)
  return found
}

/** apt-get with its state below the folder, and without the hooks by which the system's configuration touches the system. */
async function privateApt(folder: string): Promise<(args: string[], cwd?: string) => Promise<string>> {
  for (const part of ['lists/partial', 'cache/archives/partial']) await mkdir(join(folder, part), { recursive: true })
  const config = join(folder, 'apt.conf')
  await writeFile(
    config,
    `Dir::State::Lists "${folder}/lists/";
Dir::Cache "${folder}/cache/";
Dir::Log "${folder}/";
APT::Sandbox::User "root";
Debug::NoLocking "true";
Acquire::Retries "2";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
`,
  )
  return async (args, cwd = folder) => {
    const { stdout } = await run('apt-get', ['--config-file', config, '--quiet', ...args], {
      cwd,
      env: { ...process.env, LC_ALL: 'C' },
      timeout: networkTimeoutMs,
      maxBuffer: 16 * 1024 * 1024,
    })
    return stdout
  }
}

async function cacheFolder({ cache }: PackagedProgram): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? 'unknown'
  const folder = join(repositoryRoot, '.cache', cache)
  await mkdir(folder, { recursive: true })
  return join(folder, `${field('ID')}-${field('VERSION_ID')}-${process.arch}`)
}

async function unpackedIn(root: string, { file }: PackagedProgram): Promise<Program | undefined> {
  const path = join(root, file)
  if (
    !(await access(path).then(
      () => true,
      () => false,
    ))
  )
    return undefined
  const libraries: string[] = []
  for (const folder of [join(root, 'usr', 'lib'), join(root, 'lib')]) {
    libraries.push(folder)
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) if (entry.isDirectory()) libraries.push(join(folder, entry.name))
  }
  return { path, env: { LD_LIBRARY_PATH: libraries.join(':') } }
}
