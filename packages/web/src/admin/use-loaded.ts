import { useEffect, useState } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'

/** What a call brings, or why it failed; neither while it is under way. `load` has to stay the same function. */
export function useLoaded<Value>(load: () => Promise<Value>): { value?: Value; error?: string } {
  const [loaded, setLoaded] = useState<{ value?: Value; error?: string }>({})
  const errorText = useErrorText()
  useEffect(() => {
    let isWanted = true
    load().then(
      (value) => isWanted && setLoaded({ value }),
      (thrown: unknown) => isWanted && setLoaded({ error: errorText(thrown) }),
    )
    return () => {
      isWanted = false
    }
  }, [load, errorText])
  return loaded
}
