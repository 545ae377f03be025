import { crc32 } from 'node:zlib'
import sharp from 'sharp'

/** A picture of one colour. */
export function image(format: 'png' | 'jpeg' | 'gif' | 'webp', width = 40, height = 20): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#337755' } })
    .toFormat(format)
    .toBuffer()
}

export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n' +
    'trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n',
)

export const rar4 = Buffer.from('526172211a0700cf907300000d00000000000000', 'hex')
export const rar5 = Buffer.from('526172211a0701003392b5e50a01050600050101808000', 'hex')

/** A ZIP archive with these entries, uncompressed. */
export function zip(entries: Record<string, string>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(entries)) {
    const nameBytes = Buffer.from(name)
    const data = Buffer.from(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, data])
    const entryEnd = Buffer.alloc(14)
    entryEnd.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, entryEnd, nameBytes]))
    locals.push(local)
    offset += local.length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, table, end])
}

const OFFICE = {
  docx: ['wordprocessingml.document', 'word/document.xml'],
  xlsx: ['spreadsheetml.sheet', 'xl/workbook.xml'],
  pptx: ['presentationml.presentation', 'ppt/presentation.xml'],
} as const

/** The parts by which an Office document of the new formats is recognised. */
export function office(kind: keyof typeof OFFICE, more: Record<string, string> = {}): Buffer {
  const [type, main] = OFFICE[kind]
  return zip({ ...contentTypes(`application/vnd.openxmlformats-officedocument.${type}.main+xml`, main), ...more })
}

export function contentTypes(type: string, main: string): Record<string, string> {
  return {
    '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    [main]: '<x/>',
  }
}

const SECTOR = 512
const END_OF_CHAIN = 0xfffffffe
const NONE = 0xffffffff

interface CompoundEntry {
  name: string
  type: number
  child?: number
  right?: number
}

/** A compound file (CFB) whose root holds empty streams of these names; `nested` lie in a storage below it. */
export function compound(streams: readonly string[], nested: readonly string[] = []): Buffer {
  const entries: CompoundEntry[] = [{ name: 'Root Entry', type: 5, child: 1 }]
  const addSiblings = (names: readonly string[]) => {
    for (const [index, name] of names.entries()) {
      entries.push({ name, type: 2, ...(index + 1 < names.length ? { right: entries.length + 1 } : {}) })
    }
  }
  if (nested.length > 0) {
    entries.push({ name: 'Storage', type: 1, child: streams.length + 2, ...(streams.length > 0 ? { right: 2 } : {}) })
  }
  addSiblings(streams)
  addSiblings(nested)

  const directorySectors = Math.ceil(entries.length / 4)
  const file = Buffer.alloc(SECTOR * (2 + directorySectors), 0)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file)
  file.writeUInt16LE(0x3e, 24)
  file.writeUInt16LE(3, 26)
  file.writeUInt16LE(0xfffe, 28)
  file.writeUInt16LE(9, 30)
  file.writeUInt16LE(6, 32)
  file.writeUInt32LE(1, 44)
  file.writeUInt32LE(1, 48)
  file.writeUInt32LE(4096, 56)
  file.writeUInt32LE(END_OF_CHAIN, 60)
  file.writeUInt32LE(END_OF_CHAIN, 68)
  file.fill(0xff, 76, SECTOR)
  file.writeUInt32LE(0, 76)

  // Sector 0 is the allocation table, the directory follows it.
  file.fill(0xff, SECTOR, SECTOR * 2)
  file.writeUInt32LE(0xfffffffd, SECTOR)
  for (let sector = 1; sector <= directorySectors; sector++) {
    file.writeUInt32LE(sector === directorySectors ? END_OF_CHAIN : sector + 1, SECTOR + sector * 4)
  }
  for (const [index, { name, type, child = NONE, right = NONE }] of entries.entries()) {
    const at = SECTOR * 2 + index * 128
    file.write(name, at, 'utf16le')
    file.writeUInt16LE((name.length + 1) * 2, at + 64)
    file.writeUInt8(type, at + 66)
    file.writeUInt32LE(NONE, at + 68)
    file.writeUInt32LE(right, at + 72)
    file.writeUInt32LE(child, at + 76)
  }
  return file
}
