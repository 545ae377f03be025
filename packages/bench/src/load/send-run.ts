import { randomUUID } from 'node:crypto'
import { quantile } from '../timing.ts'
import type { Latency, Pace, SendOutcome, SendPlan } from './load-protocol.ts'
import type { RawClient, RawClientListener } from './raw-client.ts'

/** What is said: ordinary words, a hundred bytes each. */
const texts = [
  'Please bring water and a cap tomorrow, the nets are in the sun and we will be out there all morning!',
  'The bus leaves from the school gate as always; whoever is late comes by car with one of the parents!',
  'Well played everybody, that was the best fielding of this season, and the bowling was even better!!!',
  'Kal subah nets pe aana, jersey pehen ke, aur apne bhai ko bhi le aana agar uski tabiyat theek ho to!',
]

/** What is missing after so long does not come any more, in milliseconds. */
const PATIENCE_MS = 10_000

/** One measurement: sends by a plan, and checks that everything that was acknowledged reached everybody once, in order. */
export class SendRun implements RawClientListener {
  readonly #plan: SendPlan
  readonly #clients: readonly RawClient[]
  readonly #byConversation = new Map<string, RawClient[]>()
  readonly #sentTo = new Map<string, number>()
  readonly #sentAt: number[] = []
  readonly #numbers = new Map<string, number>()
  readonly #ackTimes: number[] = []
  readonly #deliveryTimes: number[] = []
  #acked = 0
  #faults = 0
  #firstFault: string | null = null
  #startedAt = 0
  #lastAckAt = 0
  #lastDeliveryAt = 0
  #onAck: (number: number) => void = () => {}

  constructor(plan: SendPlan, clients: readonly RawClient[]) {
    this.#plan = plan
    this.#clients = clients
    for (const client of clients) {
      const { conversationId } = client.seat
      this.#byConversation.set(conversationId, [...(this.#byConversation.get(conversationId) ?? []), client])
      client.deliveries = 0
      client.lastSeq = 0
      client.isProbe = false
    }
    for (const participants of this.#byConversation.values()) {
      const step = participants.length / plan.probes
      for (let probe = 0; probe < plan.probes; probe += 1) {
        const client = participants[Math.floor(probe * step)]
        if (client !== undefined) client.isProbe = true
      }
    }
  }

