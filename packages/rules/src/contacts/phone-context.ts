import { normalise } from './normalise.ts'
import type { Token } from './tokens.ts'

/**
 * What the words around a number say it is: `phone` beyond doubt, `number` of some kind, an `id` of an order or an
 * account, a sum of `money`, or a `count` such as marks, jerseys or weights.
 */
export type Topic = 'phone' | 'number' | 'id' | 'money' | 'count'

const TOPICS: Readonly<Record<Topic, string>> = {
  phone:
    'phone phones mobile mob mobil cell cellphone telephone tel tele call calls calling callme ring dial text txt sms ' +
    'whatsapp whatsap watsapp watsap wattsapp whatsup wassap whtsapp wtsapp wapp contact contacts contactno reach fax landline ph ' +
    'phn hp tlf tfn gsm fon rufnummer kontakt phno phoneno mobileno mobno helpline hotline viber telegram signal imo ping dm msg ' +
    'फोन फ़ोन मोबाइल कॉल संपर्क सम्पर्क व्हाट्सएप व्हाट्सऐप व्हाट्सअप वाट्सएप टेलीफोन मिस्ड sampark ' +
    'telefono teléfono telefon téléphone telefone celular movil móvil llama llame llamar llámame appelez appeler ' +
    'joignable rappelez rappeler appeler erreichbar anrufen handy chiamare chiama ligue тел телефон звони звоните позвони пиши пишите мобильный ' +
    '电 電 手 拨 拨 打 هاتف جوال موبايل اتصل واتساب',
  number:
    'number num numb nmbr nbr nombor nomor digits नंबर नम्बर नं numero número numéro nummer номер 号 號 码 رقم nambar namber',
  id:
    'order orders transaction transactions txn trx tran ref reference refno utr rrn invoice bill receipt ticket booking pnr account acct ' +
    'acc ac card visa mastercard amex rupay express discover isbn code otp pin pincode zip serial sku model tracking awb ' +
    'shipment consignment id ids uid uuid guid enrollment enrolment registration reg admission membership ' +
    'aadhaar aadhar adhar pan gst gstin imei ssn passport licence license error version build cursor timestamp claim ' +
    'challan folio policy voucher coupon roll po epoch unix meeting zoom webinar passcode application appl admit aita bai bcci fide ' +
    'itf aicf fifa bwf cbse icse neet jee cuet uan epf cheque cheques neft rtgs imps complaint docket grievance certificate doi issn ean barcode ' +
    'hallticket zipcode postcode chassis survey commit sha md5 आवेदन पंजीकरण ऑर्डर आर्डर खाता रसीद आधार रोल omb form token micr crn esic abha cert upi ifsc',
  money:
    'fee fees price prices cost costs amount total balance paid pay payment salary budget sum worth rs inr usd eur gbp rupees rupee ' +
    'rupaye rupay dollars euros pounds discount deposit फीस शुल्क रुपये रुपए कीमत कुल',
  count:
    'score scores scored scorecard marks points pts runs overs wickets jersey jerseys shirt shirts bib bibs lane lanes reps set sets ' +
    'laps seat seats room rooms court courts age ages weight weights kg lbs page pages chapter chapters batch size sizes qty ' +
    'quantity rank ranks lottery lotto winning maths math science subjects result results tally standings handicap ' +
    'hole holes rounds quarter quarters halves innings partnership partnerships figures calories rpm watts elo rating ratings heats frames ' +
    'attendance got height heights resolution pixels display chrome firefox windows android ios firmware app apk ubuntu kernel int integer max ' +
    'hash seed population steps train flight bus timing timings time times bpm splits dates values array readings level levels value ' +
    'स्कोर अंक जर्सी कमरा समय',
}

/** People and things that have a number: only "student number" announces an id, "student" may announce a person's phone. */
const HOLDERS = new Set(
  'student staff connection account ration club employee emp customer consumer candidate applicant member case request loan vehicle plot meter engine file app train flight bus seat hall'.split(
    ' ',
  ),
)

const TOPIC_OF: ReadonlyMap<string, Topic> = new Map(
  (['count', 'money', 'id', 'number', 'phone'] as const).flatMap((topic) =>
    TOPICS[topic].split(' ').map((word) => [normalise(word).text.toLowerCase(), topic] as const),
  ),
)

/** Who and what is named with a phone number right behind: "bus driver 9845 71 20 36". */
const REACHABLE = new Set(
  (
    'driver physio physiotherapist caretaker watchman guard warden secretary reception receptionist office frontdesk clinic doctor ' +
    'manager ambulance electrician plumber geschäftsstelle büro sekretariat secrétariat oficina recepción ufficio escritório'
  )
    .split(' ')
    .map((word) => normalise(word).text.toLowerCase()),
)

/** After these the text goes on to something else: "statement for 0774…". */
const PREPOSITIONS = new Set('for from to on at with'.split(' '))

/** The topic that a lower-case folded word belongs to. */
export function topicOf(word: string): Topic | undefined {
  return TOPIC_OF.get(word)
}

const LOOK_BACK_TOKENS = 24
const LOOK_BACK_WORDS = 9
/** An id is named right before it; "call" may stand further away. */
const ID_WORDS = 3

/**
 * The topic of a number that starts at token `at`: the nearest telling word before it. A word says nothing about a
 * number that another number, an id or a sum, stands before.
 */
