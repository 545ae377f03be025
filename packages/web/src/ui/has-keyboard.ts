/** Whether this is a device with keys and a mouse: there Enter sends, and a field that has the focus hides nothing. */
export function hasKeyboard(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches
}
