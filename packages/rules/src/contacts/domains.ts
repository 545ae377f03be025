import { normalise } from './normalise.ts'

/** Mail services that people name without more: "rahul at gmail". Matched letter by letter, see `mailService`. */
const MAIL_SERVICES = (
  'gmail googlemail gmai gmial gamil gmal gmaill geemail jimail jeemail yahoo yahoomail ymail rocketmail hotmail hotmial outlook live msn ' +
  'icloud protonmail proton rediffmail rediff aol gmx zoho zohomail yandex mailru qq tutanota fastmail hushmail ' +
  'mailinator sify indiatimes naver hanmail daum foxmail libero comcast sbcglobal verizon btinternet bigpond जीमेल याहू हॉटमेल आउटलुक रेडिफमेल गूगलमेल जी-मेल ജിമെയിൽ ஜிமெயில் జీమెయిల్ ಜಿಮೇಲ್ જીમેલ জিমেইল'
).split(' ')

/** Top-level domains that are recognised when an address is spelled out; written with a real dot, any will do. */
const TOP_LEVEL_DOMAINS = new Set(
  (
    'com net org edu gov mil int info biz name pro io co ai app dev me tv cc us uk in au nz ca ie za eu de fr es it nl be ch at ' +
    'se no dk fi pl cz pt gr ru ua tr ae sa qa kw om bh pk bd lk np bt mv sg my id ph th vn cn hk tw jp kr br mx ar cl co pe ' +
    'ng ke gh eg il ir iq jo lb xyz online site store shop club live email mail academy school sport sports fit coach team ' +
    'education training tech cloud page web kaam ком ру рф укр भारत कॉम काम इन नेट को ओआरजी'
  )
    .split(' ')
    .map((label) => normalise(label).text.toLowerCase()),
)

/** Letters and digits that are taken for each other in "gma1l" or "y4hoo". */
const ALIKE: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', i: 'l', '3': 'e', '4': 'a', '5': 's' }

const MAIL_SERVICE_SHAPES = new Set(MAIL_SERVICES.map(shape))
const SHORTEST_SERVICE = 2
const LONGEST_SERVICE = 12

function shape(label: string): string {
  return label.replace(/[0134i5]/g, (letter) => ALIKE[letter] ?? letter)
}

/** Whether a lower-case label names a well-known mail service, look-alike letters and digits included. */
export function isMailService(label: string): boolean {
  return label.length >= SHORTEST_SERVICE && label.length <= LONGEST_SERVICE && MAIL_SERVICE_SHAPES.has(shape(label))
}

/** Whether a lower-case label is a top-level domain that is heard in spelled-out addresses. */
export function isTopLevelDomain(label: string): boolean {
  return TOP_LEVEL_DOMAINS.has(label)
}

/** Whether a text is nothing but the domain of a well-known mail service: `gmail.com`, `yahoo.co.in`. */
export function isMailDomain(text: string): boolean {
  const [, service, ending] = /^([a-z0-9]{2,12})\.(?:co\.)?([a-z]{2,4})$/.exec(text.trim().toLowerCase()) ?? []
  return service !== undefined && ending !== undefined && isMailService(service) && isTopLevelDomain(ending)
}

/** What follows the @ of an Indian UPI id. From the lists that NPCI and the payment apps publish. */
const UPI_HANDLES = new Set(
  (
    'upi ybl ibl axl paytm apl yapl rapl okaxis okhdfcbank okicici oksbi sbi icici hdfcbank hdfcbankjd axisbank axisb axis kotak ' +
    'kotak811 kmbl barodampay boi bom cnrb centralbank cboi citi citigold cmsidfc dbs dcb dlb equitas federal fbl freecharge finobank ' +
    'hsbc idbi idfc idfcbank idfcfirst indus indianbank iob jkb jsb jio jiopay karb kbl kvb lvb mahb mairtel airtel airtelpaymentsbank ' +
    'myicici nsdl obc payzapp pingpay pnb postbank pockets psb psbpay rbl rmhdfcbank sc scb scbl sib srcb syndbank tjsb uboi ubi uco ' +
    'unionbank unionbankofindia united utbi vijb vjb wahdfcbank waicici waaxis wasbi yesbank yespay yesg yescred yesbankltd ' +
    'ptsbi ptaxis pthdfc ptyes superyes sliceaxis sliceicici jupiteraxis fam fampay ikwik mobikwik naviaxis timecosmos ' +
    'tapicici amazonpay bhim gpay phonepe abfspay aubank allbank andb dhanlaxmi esaf eazypay imobile ezeepay hdfcbanklt icicibank ' +
    'idfcnetc kaypay lime mahagram okbizaxis oksbibank rajgovhdfcbank trans ucobank utib vyapar xb yesfam zoicici zomato shriramhdfcbank'
  ).split(' '),
)

/** Whether a lower-case label is the handle of a UPI id. */
export function isUpiHandle(label: string): boolean {
  return UPI_HANDLES.has(label)
}
