import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { ConversationEvent } from '../src/conversation/events.ts'
import { needOf, reduce } from '../src/conversation/reduce.ts'
import { type ConversationState, initialState, ownReadSeq, watermarkOf } from '../src/conversation/state.ts'
import { ConversationView } from '../src/conversation/view.ts'
import { ModelConversation, type ModelEvent } from './model-conversation.ts'

const ME = 'me'
const PEOPLE = [ME, 'ada', 'ben', 'cleo']
/** Pages are small here, so that a handful of messages makes several. */
const PAGE = 3

/** A client's state machine beside a model of the server, with a network between them that may do anything. */
class World {
  readonly server = new ModelConversation('c', [ME, 'ada', 'ben'])
  state: ConversationState
  /** Events and answers on their way to the client. */
  readonly network: ConversationEvent[] = []
  readonly #read: number[] = []

  constructor(before: number) {
    for (let count = 0; count < before; count += 1) this.server.send('ada', `before ${count}`)
    this.state = this.#fresh()
  }

  happen(events: readonly ModelEvent[]): void {
    this.network.push(...events.map(toClientEvent))
  }

  apply(event: ConversationEvent): void {
    const before = this.state
    this.state = reduce(before, event)
    checkInvariants(before, this.state)
  }

  deliver(place: number, how: 'once' | 'again' | 'never'): void {
    const index = place % Math.max(1, this.network.length)
    const event = this.network[index]
    if (event === undefined) return
    // An event may come twice; a question has one answer.
    if (how !== 'again' || event.type === 'older') this.network.splice(index, 1)
    if (how !== 'never') this.apply(event)
    // An answer that is lost is noticed, as the request fails.
    if (how === 'never' && event.type === 'older') this.apply({ type: 'older:failed' })
  }

  /** Asks the server, whose answer is of this moment and arrives at another. */
  ask(question: 'changes' | 'conversation' | 'sync' | 'older'): void {
    const { server, state } = this
    const since = state.version
    if (question === 'changes') this.network.push({ type: 'changes', since, ...server.changes(since, PAGE) })
    if (question === 'conversation') {
      this.network.push({ type: 'conversation', conversation: server.conversation(ME), isChange: false })
    }
    if (question === 'sync') {
      const { messages, hasMore } = server.changes(since, PAGE)
      this.network.push({ type: 'synced', since, conversation: server.conversation(ME), messages, hasMore })
    }
    if (question === 'older' && state.passing === undefined && state.from > 1) {
      this.apply({ type: 'older:asked' })
      this.network.push({ type: 'older', messages: server.page(state.from, PAGE).messages })
    }
  }

  readHere(share: number): void {
    const { from, messages } = this.state
    const seq = from + Math.floor(share * messages.length)
    if (messages.length === 0 || seq <= ownReadSeq(this.state)) return
    this.apply({ type: 'read:here', seq })
    this.#read.push(seq)
  }

  acknowledgeReads(): void {
    for (const seq of this.#read.splice(0)) {
      this.happen(this.server.read(ME, seq))
      const lastReadSeq =
        this.server.conversation(ME).participants.find(({ userId }) => userId === ME)?.lastReadSeq ?? 0
      this.apply({ type: 'read', userId: ME, lastReadSeq })
      this.apply({ type: 'read:settled', seq })
    }
  }

  crash(): void {
    this.network.length = 0
    this.#read.length = 0
    this.state = this.#fresh()
  }

  sync(): void {
    this.#hangUp()
    this.ask('sync')
    this.deliver(0, 'once')
  }

  /** Reads what the state says that it needs, at once. */
  followNeeds(): void {
    for (let round = 0; round < 50; round += 1) {
      const need = needOf(this.state)
      if (need === undefined) return
      this.#hangUp()
      this.ask('changesSince' in need ? 'changes' : 'conversation')
      this.deliver(0, 'once')
    }
    throw new Error(`the needs never end: ${JSON.stringify(needOf(this.state))}`)
  }

