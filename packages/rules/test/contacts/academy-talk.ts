import type { Random } from './random.ts'

/** A message as academies write it all day, without any contact in it, in English, Hindi or Hinglish. */
export function academyMessage(random: Random): string {
  return random.pick(TEMPLATES)(random)
}

type Template = (random: Random) => string

const time = (r: Random) => {
  const hour = r.integer(5, 21)
  const minutes = r.pick(['00', '15', '30', '45'] as const)
  return r.pick([
    `${hour}:${minutes}`,
    `${hour}.${minutes}`,
    `${(hour % 12) + 1} ${r.pick(['am', 'pm'])}`,
    `${hour}${minutes}`,
  ])
}
const clock = (r: Random) => `${r.integer(5, 21)}:${r.pick(['00', '15', '30', '45'])}`
const badminton = (r: Random) => r.pick([`21-${r.integer(4, 19)}`, `${r.integer(4, 19)}-21`, `22-20`, `30-29`])
const tennis = (r: Random) => r.pick([`6-${r.integer(0, 4)}`, `${r.integer(0, 4)}-6`, '7-5', '7-6(5)'])
const sum = (r: Random) => r.pick([r.integer(2, 90) * 50, r.integer(10, 99) * 100, r.integer(1, 15) * 1000])
const money = (r: Random) => {
  const amount = sum(r)
  return r.pick([
    `Rs ${amount}`,
    `Rs. ${amount}/-`,
    `₹${amount.toLocaleString('en-IN')}`,
    `${amount} rupees`,
    `${amount} rs`,
  ])
}
const date = (r: Random) => {
  const [day, month, year] = [r.integer(1, 28), r.integer(1, 12), r.integer(2023, 2027)]
  return r.pick([
    `${day}/${month}/${year}`,
    `${day}-${month}-${year}`,
    `${day}.${month}.${year}`,
    `${year}-${month}-${day}`,
    `${day} ${r.pick(['Jan', 'March', 'Nov'])}`,
  ])
}
const jerseys = (r: Random) =>
  Array.from({ length: r.integer(2, 7) }, () => r.integer(1, 99)).join(r.pick([', ', ' ', ' and ']))
const name = (r: Random) => r.pick(['Aarav', 'Diya', 'Kabir', 'Meera', 'Rohan', 'Sana', 'Ishaan', 'अर्जुन', 'प्रिया'])

