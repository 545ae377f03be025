/** Whether somebody can be looking at the page. */
export function canBeLooking(): boolean {
  return document.visibilityState !== 'hidden' && document.hasFocus()
}
