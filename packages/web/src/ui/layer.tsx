import { createContext, type ReactNode, useContext, useState } from 'react'
import styles from './layer.module.css'

const Layer = createContext<HTMLElement | null>(null)

/** The page's main part, and above it the layer where menus open: inside of it, so that they belong to it for everybody. */
export function MainWithLayer({ children }: { children: ReactNode }) {
  const [layer, setLayer] = useState<HTMLElement | null>(null)
  return (
    <main className={styles.main}>
      <Layer value={layer}>{children}</Layer>
      <div ref={setLayer} />
    </main>
  )
}

/** Where a menu or popover puts what opens. */
export function useLayer(): HTMLElement | null {
  return useContext(Layer)
}