const TEMPLATES: readonly [Template, ...Template[]] = [
  (r) => `Practice ${time(r)} to ${time(r)} on ${date(r)}`,
  (r) => `${name(r)} won ${badminton(r)} ${badminton(r)} ${badminton(r)}`,
  (r) => `Result: ${badminton(r)}, ${badminton(r)}, ${badminton(r)}. Well played ${name(r)}!`,
  (r) => `Final score ${tennis(r)} ${tennis(r)} ${tennis(r)}`,
  (r) =>
    `We made ${r.integer(80, 250)}/${r.integer(2, 9)} in ${r.integer(10, 50)} overs, they made ${r.integer(80, 250)}`,
  (r) => `This over: ${Array.from({ length: 6 }, () => r.pick([0, 1, 2, 4, 6])).join(' ')}`,
  (r) => `Last two overs ${Array.from({ length: 12 }, () => r.pick([0, 1, 2, 3, 4, 6])).join(' ')}`,
  (r) => `Fees for ${r.integer(1, 12)} months: ${money(r)}, discount ${money(r)}`,
  (r) => `Fees ${sum(r)}, ${sum(r)} and ${sum(r)} for batch A, B and C`,
  (r) => `Paid ${money(r)} on ${date(r)}, receipt no ${r.digits('20XXXXXX')}`,
  (r) => `Jersey numbers ${jerseys(r)} are free`,
  (r) => `Jersey ${r.integer(1, 99)}, size ${r.integer(28, 44)}, shorts ${r.integer(28, 44)}`,
  (r) => `Court ${r.integer(1, 9)} at ${clock(r)}, court ${r.integer(1, 9)} at ${clock(r)}`,
  (r) => `Timings: ${clock(r)}-${clock(r)}, ${clock(r)}-${clock(r)} and ${clock(r)}-${clock(r)}`,
  (r) => `100 m in ${r.digits('1X.XX')}, 200 m in ${r.digits('2X.XX')}, 400 m in ${r.digits('5X.XX')}`,
  (r) => `Bench press ${[40, 45, 50, 55].map((weight) => weight + r.integer(0, 3)).join(' ')} kg`,
  (r) => `Do ${r.integer(3, 5)} sets of ${r.integer(8, 20)} reps, rest ${r.integer(30, 90)} sec`,
  (r) => `${name(r)} is ${r.integer(6, 17)} years old, ${r.integer(110, 180)} cm, ${r.integer(20, 70)} kg`,
  (r) => `Marks: ${Array.from({ length: 5 }, () => r.integer(35, 99)).join(', ')}`,
  (r) => `Attendance ${r.integer(10, 20)}/20, ${r.integer(10, 20)}/20, ${r.integer(10, 20)}/20`,
  (r) => `Order ${r.digits('40NXXXXXXX')} has been shipped, reaches by ${date(r)}`,
  (r) => `Transaction id ${r.digits('4XXXXXXXXXXX')} for ${money(r)}`,
  (r) => `UTR ${r.digits('XXXXXXXXXXXX')} paid today`,
  (r) => `Invoice INV-${r.digits('2025-XXXXXX')} is due on ${date(r)}`,
  (r) => `OTP is ${r.digits('XXXXXX')}, do not share it`,
  (r) => `Room ${r.digits('NXX')}, block ${r.integer(1, 9)}, floor ${r.integer(1, 9)}, pin code ${r.digits('4XXXXX')}`,
  (r) => `Bus ${r.digits('NXX')} leaves at ${time(r)}, reach by ${time(r)}`,
  (r) =>
    `Session ${r.integer(2019, 2025)}-${r.integer(20, 26)}: ${r.integer(10, 60)} students, ${r.integer(2, 9)} coaches`,
  (r) => `In ${r.integer(2015, 2018)}, ${r.integer(2019, 2021)} and ${r.integer(2022, 2026)} we won the cup`,
  (r) => `In an emergency dial ${r.pick(['112', '108', '1098', '100', '911'])}`,
  (r) => `Call me at ${clock(r)} or after ${clock(r)}`,
  (r) => `I will call you between ${time(r)} and ${time(r)}`,
  (r) => `Message me when you reach gate ${r.integer(1, 9)}, ${r.integer(2, 30)} min is fine`,
  (r) => `Number ${r.integer(1, 99)} scored ${r.integer(1, 60)}, number ${r.integer(1, 99)} scored ${r.integer(1, 60)}`,
  (r) => `Look at academy.example.com/${r.digits('XXXX')} and https://example.org/fees?id=${r.digits('XXXXXXXXX')}`,
  (r) => `@${r.pick(['coach_ravi', 'priya10', 'all'])} practice at ${time(r)}`,
  (r) => `App version ${r.digits('N.XX.X')} from ${date(r)}, server 10.0.${r.integer(0, 255)}.${r.integer(0, 255)}`,
  (r) => `File IMG_${r.digits('2025112N_1XXXXX')}.jpg is the team photo`,
  (r) => `one two three four and turn, ${r.integer(5, 20)} times`,
  (r) => `We won twenty one ${r.pick(['fifteen', 'twelve', 'nineteen'])} and twenty one ${r.pick(['ten', 'eighteen'])}`,
  (r) => `Meet at ${r.pick(['six', 'seven', 'five'])} thirty, ${r.pick(['two', 'three'])} of you bring the kit`,
  (r) => `Kal ${r.integer(5, 9)} baje aana, fees ${sum(r)} lana`,
  (r) => `Kal ka score ${badminton(r)} ${badminton(r)} tha, ${name(r)} ne accha khela`,
  (r) => `Batch ${time(r)} se ${time(r)} tak hai, ${r.integer(10, 30)} bachche hain`,
  (r) => `Fees ${money(r)} hai, ${r.integer(2, 6)} mahine ki ${money(r)}`,
  (r) => `Jersey number ${r.integer(1, 99)} aur ${r.integer(1, 99)} kiska hai?`,
  (r) => `ek do teen chaar, phir se ${r.integer(5, 20)} baar`,
  () => 'do batch hain, ek saat baje aur ek aath baje',
  (r) => `Sir, ${name(r)} kal ${r.integer(5, 9)} baje nahi aa payega, ${date(r)} ko aayega`,
  (r) => `Order number ${r.digits('1XXXXXXXX')} aa gaya kya?`,
  (r) => `कल अभ्यास सुबह ${clock(r)} से ${clock(r)} बजे तक है`,
  (r) => `फीस ${sum(r)} रुपये है, ${date(r)} तक दें`,
  (r) => `स्कोर ${badminton(r)}, ${badminton(r)} रहा, ${name(r)} जीत गया`,
  (r) => `जर्सी नंबर ${jerseys(r)} उपलब्ध हैं`,
  (r) => `${name(r)} की उम्र ${r.integer(6, 17)} साल है, कमरा ${r.digits('NXX')}`,
  () => 'एक दो तीन चार, फिर से दस बार',
  (r) => `बैच में ${r.integer(10, 40)} बच्चे हैं, ${r.integer(2, 5)} कोच हैं`,
  (r) => `ऑर्डर ${r.digits('40NXXXXXXX')} कल आएगा`,
]
