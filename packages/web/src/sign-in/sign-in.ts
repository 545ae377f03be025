import { createTouchline, type TouchlineClient, webStorage } from '@touchline/client'
import { type Kept, keptIn } from '../kept.ts'
import { Store } from '../store.ts'
import { claimsOf } from './claims.ts'
import { type DemoPerson, fetchDemoPeople } from './demo-people.ts'
import { connectParentPage, fetchParentOrigins, type ParentPage } from './parent-page.ts'
import { TokenSource } from './token-source.ts'

const KEY = 'touchline:sign-in'
/** How long the embedding page has to answer with a token. Milliseconds. */
const PARENT_ANSWERS_WITHIN_MS = 5_000

/** Where tokens of this person come from: the demo academy's list, or the academy's platform. */
type Origin = 'demo' | 'platform'

export type SignInState =
  /** It is not known yet where tokens come from. */
  | { readonly step: 'looking' }
  | { readonly step: 'unreachable' }
  /** `hasEnded` when there was a token that is refused by now. */
  | { readonly step: 'people'; readonly people: readonly DemoPerson[]; readonly hasEnded: boolean }
  /** For a token from the platform. */
  | { readonly step: 'waiting'; readonly hasEnded: boolean }
  | {
      readonly step: 'signed-in'
      readonly client: TouchlineClient
      readonly userId: string
      readonly isDemo: boolean
      /** Somebody else was signed in before: what the address says may be theirs. */
      readonly followsAnother: boolean
    }

/** Who uses the page. One client at a time: another person gets a new one. */
export class SignIn {
  readonly state: Store<SignInState> = new Store<SignInState>({ step: 'looking' })
  readonly #session: Kept = keptIn(() => sessionStorage)
  #parent: ParentPage | undefined
  #tokens: TokenSource | undefined
  #tokenAwaited: ((token: string) => void) | undefined
  #stopWatching: () => void = () => {}
  #lastUserId: string | undefined
  /** Refused, and not connected since. */
  #refusedUserId: string | undefined

  /** Signs in with the token of the address if there is one, else with the one from before a reload, else asks. */
  async start(handedToken: string | undefined): Promise<void> {
    const kept = this.#kept()
    if (handedToken !== undefined && claimsOf(handedToken) !== undefined) this.#signIn(handedToken, 'platform')
    else if (kept !== undefined) this.#signIn(kept.token, kept.from)
    if (window.parent !== window) await this.#listenToParent()
    if (this.state.getSnapshot().step === 'looking') await this.#look()
  }

  /** Looks once more where tokens come from. */
  async retry(): Promise<void> {
    this.state.set({ step: 'looking' })
    await this.#look()
  }

  choose(person: DemoPerson): void {
    this.#signIn(person.token, 'demo')
  }

  /** A token that the platform hands over while the page is open; another person's signs the first one out. */
  handed(token: string): void {
    const sub = claimsOf(token)?.sub
    if (sub === undefined) return
    const state = this.state.getSnapshot()
    if (state.step !== 'signed-in' || state.userId !== sub) {
      this.#leave()
      this.#signIn(token, 'platform')
      return
    }
    this.#keep(token, 'platform')
    this.#tokens?.take(token)
    this.#tokenAwaited?.(token)
  }

  async signOut(): Promise<void> {
    this.#leave()
    await this.retry()
  }

  async #look(hasEnded = false): Promise<void> {
    try {
      const people = await fetchDemoPeople()
      if (this.state.getSnapshot().step !== 'looking') return
      this.state.set(people === undefined ? { step: 'waiting', hasEnded } : { step: 'people', people, hasEnded })
      if (people === undefined) this.#parent?.askForToken()
    } catch {
      if (this.state.getSnapshot().step === 'looking') this.state.set({ step: 'unreachable' })
    }
  }

  async #listenToParent(): Promise<void> {
    const allowedOrigins = await fetchParentOrigins().catch(() => [])
    if (allowedOrigins.length === 0) return
    this.#parent = connectParentPage({ window, allowedOrigins, onToken: (token) => this.handed(token) })
    this.#parent.ready()
  }

  #signIn(token: string, from: Origin): void {
    const userId = claimsOf(token)?.sub
    if (userId === undefined) return
    this.#keep(token, from)
    const renew = async (): Promise<string> => {
      const renewed = from === 'demo' ? await demoTokenOf(userId) : await this.#askParent()
      this.#keep(renewed, from)
      return renewed
    }
    this.#tokens = new TokenSource({ token, renew })
    const client = createTouchline({
      url: location.origin,
      token: this.#tokens.provide,
      storage: webStorage(keptIn(() => localStorage)),
    })
    this.#stopWatching = client.connection.subscribe(() => {
      const connection = client.connection.getSnapshot()
      if (connection.status === 'online') this.#refusedUserId = undefined
      if (connection.status !== 'offline') return
      const { reason } = connection
      // Where no page stands around this one, nobody is left who could hand over another token.
      const hasEnded = reason === 'token' && from === 'platform' && window.parent === window && navigator.onLine
      if (reason === 'unauthenticated' || hasEnded) this.#refused(from)
    })
    // How it goes is in `client.connection`.
    client.connect().catch(() => {})
    const followsAnother = this.#lastUserId !== undefined && this.#lastUserId !== userId
    this.#lastUserId = userId
    this.state.set({ step: 'signed-in', client, userId, isDemo: from === 'demo', followsAnother })
  }

  /** Another token was refused as well: the person is somebody no more, or the session at the platform is over. */
  #refused(from: Origin): void {
    this.#leave()
    if (from === 'demo') {
      this.state.set({ step: 'looking' })
      void this.#look(true)
      return
    }
    this.state.set({ step: 'waiting', hasEnded: true })
    // A page that goes on handing over tokens of somebody who is refused would be asked without an end.
    const wasRefused = this.#refusedUserId === this.#lastUserId
    this.#refusedUserId = this.#lastUserId
    if (!wasRefused) this.#parent?.askForToken()
  }

  #leave(): void {
    const state = this.state.getSnapshot()
    this.#stopWatching()
    this.#session.removeItem(KEY)
    if (state.step === 'signed-in') state.client.close()
  }

  #askParent(): Promise<string> {
    const parent = this.#parent
    if (parent === undefined) return Promise.reject(new Error('No page hands over tokens'))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error('The embedding page has sent no token')),
        PARENT_ANSWERS_WITHIN_MS,
      )
      this.#tokenAwaited = (token) => {
        clearTimeout(timer)
        this.#tokenAwaited = undefined
        resolve(token)
      }
      parent.askForToken()
    })
  }

  #keep(token: string, from: Origin): void {
    this.#session.setItem(KEY, JSON.stringify({ token, from }))
  }

  #kept(): { token: string; from: Origin } | undefined {
    try {
      const kept: unknown = JSON.parse(this.#session.getItem(KEY) ?? 'null')
      if (typeof kept !== 'object' || kept === null || !('token' in kept) || !('from' in kept)) return undefined
      const { token, from } = kept
      if (typeof token !== 'string' || claimsOf(token) === undefined) return undefined
      return { token, from: from === 'demo' ? 'demo' : 'platform' }
    } catch {
      return undefined
    }
  }
}

async function demoTokenOf(userId: string): Promise<string> {
  const person = (await fetchDemoPeople())?.find(({ id }) => id === userId)
  if (person === undefined) throw new Error('The demo academy has nobody of this name')
  return person.token
}
