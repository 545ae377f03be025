import { TouchlineError } from '@touchline/contracts'
import sharp from 'sharp'
import type { ImageExtension } from './allowed-types.ts'

/** Pixels, EXIF orientation applied. */
export interface ImageSize {
  width: number
  height: number
}

/** The largest phone cameras make 108 million pixels; what claims many more is made to exhaust whoever shows it. */
const MAX_PIXELS = 120_000_000

const DECODERS = { jpg: 'jpeg', png: 'png', gif: 'gif', webp: 'webp' } as const

/**
 * Decodes the header of an image.
 *
 * @throws `FILE_REJECTED` when it cannot be decoded, is of another type than it was taken for, or has too many pixels
 */
export async function imageSize(path: string, extension: ImageExtension): Promise<ImageSize> {
  try {
    const { format, autoOrient } = await sharp(path, { limitInputPixels: MAX_PIXELS }).metadata()
    if (format !== DECODERS[extension]) throw new Error(`a ${extension} file was decoded as ${format}`)
    return { width: autoOrient.width, height: autoOrient.height }
  } catch (cause) {
    throw new TouchlineError('FILE_REJECTED', 'The image cannot be read', { cause })
  }
}
