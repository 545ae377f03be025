/** Words for 10 to 99, in the order of their numbers; spellings of one number apart by `|`. */
const HINDI = [
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
const HINGLISH = [
  'das|dus gyarah|gyara barah|baarah terah|tera chaudah|chauda pandrah|pandra solah satrah|satra atharah|athara unnis',
  'bees ikkis|ikkees bais|baees teis|teyis chaubis|chaubees pachis|pachees|pacchis chhabbis|chabbis sattais|satais atthais|athais untis|unnatis',
  'tees ikattis|ikattees battis|battees taintis|tentis chauntis|chautis paintis chhattis|chattis saintis adtis|artis untalis|unchalis',
  'chalis|chaalis iktalis bayalis|byalis taintalis chauvalis|chawalis paintalis|paitalis chhiyalis|chiyalis saintalis adtalis|artalis unchas',
  'pachas|pachaas ikyavan|ikyawan bavan|bawan tirpan|tirepan chauvan|chauwan pachpan chhappan|chappan sattavan|satavan atthavan|athavan unsath',
  'saath iksath basath|baasath tirsath chaunsath|chausath painsath|paisath chhiyasath|chiyasath sadsath|sarsath adsath|arsath unhattar',
  'sattar ikhattar|ikattar bahattar|bahatar tihattar|tihatar chauhattar pachhattar|pichattar chhihattar|chihattar satattar|sathattar athattar|athhattar unyasi|unasi',
  'assi ikyasi bayasi|byasi tirasi chaurasi pachasi chhiyasi|chiyasi sattasi|satasi|sattaasi atthasi|athasi|athaasi|atthaasi navasi|nawasi',
  'nabbe|nabbay ikyanve|ikyanave banve|banave tiranve|tiranave chauranve|chauranave pachanve|pachanave|panchanve chhiyanve|chiyanave sattanve|sattanave atthanve|athanve|atthanave ninyanve|ninyanave',
]

/** Languages that make 21 to 99 of two words: 10 to 19, then the tens from 20 to 90. */
const SPACED: readonly (readonly [teens: string, tens: string])[] = [
  [
    'ten eleven twelve thirteen fourteen|forteen fifteen sixteen seventeen eighteen nineteen',
    'twenty thirty forty|fourty fifty sixty seventy eighty|eighti ninety|ninty',
  ],
  [
    'dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf',
    'vingt|vingts trente quarante cinquante soixante septante huitante|octante nonante',
  ],
  [
    'diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve',
    'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  ],
  [
    'dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove',
    'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
  ],
  [
    'dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
    'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
  ],
  [
    'zehn elf zwölf|zwoelf dreizehn vierzehn fünfzehn|fuenfzehn sechzehn siebzehn achtzehn neunzehn',
    'zwanzig dreißig|dreissig vierzig fünfzig|fuenfzig sechzig siebzig achtzig neunzig',
  ],
  [
    'tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
  ],
  [
    'десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать',
    'двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто',
  ],
  [
    'on-alone onbir oniki onüç ondört onbeş onaltı onyedi onsekiz ondokuz',
    'yirmi otuz kırk elli altmış yetmiş seksen doksan',
  ],
]

/** Languages that write 21 to 99 as one word: units from 1 to 9, the tens, and how both are joined. */
const JOINED: readonly (readonly [units: string, tens: string, join: (unit: string, ten: string) => string])[] = [
  [
    'ein zwei drei vier fünf sechs sieben acht neun',
    'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
    (unit, ten) => `${unit}und${ten}`,
  ],
  [
    'een twee drie vier vijf zes zeven acht negen',
    'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
    (unit, ten) => `${unit}en${ten}`,
  ],
  [
    'uno due tre quattro cinque sei sette otto nove',
    'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    (unit, ten) => `${/^[uo]/.test(unit) ? ten.slice(0, -1) : ten}${unit}`,
  ],
  ['uno dos tres cuatro cinco seis siete ocho nueve', 'veinti', (unit, ten) => `${ten}${unit}`],
]

/** A word with the two digits it stands for; `tens`: a unit that follows completes it. */
export interface TwoDigitWord {
  readonly word: string
  readonly digits: string
  readonly tens: boolean
}

/** Every word for a number from 10 to 99. */
export function twoDigitWords(): TwoDigitWord[] {
  const listed = [HINDI, HINGLISH].flatMap((lines) => numbered(lines.join(' '), 10, 1, false))
  const spaced = SPACED.flatMap(([teens, tens]) => [...numbered(teens, 10, 1, false), ...numbered(tens, 20, 10, true)])
  const joined = JOINED.flatMap(([units, tens, join]) =>
    tens.split(' ').flatMap((ten, row) =>
      units.split(' ').map((unit, column) => {
        return { word: join(unit, ten), digits: String(20 + 10 * row + column + 1), tens: false }
      }),
    ),
  )
  return [...joined, ...listed, ...spaced]
}

function numbered(list: string, first: number, step: number, tens: boolean): TwoDigitWord[] {
  return list.split(' ').flatMap((spellings, index) =>
    spellings
      .split('|')
      .filter((word) => !word.includes('-'))
      .map((word) => ({ word, digits: String(first + step * index), tens })),
  )
}
