import { type ComponentType, useEffect, useEffectEvent } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Store } from '../store.ts'
import { useStore } from '../use-store.ts'
import { tell } from './toasts.tsx'

interface Missing {
  /** The code cannot be had now; the person has been told. */
  onMissing?(): void
}

interface Later<Props> {
  /** The component itself, or nothing while its code is on the way. */
  readonly Component: ComponentType<Props & Missing>
  /** Gets the code now, so that it is there when the component is wanted. */
  ahead(): void
}

/**
 * A component whose code comes when it is wanted. Unlike with React's `lazy`, code that is there already is shown at once
 * (React keeps what it has suspended from showing for 300 ms), and code that cannot be had, as without a network, is told
 * and asked for again, where `lazy` would take the whole page down.
 */
export function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Later<Props> {
  const code = new Store<ComponentType<Props> | undefined>(undefined)
  let loading: Promise<void> | undefined
  const get = (): Promise<void> => {
    loading ??= load().then(
      (module) => code.set(module.default),
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }

  function Component(props: Props & Missing) {
    const Loaded = useStore(code)
    const text = useText()
    const missing = useEffectEvent(() => {
      tell(text('error.network'))
      props.onMissing?.()
    })
    const isHere = Loaded !== undefined
    useEffect(() => {
      if (isHere) return
      const ask = () => void get().catch(missing)
      ask()
      window.addEventListener('online', ask)
      return () => window.removeEventListener('online', ask)
    }, [isHere])
    return Loaded === undefined ? null : <Loaded {...props} />
  }
  return { Component, ahead: () => void get().catch(() => {}) }
}
