import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from './repository-root.ts'
import { type Teardown, tempDir } from './teardown.ts'

/**
 * The SDK as `npm pack` makes it; answers the path of the archive. It is made in a copy, because packing replaces
 * package.json for a moment, which other processes in this workspace would see.
 */
export async function packClient(t: Teardown): Promise<{ archive: string; packedIn: string }> {
  const folder = await tempDir(t)
  const home = resolve(repositoryRoot, 'packages/client')
  const packedIn = join(folder, 'client')
  await cp(home, packedIn, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist|test)(\/|$)/.test(path.slice(home.length)),
  })
  await mkdir(join(packedIn, 'node_modules'))
  for (const name of await readdir(join(home, 'node_modules'))) {
    if (!name.startsWith('.')) await symlink(join(home, 'node_modules', name), join(packedIn, 'node_modules', name))
  }
  // tap puts a loader into every process that a test starts; the compiler does not bear it.
  await promisify(execFile)('env', ['-u', 'NODE_OPTIONS', 'npm', 'pack', '--pack-destination', folder], {
    cwd: packedIn,
    env: { ...process.env, npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
  })
  return { archive: join(folder, 'touchline-client-0.1.0.tgz'), packedIn }
}