export function topicBefore(tokens: readonly Token[], at: number): Topic | undefined {
  let words = 0
  let weak: Topic | undefined
  let weakAt = Number.NaN
  let crossed = false
  for (let index = at - 1; index >= 0 && index >= at - LOOK_BACK_TOKENS && words < LOOK_BACK_WORDS; index--) {
    const token = tokens[index]
    if (token === undefined) break
    if ((token.kind === 'digits' && !isInWord(tokens, index)) || token.kind === 'wall') crossed = true
    if (token.kind === 'mark' && endsSentence(tokens, index)) crossed = true
    if (token.kind !== 'word') continue
    words++
    if (words === 1 && !crossed && REACHABLE.has(token.text)) return 'phone'
    if (token.text === 'app' && isWhatsApp(tokens, index)) return 'phone'
    const topic = words === weakAt + 1 && HOLDERS.has(token.text) ? 'id' : topicAt(tokens, index)
    if (topic === undefined) {
      if (words === 1 && /^nos?$/.test(token.text)) weakAt = words
      if (PREPOSITIONS.has(token.text)) crossed = true
      continue
    }
    if (topic === 'phone') return 'phone'
    if (topic === 'number') {
      weak = topic
      weakAt = words
    } else if (!crossed && words <= ID_WORDS + (weak ? 1 : 0)) return topic
  }
  return weak
}

/** A full stop and the like, but not the dot of "no." and "ref.". */
function endsSentence(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text ?? ''
  if (!/^[.!?]$/.test(text) || tokens[index + 1]?.kind !== 'space') return false
  const topic = text === '.' ? TOPIC_OF.get(tokens[index - 1]?.text ?? '') : undefined
  return topic !== 'number' && topic !== 'id' && !/^(?:rs|no|nos)$/.test(tokens[index - 1]?.text ?? '')
}

/** The topic of the word at a token; "a/c" is an account. */
function topicAt(tokens: readonly Token[], index: number): Topic | undefined {
  const text = tokens[index]?.text ?? ''
  if ((text === 'no' || TOPIC_OF.get(text) === 'number') && isOwned(tokens, index)) return 'phone'
  if (text === 'c' && tokens[index - 1]?.text === '/' && tokens[index - 2]?.text === 'a') return 'id'
  return TOPIC_OF.get(text)
}

const OWNERS = new Set(
  'my mera meri mere apna hamara his her uska our mom moms mum dad dads papa mummy mother father wife husband new naya personal mi mon mein meine min माझा माझी मेरा मेरी என் என்'.split(
    ' ',
  ),
)

/** "my number", "mera no": of people, not of orders. */
function isOwned(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.kind === 'space' && OWNERS.has(tokens[index - 2]?.text ?? '')
}

/** "whats app", in two words. */
function isWhatsApp(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.kind === 'space' && /^(?:whats?|wats?|s)$/.test(tokens[index - 2]?.text ?? '')
}

/** The digits of "ISBN-10", "U-16", "1-10:". */
function isInWord(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.text === '-' && tokens[index - 2]?.kind === 'word'
}

/** The topic of the number from token `from` to token `to`, by the words on both sides. */
export function topicAround(tokens: readonly Token[], from: number, to: number): Topic | undefined {
  const before = topicBefore(tokens, from)
  if (before === undefined) return isPhoneAfter(tokens, to) ? 'phone' : undefined
  const next = tokens[to]?.kind === 'space' ? tokens[to + 1] : undefined
  return before === 'id' && next?.kind === 'word' && TOPIC_OF.get(next.text) === 'phone' ? 'phone' : before
}

const CONNECTORS = new Set(
  'is are my mera meri hamara our this ye yeh yah hai pe par pr on me at to it the for se ko this है मेरा पर को से are s'.split(
    ' ',
  ),
)

/** Whether the words right after a number ask to use it: "… is my number", "… pe call karo". */
function isPhoneAfter(tokens: readonly Token[], at: number): boolean {
  let words = 0
  for (let index = at; index < at + 10 && words < 4; index++) {
    const token = tokens[index]
    if (token === undefined || token.kind === 'digits' || token.kind === 'wall') return false
    if (token.kind !== 'word') continue
    words++
    const topic = TOPIC_OF.get(token.text)
    if (topic === 'phone' || topic === 'number') return true
    if (!CONNECTORS.has(token.text)) return false
  }
  return false
}

const UNITS = new Set(
  (
    'rs inr usd eur gbp rupees rupee rupaye dollars dollar euros pounds yen k kg kgs km m cm mm mb gb lakh lakhs crore crores percent mins ' +
    'min minutes hrs hr hours hour pm am sec secs seconds years year yrs yr days day weeks months month balls overs ' +
    'runs points pts pax people students kids reps sets baje बजे रुपये रुपए'
  ).split(' '),
)

/** Whether a lower-case folded word is a unit or a currency. */
export function isUnitWord(word: string): boolean {
  return UNITS.has(word)
}

/** Whether a short number is followed by its unit, as in `500 rs`, `7 pm`, `100$`. */
export function hasUnitAfter(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at]?.kind === 'space' ? tokens[at + 1] : tokens[at]
  if (next === undefined) return false
  return next.kind === 'word' ? UNITS.has(next.text) : next.kind === 'mark' && /^[%°\p{Sc}]$/u.test(next.text)
}

/** Whether a currency stands right before a number, as in `₹ 500`, `Rs. 500`. */
export function hasCurrencyBefore(tokens: readonly Token[], at: number): boolean {
  for (let index = at - 1; index >= at - 3; index--) {
    const token = tokens[index]
    if (token === undefined) return false
    if (token.kind === 'word') return /^(?:rs|inr|usd|eur|gbp|r)$/.test(token.text)
    if (token.kind === 'mark' && /^\p{Sc}$/u.test(token.text)) return true
    if (token.kind !== 'space' && token.text !== '.' && token.text !== '-') return false
  }
  return false
}
