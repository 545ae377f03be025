import { normalise } from './normalise.ts'

/** A word that stands for digits. Doubtful ones ("to", "do", "no") count only between others that are beyond doubt. */
export interface NumberWord {
  readonly digits: string
  readonly doubtful: boolean
  /** "twenty", which a following "one" completes to 21. */
  readonly tens: boolean
}

/** 0 to 9 in the languages of the users, spellings of one digit apart by `|`. */
const DIGIT_WORDS = [
  // English, with the ways of saying and misspelling a number over the phone
  'zero|oh|nought|naught|cipher|zeero one|wan|wun two three|thre four|fourr five|fiv|fife|fiver six|sicks seven|sevn eight|eigt nine|niner|nyn|nien',
  // Hindi and Hinglish
  'शून्य|जीरो|ज़ीरो|सिफर एक|वन दो|टू तीन|थ्री चार|फोर|फ़ोर पांच|पाँच|फाइव छह|छः|छ|छे|छै|सिक्स सात|सेवन आठ|एट नौ|नाइन',
  'shunya|shoonya|sunya|sifar|jiro|zeero ek|aek doo|doh teen|tin char|chaar paanch|panch|paach|paanc|panj chhe|chhah|chah|chhai|chay|chhey saat|saath aath|aat|aanth nau|naw',
  // Marathi, Bengali, Gujarati, Punjabi, Urdu
  'शून्य एक दोन तीन चार पाच सहा सात आठ नऊ',
  'শূন্য এক দুই|দু তিন চার পাঁচ|পাচ ছয় সাত আট নয়',
  'શૂન્ય એક બે ત્રણ ચાર પાંચ છ સાત આઠ નવ',
  'ਸਿਫ਼ਰ|ਜ਼ੀਰੋ ਇੱਕ ਦੋ ਤਿੰਨ ਚਾਰ ਪੰਜ ਛੇ ਸੱਤ ਅੱਠ ਨੌਂ',
  'صفر|زیرو ایک دو تین چار پانچ|پانچھ چھ|چھہ سات آٹھ نو',
  // Tamil, Telugu, Kannada, Malayalam
  'பூஜ்ஜியம்|சைபர் ஒன்று|ஒண்ணு இரண்டு|ரெண்டு மூன்று|மூணு நான்கு|நாலு ஐந்து|அஞ்சு ஆறு ஏழு எட்டு ஒன்பது',
  'సున్నా ఒకటి రెండు మూడు నాలుగు ఐదు|అయిదు ఆరు ఏడు ఎనిమిది తొమ్మిది',
  'ಸೊನ್ನೆ ಒಂದು ಎರಡು ಮೂರು ನಾಲ್ಕು ಐದು ಆರು ಏಳು ಎಂಟು ಒಂಬತ್ತು',
  'പൂജ്യം ഒന്ന് രണ്ട് മൂന്ന് നാല് അഞ്ച് ആറ് ഏഴ് എട്ട് ഒമ്പത്|ഒൻപത്',
  // Spanish, French, German, Portuguese, Italian, Russian, Arabic, Chinese and Japanese numerals
  'cero uno|un dos tres cuatro cinco seis siete ocho nueve',
  'zero|zéro un|une deux trois quatre cinq six sept huit neuf',
  'null eins|ein zwei|zwo drei vier fünf|fuenf sechs sieben acht neun',
  'zero um|uma dois|duas três quatro cinco seis|meia sete oito nove',
  'zero uno due tre quattro cinque sei sette otto nove',
  'ноль|нуль один|раз два три четыре пять шесть семь восемь девять',
  'صفر واحد اثنان|اثنين ثلاثة|ثلاثه اربعة|أربعة خمسة|خمسه ستة|سته سبعة|سبعه ثمانية|ثمانيه تسعة|تسعه',
  '零|〇|洞 一|幺|壹 二|两|貳|贰 三|叁|參 四|肆 五|伍 六|陸|陆 七|柒|拐 八|捌 九|玖|勾',
]

/** The same ten, but each is an ordinary word as well. */
const DOUBTFUL_DIGIT_WORDS = ['o|nil|aught won to|too|do tree|free for|fore faiv sex|che sat ate|ait|ath no|noh']

const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const TENS = 'twenty thirty forty|fourty fifty sixty seventy eighty|eighti ninety|ninty'