  async run(): Promise<SendOutcome> {
    this.#startedAt = performance.now()
    this.#lastAckAt = this.#startedAt
    await this.#sendAll(this.#plan.pace)
    const isComplete = () => this.#acked === this.#sentAt.length && this.#missing() === 0
    const deadline = performance.now() + PATIENCE_MS
    while (!isComplete() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5))
    return this.#outcome()
  }

  received(client: RawClient, buffer: Buffer, start: number, end: number): void {
    const now = performance.now()
    this.#lastDeliveryAt = now
    const text = buffer.toString('latin1', start, end)
    const seq = Number.parseInt(text.slice(text.indexOf('"seq":') + 6), 10)
    if (this.#plan.ordered && client.lastSeq > 0 && seq !== client.lastSeq + 1)
      this.#fault(`seq ${seq} came after ${client.lastSeq}`)
    client.lastSeq = seq
    const at = text.indexOf('"clientId":"') + 12
    const number = this.#numbers.get(text.slice(at, at + 36))
    const sentAt = number === undefined ? undefined : this.#sentAt[number]
    if (sentAt === undefined) this.#fault('a message arrived that nobody sent')
    else this.#deliveryTimes.push(now - sentAt)
  }

  acknowledged(number: number, buffer: Buffer, start: number, end: number): void {
    const now = performance.now()
    const sentAt = this.#sentAt[number]
    if (sentAt === undefined) return
    this.#ackTimes.push(now - sentAt)
    this.#lastAckAt = now
    this.#acked += 1
    // [{"success":true… or [{"error":…
    if (buffer[start + 3] !== 0x73) this.#fault(buffer.toString('utf8', start, Math.min(end, start + 300)))
    this.#onAck(number)
  }

  async #sendAll(pace: Pace): Promise<void> {
    const endAt = this.#startedAt + this.#plan.seconds * 1_000
    if ('concurrent' in pace) await this.#keepUnderWay(pace.concurrent, endAt)
    else await this.#keepRate(pace.perSecond, endAt)
  }

  /** Each of the places goes round a part of the clients of its own, so that nobody has two sends under way. */
  #keepUnderWay(concurrent: number, endAt: number): Promise<void> {
    return new Promise((resolve) => {
      const places = new Map<number, number>()
      const next = (place: number) => {
        if (performance.now() >= endAt) return resolve()
        places.set(this.#send(place), (place + concurrent) % this.#wholeRounds(concurrent))
      }
      this.#onAck = (number) => {
        const place = places.get(number)
        places.delete(number)
        if (place !== undefined) next(place)
      }
      const timer = setTimeout(resolve, endAt - performance.now() + 1_000)
      timer.unref()
      for (let place = 0; place < concurrent; place += 1) next(place)
    })
  }

  #wholeRounds(concurrent: number): number {
    return Math.max(1, Math.floor(this.#clients.length / concurrent)) * concurrent
  }

  async #keepRate(perSecond: number, endAt: number): Promise<void> {
    let sent = 0
    for (let now = performance.now(); now < endAt; now = performance.now()) {
      const due = ((now - this.#startedAt) / 1_000) * perSecond
      // The clock runs from when a message was due: a generator that lags would flatter the server.
      for (; sent < due; sent += 1)
        this.#send(sent % this.#clients.length, this.#startedAt + (sent / perSecond) * 1_000)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  #send(index: number, at = performance.now()): number {
    const client = this.#clients[index % this.#clients.length]
    if (client === undefined) throw new Error('nobody is connected')
    const { conversationId } = client.seat
    const number = this.#sentAt.length
    const clientId = randomUUID()
    this.#sentAt.push(at)
    this.#numbers.set(clientId, number)
    this.#sentTo.set(conversationId, (this.#sentTo.get(conversationId) ?? 0) + 1)
    client.emit(number, 'message:send', { conversationId, content: texts[number % texts.length], clientId })
    return number
  }

  /** Deliveries that are to come; those that came too often are faults, and no arrival of others. */
  #missing(): number {
    let missing = 0
    for (const [conversationId, clients] of this.#byConversation) {
      const wanted = this.#sentTo.get(conversationId) ?? 0
      for (const { deliveries } of clients) missing += Math.max(0, wanted - deliveries)
    }
    return missing
  }

  #surplus(): number {
    let surplus = 0
    for (const [conversationId, clients] of this.#byConversation) {
      const wanted = this.#sentTo.get(conversationId) ?? 0
      for (const { deliveries } of clients) surplus += Math.max(0, deliveries - wanted)
    }
    return surplus
  }

  #fault(text: string): void {
    this.#faults += 1
    this.#firstFault ??= text
  }

  #outcome(): SendOutcome {
    const unanswered = this.#sentAt.length - this.#acked
    const missing = this.#missing()
    const surplus = this.#surplus()
    if (unanswered > 0) this.#fault(`${unanswered} sends were not acknowledged`)
    if (missing > 0) this.#fault(`${missing} deliveries are missing`)
    if (surplus > 0) this.#fault(`${surplus} deliveries came twice`)
    const seconds = (until: number) => (until - this.#startedAt) / 1_000
    return {
      sends: this.#acked,
      deliveries: this.#clients.reduce((sum, { deliveries }) => sum + deliveries, 0),
      ackSeconds: seconds(this.#lastAckAt),
      deliverySeconds: seconds(Math.max(this.#lastAckAt, this.#lastDeliveryAt)),
      ack: latencyOf(this.#ackTimes),
      delivery: latencyOf(this.#deliveryTimes),
      faults: this.#faults,
      firstFault: this.#firstFault,
    }
  }
}

/** The quantiles of times in milliseconds. */
export function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((one, other) => one - other)
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) }
}
