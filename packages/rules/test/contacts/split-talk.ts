import { academyMessage } from './academy-talk.ts'
import type { Random } from './random.ts'

/** What one sender of an ordinary conversation says, in order, without any contact in it. */
export function ordinaryConversation(random: Random): string[] {
  const talk: string[] = []
  for (let scenes = random.integer(3, 6); scenes > 0; scenes--) talk.push(...random.pick(SCENES)(random))
  return talk
}

type Scene = (random: Random) => string[]

const many = (r: Random, from: number, to: number, one: (index: number) => string) =>
  Array.from({ length: r.integer(from, to) }, (_, index) => one(index))

const badminton = (r: Random) => r.pick([`21-${r.integer(4, 19)}`, `${r.integer(4, 19)}-21`, '22-20', '23-21'])
const fee = (r: Random) => String(r.pick([r.integer(10, 90) * 50, r.integer(5, 99) * 100, r.integer(1, 15) * 1000]))
const clock = (r: Random) => `${r.integer(5, 20)}${r.pick([':', '.', ''])}${r.pick(['00', '15', '30', '45'])}`
const room = (r: Random) => `${r.integer(1, 12)}${r.pick(['01', '02', '03', '04', '05', '08', '10', '12'])}`
const small = (r: Random) => String(r.integer(1, 30))

/** Short messages, as people answer in chats. */
const chatter = (r: Random) =>
  r.pick([
    'ok',
    'ok sir',
    'thanks',
    'Thank you coach',
    'haan ji',
    'theek hai',
    'yes',
    'no',
    'coming',
    'on the way',
    'reached',
    'good morning',
    'kal milte hain',
    'kab aana hai?',
    'got it',
    'great game today',
    '👍',
    'hahaha',
    'see you at 5',
    'running late',
    'is practice on?',
    'ठीक है',
    'जी सर',
    'धन्यवाद',
    'कल मिलते हैं',
    'आज अभ्यास है?',
    'call me later',
    'will call you',
    'message me when you reach',
    'check the website academy.com',
    'it is on google.com',
    'who is at the gate?',
    'at home',
    'check mail',
    'my gmail is down',
    'Asha.',
    'wait.',
    'u-12 please',
    'see you at school',
    'meet at court.',
    'what is the number of the bus',
    'jersey number?',
    'whose number is 10?',
    'room number?',
    'my phone is dead',
    'phone pe hu',
    'number kya hai bus ka?',
    'he is at work',
    'dot in the line please',
    '@Ravi',
    '@all practice',
  ] as const)

const SCENES: readonly [Scene, ...Scene[]] = [
  (r) => many(r, 1, 4, () => academyMessage(r)),
  (r) => many(r, 1, 4, () => academyMessage(r)),
  (r) => many(r, 2, 6, () => chatter(r)),
  (r) => many(r, 2, 6, () => chatter(r)),
  // Scores, one game a message, with and without a comment.
  (r) => many(r, 2, 5, () => badminton(r)),
  (r) => many(r, 2, 5, () => `${r.pick(['', 'first game ', 'court 2: ', 'final '])}${badminton(r)}`),
  (r) => many(r, 2, 4, () => badminton(r).replace('-', ' ')),
  (r) => many(r, 2, 6, () => String(r.integer(60, 250))),
  // Ratings, marks, ages, jerseys: bare numbers after a word that says what they are, or after none.
  (r) => ['ratings', ...many(r, 3, 8, () => String(r.integer(4, 10)))],
  (r) => many(r, 3, 10, () => String(r.integer(5, 10))),
  (r) => ['maths marks', ...many(r, 2, 6, () => String(r.integer(35, 99)))],
  (r) => many(r, 2, 6, () => String(r.integer(55, 99))),
  (r) => many(r, 2, 5, () => String(r.integer(6, 17))),
  (r) => [r.pick(['free jerseys', 'jersey numbers', 'जर्सी']), ...many(r, 2, 5, () => String(r.integer(1, 99)))],
  (r) => many(r, 2, 4, () => `jersey ${r.integer(1, 99)}`),
  (r) => many(r, 6, 10, () => String(r.pick([0, 0, 1, 1, 2, 4, 6]))),
  // Money, times, rooms.
  (r) => many(r, 2, 4, () => fee(r)),
  (r) => [...many(r, 1, 2, () => fee(r)), ...many(r, 1, 3, () => small(r)), fee(r)],
  (r) => many(r, 2, 5, () => clock(r)),
  (r) => ['call me at', ...many(r, 1, 3, () => clock(r))],
  (r) => many(r, 2, 4, () => room(r)),
  (r) => many(r, 2, 4, () => `room ${room(r)}`),
  (r) => ['what is the number of the bus', r.digits('NXXX'), chatter(r), chatter(r), r.digits('12XXX')],
  (r) => ['bus number?', r.digits('NXX'), 'train', r.digits('12XXX')],
  (r) => [`my jersey number is ${r.integer(1, 99)}`, chatter(r), fee(r), small(r)],
  (r) => ['OTP?', r.digits('XXXXXX'), chatter(r), fee(r)],
  (r) => [`pin code ${r.digits('4000XX')}`, chatter(r), fee(r)],
  (r) => ['pincode?', r.digits('4000XX'), room(r)],
  (r) => [r.digits('20NX'), chatter(r), fee(r), small(r)],
  (r) => [`${small(r)} kids`, `${small(r)} bachche`, `${fee(r)} each`, `${fee(r)} total`],
  (r) => [
    `overs ${r.integer(5, 20)}`,
    `${r.integer(80, 220)} runs`,
    `${r.integer(80, 220)}/${r.integer(1, 9)}`,
    `target ${r.integer(80, 250)}`,
  ],
  (r) => [`steps today ${r.digits('NXXX')}`, chatter(r), `${r.digits('1XXXX')} yesterday`],
  (r) => [r.pick(['ek', 'do', 'teen', 'one', 'two']), r.pick(['chaar', 'five', 'paanch']), chatter(r)],
  (r) => ['how many?', r.pick(['twenty one', 'fifteen', '12', 'das']), r.pick(['eleven', '14', 'bees'])],
  (r) => [`फीस ${fee(r)}`, `${small(r)} बच्चे`, clock(r), `कमरा ${room(r)}`],
]
