import type { FileHandle } from 'node:fs/promises'
import { TouchlineError } from '@touchline/contracts'
import { damaged, readAt } from './read-at.ts'

// The container of the old Office formats ([MS-CFB]): a small file system of storages and streams. Installers and
// e-mails are kept in it too, so only the streams of its root tell what a file is.

const HEADER_BYTES = 512
const ENTRY_BYTES = 128
const HEADER_FAT_IDS = 109
/** Sector and entry numbers above this are markers: end of chain, free, none. */
const LAST_ID = 0xfffffffa
/** Sectors of directory that are read; a document has a handful. */
const MAX_DIRECTORY_SECTORS = 1_024
const STREAM = 2

interface Entry {
  name: string
  type: number
  left: number
  right: number
  child: number
}

/**
 * Tells Word, Excel and PowerPoint apart.
 *
 * @throws `FILE_TYPE_NOT_ALLOWED` for any other compound file (installer, e-mail, encrypted document), `FILE_REJECTED`
 *   for a damaged one
 */
export async function officeKindOf(handle: FileHandle): Promise<'doc' | 'xls' | 'ppt'> {
  const streams = rootStreams(await readDirectory(handle))
  const kinds = new Set<'doc' | 'xls' | 'ppt'>()
  for (const name of streams) {
    // Windows Installer packs its table names into this range.
    if (/[\u3800-\u4840]/.test(name) || name.startsWith('__properties_version')) {
      throw new TouchlineError('FILE_TYPE_NOT_ALLOWED')
    }
    if (name === 'worddocument') kinds.add('doc')
    if (name === 'workbook' || name === 'book') kinds.add('xls')
    if (name === 'powerpoint document') kinds.add('ppt')
  }
  const [kind, another] = kinds
  if (kind === undefined || another !== undefined) throw new TouchlineError('FILE_TYPE_NOT_ALLOWED')
  return kind
}

async function readDirectory(handle: FileHandle): Promise<Entry[]> {
  const header = await readAt(handle, 0, HEADER_BYTES)
  const shift = header.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) throw damaged()
  const sectorBytes = 1 << shift
  const idsPerSector = sectorBytes / 4
  const readSector = (id: number) => readAt(handle, (id + 1) * sectorBytes, sectorBytes)

  /** The sector that holds the given part of the allocation table. The first 109 are named in the header. */
  async function tableSector(index: number): Promise<number> {
    if (index < HEADER_FAT_IDS) return header.readUInt32LE(76 + index * 4)
    let rest = index - HEADER_FAT_IDS
    let id = header.readUInt32LE(68)
    for (; rest >= idsPerSector - 1; rest -= idsPerSector - 1) {
      id = (await readSector(id)).readUInt32LE(sectorBytes - 4)
    }
    return (await readSector(id)).readUInt32LE(rest * 4)
  }

  const entries: Entry[] = []
  let id = header.readUInt32LE(48)
  for (let read = 0; id <= LAST_ID; read++) {
    if (read === MAX_DIRECTORY_SECTORS) throw damaged()
    const sector = await readSector(id)
    for (let at = 0; at < sectorBytes; at += ENTRY_BYTES) entries.push(entryAt(sector, at))
    const table = await readSector(await tableSector(Math.floor(id / idsPerSector)))
    id = table.readUInt32LE((id % idsPerSector) * 4)
  }
  return entries
}

function entryAt(sector: Buffer, at: number): Entry {
  const nameBytes = Math.min(Math.max(sector.readUInt16LE(at + 64) - 2, 0), 62)
  return {
    name: sector.toString('utf16le', at, at + nameBytes).toLowerCase(),
    type: sector.readUInt8(at + 66),
    left: sector.readUInt32LE(at + 68),
    right: sector.readUInt32LE(at + 72),
    child: sector.readUInt32LE(at + 76),
  }
}

/** Names of the streams directly in the root, in lower case: names do not differ by case. */
function rootStreams(entries: readonly Entry[]): string[] {
  const names: string[] = []
  const seen = new Set<number>()
  const open = [entries[0]?.child ?? LAST_ID + 1]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const entry = entries[id]
    if (entry === undefined || seen.has(id)) continue
    seen.add(id)
    if (entry.type === STREAM) names.push(entry.name)
    open.push(entry.left, entry.right)
  }
  return names
}
