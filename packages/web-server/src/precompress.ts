import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

/** Below this many bytes the headers of a reply weigh more than what is saved. */
const WORTHWHILE = 1_024

/** Puts a `.br` and a `.gz` beside every text file of a built page, as small as they get, so that no request waits for it. */
export async function precompress(folder: string): Promise<void> {
  for await (const name of glob('**/*.{html,js,css,svg,json,webmanifest}', { cwd: folder })) {
    const file = join(folder, name)
    const content = await readFile(file)
    if (content.length < WORTHWHILE) continue
    await Promise.all([
      brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }).then((packed) =>
        writeFile(`${file}.br`, packed),
      ),
      deflate(content, { level: constants.Z_BEST_COMPRESSION }).then((packed) => writeFile(`${file}.gz`, packed)),
    ])
  }
}