  /** Whatever was on its way is lost. */
  #hangUp(): void {
    this.network.length = 0
    if (this.state.passing !== undefined) this.apply({ type: 'older:failed' })
  }

  #fresh(): ConversationState {
    return initialState(ME, this.server.conversation(ME), this.server.page(undefined, PAGE).messages)
  }
}

function toClientEvent(event: ModelEvent): ConversationEvent {
  switch (event.name) {
    case 'message':
      return { type: 'message', message: event.message }
    case 'conversation':
      return { type: 'conversation', conversation: event.conversation(ME), isChange: true }
    case 'read':
      return { type: 'read', userId: event.userId, lastReadSeq: event.lastReadSeq }
    case 'delivered':
      return { type: 'delivered', userId: event.userId, lastDeliveredSeq: event.lastDeliveredSeq }
  }
}

/** What holds at every moment, whatever has arrived. */
function checkInvariants(before: ConversationState, after: ConversationState): void {
  after.messages.forEach((message, index) => {
    if (message.seq !== after.from + index) throw new Error(`a hole before ${message.seq}`)
  })
  for (const message of before.messages) {
    const now = after.messages[message.seq - after.from]
    if (now === undefined || now.version < message.version) throw new Error(`message ${message.seq} went back`)
  }
  for (const userId of PEOPLE) {
    const [one, other] = [watermarkOf(before, userId), watermarkOf(after, userId)]
    if (other.read < one.read || other.delivered < one.delivered) throw new Error(`${userId} went back`)
  }
  if (after.version < before.version) throw new Error('the version went back')
  if (after.unreadBefore < 0) throw new Error('less than nothing unread')
}

/** Something that happens. Named, so that a counterexample can be read. */
class Step {
  readonly #name: string
  readonly run: (world: World) => void

  constructor(name: string, run: (world: World) => void) {
    this.#name = name
    this.run = run
  }

  toString(): string {
    return this.#name
  }
}

const person = fc.constantFrom(...PEOPLE)
const share = fc.double({ min: 0, max: 0.999, noNaN: true })
const at = (world: World, part: number) => 1 + Math.floor(part * world.server.lastSeq)

/** What the server does. */
const serverStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(person, fc.option(share)).map(
      ([userId, reply]) =>
        new Step(`${userId} sends${reply === null ? '' : `, quoting ${reply}`}`, (world) => {
          const replyTo = reply === null || world.server.lastSeq === 0 ? {} : { replyToSeq: at(world, reply) }
          world.happen(world.server.send(userId, `said ${world.server.version}`, replyTo).events)
        }),
    ),
  },
  share.map(
    (part) =>
      new Step(`edit ${part}`, (world) =>
        world.happen(world.server.edit(at(world, part), `edit ${world.server.version}`)),
      ),
  ),
  share.map((part) => new Step(`delete ${part}`, (world) => world.happen(world.server.delete(at(world, part))))),
  fc
    .constantFrom('ben', 'cleo')
    .map(
      (userId) =>
        new Step(`${userId} comes or goes`, (world) =>
          world.happen(world.server.has(userId) ? world.server.leave(userId) : world.server.join(userId)),
        ),
    ),
  fc.constant(new Step('rename', (world) => world.happen(world.server.rename(`title ${world.server.version}`)))),
  fc
    .boolean()
    .map((readOnly) => new Step(`readOnly ${readOnly}`, (world) => world.happen(world.server.setReadOnly(readOnly)))),
  fc
    .tuple(person, share)
    .map(
      ([userId, part]) =>
        new Step(`${userId} reads ${part}`, (world) => world.happen(world.server.read(userId, at(world, part)))),
    ),
  fc
    .tuple(person, share)
    .map(
      ([userId, part]) =>
        new Step(`${userId} receives ${part}`, (world) => world.happen(world.server.deliver(userId, at(world, part)))),
    ),
)

const deliverStep = (how: ('once' | 'again' | 'never')[]): fc.Arbitrary<Step> =>
  fc
    .tuple(fc.nat(9), fc.constantFrom(...how))
    .map(([place, way]) => new Step(`number ${place} arrives ${way}`, (world) => world.deliver(place, way)))