/** Hindi has a word of its own for every number to 99; 10 to 99, ten a line. */
const HINDI_10_TO_99 = [
  'दस ग्यारह बारह तेरह चौदह पंद्रह|पन्द्रह सोलह सत्रह अठारह|अट्ठारह उन्नीस',
  'बीस इक्कीस बाईस|बाइस तेईस|तेइस चौबीस पच्चीस छब्बीस सत्ताईस|सत्ताइस अट्ठाईस|अठाईस उनतीस|उन्तीस',
  'तीस इकतीस|इकत्तीस बत्तीस तैंतीस|तेंतीस चौंतीस|चौतीस पैंतीस|पैतीस छत्तीस सैंतीस|सैतीस अड़तीस उनतालीस|उन्तालीस',
  'चालीस इकतालीस बयालीस|ब्यालीस तैंतालीस|तेतालीस चौवालीस|चवालीस पैंतालीस|पैतालीस छियालीस सैंतालीस|सैतालीस अड़तालीस उनचास|उन्चास',
  'पचास इक्यावन बावन तिरपन|तिरेपन चौवन|चौअन पचपन छप्पन सत्तावन अट्ठावन|अठावन उनसठ',
  'साठ इकसठ बासठ तिरसठ|तिरेसठ चौंसठ|चौसठ पैंसठ|पैसठ छियासठ सड़सठ अड़सठ उनहत्तर|उनहतर',
  'सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी|उनासी',
  'अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी|अठासी नवासी',
  'नब्बे इक्यानवे|इक्यानबे बानवे|बानबे तिरानवे|तिरानबे चौरानवे|चौरानबे पचानवे|पंचानवे छियानवे|छियानबे सत्तानवे|सत्तानबे अट्ठानवे|अट्ठानबे निन्यानवे|निन्यानबे',
]
const HINGLISH_10_TO_99 = [
  'das|dus gyarah|gyara barah|baarah terah|tera chaudah|chauda pandrah|pandra solah satrah|satra atharah|athara unnis',
  'bees ikkis|ikkees bais|baees teis|teyis chaubis|chaubees pachis|pachees|pacchis chhabbis|chabbis sattais|satais atthais|athais untis|unnatis',
  'tees ikattis|ikattees battis|battees taintis|tentis chauntis|chautis paintis chhattis|chattis saintis adtis|artis untalis|unchalis',
  'chalis|chaalis iktalis bayalis|byalis taintalis chauvalis|chawalis paintalis|paitalis chhiyalis|chiyalis saintalis adtalis|artalis unchas',
  'pachas|pachaas ikyavan|ikyawan bavan|bawan tirpan|tirepan chauvan|chauwan pachpan chhappan|chappan sattavan|satavan atthavan|athavan unsath',
  'saath iksath basath|baasath tirsath chaunsath|chausath painsath|paisath chhiyasath|chiyasath sadsath|sarsath adsath|arsath unhattar',
  'sattar ikhattar|ikattar bahattar|bahatar tihattar|tihatar chauhattar pachhattar|pichattar chhihattar|chihattar satattar|sathattar athattar|athhattar unyasi|unasi',
  'assi ikyasi bayasi|byasi tirasi chaurasi pachasi chhiyasi|chiyasi sattasi|satasi atthasi|athasi navasi|nawasi',
  'nabbe|nabbay ikyanve|ikyanave banve|banave tiranve|tiranave chauranve|chauranave pachanve|pachanave|panchanve chhiyanve|chiyanave sattanve|sattanave atthanve|athanve|atthanave ninyanve|ninyanave',
]

/** Say the next digit that many times. */
const REPEATS: ReadonlyMap<string, number> = repeats({
  2: 'double dubble doubl dbl डबल twice ডাবল doble doppel',
  3: 'triple tripple tripel treble thrice ट्रिपल तिरपल',
  4: 'quadruple',
})

/** Words that make a quantity of what was said before them: no phone number is read out like this. */
const MAGNITUDES: ReadonlySet<string> = folded(
  'hundred hundreds thousand thousands million millions billion lakh lakhs lac lacs crore crores sau hazaar hazar सौ हजार हज़ार लाख करोड़',
)

const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = new Map([
  ...entries([HINDI_10_TO_99.join(' '), HINGLISH_10_TO_99.join(' ')], (index) => String(10 + index)),
  ...entries(DIGIT_WORDS, String),
  ...entries(DOUBTFUL_DIGIT_WORDS, String, { doubtful: true }),
  ...entries([TEENS], (index) => String(10 + index)),
  ...entries([TENS], (index) => String(20 + 10 * index), { tens: true }),
])

/** The digits that a lower-case folded word stands for. */
export function numberWord(word: string): NumberWord | undefined {
  return NUMBER_WORDS.get(word)
}

const GLUED_PART =
  /zero|one|two|three|four|five|six|seven|eight|nine|shunya|ek|do|teen|char|chaar|paanch|panch|chhe|saat|aath|nau/y

/** The digits of several number words without a space: `nineeightseven`. */
export function gluedNumberWords(word: string): string | undefined {
  if (word.length < 8) return undefined
  let digits = ''
  GLUED_PART.lastIndex = 0
  while (GLUED_PART.lastIndex < word.length) {
    const part = GLUED_PART.exec(word)
    if (part === null) return undefined
    digits += NUMBER_WORDS.get(part[0])?.digits ?? ''
  }
  return digits
}

/** How often "double", "triple" and the like repeat what follows. */
export function repeatWord(word: string): number | undefined {
  return REPEATS.get(word)
}

/** Whether the word turns what it follows into a quantity: hundred, lakh. */
export function isMagnitude(word: string): boolean {
  return MAGNITUDES.has(word)
}

function entries(
  lists: readonly string[],
  digitsOf: (index: number) => string,
  { doubtful = false, tens = false } = {},
): [string, NumberWord][] {
  return lists.flatMap((list) =>
    list.split(' ').flatMap((spellings, index) =>
      spellings.split('|').map((word): [string, NumberWord] => {
        return [key(word), { digits: digitsOf(index), doubtful, tens }]
      }),
    ),
  )
}

function repeats(words: Readonly<Record<number, string>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(words).flatMap(([times, list]) =>
      list.split(' ').map((word) => [key(word), Number(times)] as const),
    ),
  )
}

function folded(list: string): ReadonlySet<string> {
  return new Set(list.split(' ').map(key))
}

/** Words are looked up as the folded text spells them. */
function key(word: string): string {
  return normalise(word).text.toLowerCase()
}
