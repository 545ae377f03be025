/** The most that a picture takes in a message. CSS pixels. */
const MOST = { width: 320, height: 340 }
/** A very wide or very high picture is cut to this at least. */
const LEAST = 96

/** How large a picture is shown, from the size that its message tells: nothing moves when it comes. */
export function shownSize({ width = 320, height = 240 }: { width?: number; height?: number }): {
  width: number
  height: number
} {
  const scale = Math.min(1, MOST.width / width, MOST.height / height)
  return {
    width: Math.max(LEAST, Math.round(width * scale)),
    height: Math.max(LEAST, Math.round(height * scale)),
  }
}