/** What the client does of itself. */
const clientStep: fc.Arbitrary<Step> = fc.oneof(
  fc
    .constantFrom('changes' as const, 'conversation' as const, 'sync' as const, 'older' as const)
    .map((question) => new Step(`ask for ${question}`, (world) => world.ask(question))),
  share.map((part) => new Step(`read ${part} here`, (world) => world.readHere(part))),
  fc.constant(new Step('reading is acknowledged', (world) => world.acknowledgeReads())),
)

const crashStep = fc.constant(new Step('the client crashes', (world) => world.crash()))

const schedule = (steps: fc.Arbitrary<Step>) =>
  fc.tuple(fc.nat(8), fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' }))

function run([before, steps]: [number, Step[]]): World {
  const world = new World(before)
  for (const step of steps) step.run(world)
  return world
}

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 2_000) }

const anything = fc.oneof(
  { weight: 8, arbitrary: serverStep },
  { weight: 10, arbitrary: deliverStep(['once', 'once', 'once', 'again', 'never']) },
  { weight: 5, arbitrary: clientStep },
)

t.test('whatever happened to the events, after a sync the state is that of a fresh fetch', async (t) => {
  const steps = fc.oneof({ weight: 24, arbitrary: anything }, { weight: 1, arbitrary: crashStep })
  fc.assert(
    fc.property(schedule(steps), (plan) => {
      const world = run(plan)
      world.acknowledgeReads()
      world.sync()
      world.followNeeds()
      const { state, server } = world
      deepStrictEqual(state.messages, server.messages(state.from))
      deepStrictEqual(new ConversationView().of(state), server.conversation(ME))
    }),
    runs,
  )
  t.pass(`${runs.numRuns} runs`)
})

t.test('events that all arrive, in any order and more than once, need no sync', async (t) => {
  const steps = fc.oneof(
    { weight: 8, arbitrary: serverStep },
    { weight: 10, arbitrary: deliverStep(['once', 'once', 'again']) },
    { weight: 5, arbitrary: clientStep },
  )
  fc.assert(
    fc.property(schedule(steps), (plan) => {
      const world = run(plan)
      world.acknowledgeReads()
      while (world.network.length > 0) world.deliver(world.server.version, 'once')
      world.followNeeds()
      const { state, server } = world
      deepStrictEqual(state.messages, server.messages(state.from))
      deepStrictEqual(new ConversationView().of(state), server.conversation(ME))
    }),
    runs,
  )
  t.pass(`${runs.numRuns} runs`)
})

t.test('one event that arrives is enough to notice every lost one', async (t) => {
  fc.assert(
    fc.property(schedule(anything), (plan) => {
      const world = run(plan)
      const { message } = world.server.send('ada', 'the last one')
      world.apply({ type: 'message', message })
      world.followNeeds()
      const { state, server } = world
      const here = new ConversationView().of(state)
      const there = server.conversation(ME)
      deepStrictEqual(state.messages, server.messages(state.from))
      deepStrictEqual(here.lastMessage, there.lastMessage)
      deepStrictEqual([here.title, here.readOnly, here.version], [there.title, there.readOnly, there.version])
      // Watermarks have no version: a lost receipt is not noticed before the next sync.
      deepStrictEqual(
        here.participants.map(({ userId }) => userId),
        there.participants.map(({ userId }) => userId),
      )
    }),
    runs,
  )
  t.pass(`${runs.numRuns} runs`)
})

t.test('a deletion that comes with an older page before its event is counted', async (t) => {
  const world = new World(8)
  const { server } = world
  server.delete(4)
  world.ask('older')
  world.deliver(0, 'once')
  t.same(needOf(world.state), { conversation: true })
  world.followNeeds()
  t.equal(new ConversationView().of(world.state).unreadCount, 7)
})

t.test('a page of changes with more behind it is not the end', async (t) => {
  const world = new World(1)
  for (let count = 0; count < 2 * PAGE; count += 1) world.server.send('ada', 'untold')
  world.ask('changes')
  world.deliver(0, 'once')
  t.same(needOf(world.state), { changesSince: world.state.version })
  world.followNeeds()
  t.equal(world.state.messages.length, 1 + 2 * PAGE)
})
