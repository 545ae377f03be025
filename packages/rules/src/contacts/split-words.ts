import { normalise } from './normalise.ts'

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).map((word) => normalise(word).text.toLowerCase()))
}

/** Words beside a part of a contact that say nothing about what it is: who is spoken to, yes and no, and then, please. */
export const FILLERS = words(`
  is are was my me mine on at it its it's this that these the a an and then next now so ok okay k kk okk oki so well oh ah um uh hmm
  hm lol haha hehe yes yeah yep ya yup yo no nope not sure fine good great cool nice right done noted got thanks thank thx ty u you
  your ur please pls plz plss wait sorry also again just only btw fyi ps hi hey hello dear bro bruh bhai bhaiya dude buddy mate man
  boss guys friend sir sirji maam mam madam miss uncle aunty aunt didi dada yaar yr ji da coach here there take keep save write note
  remember see look listen first firstly second third fourth last finally final start starts starting begin begins end ends ending
  with rest remaining part half piece continue continued contd cont more of to for from in by add put join together after before
  digits digit number numbers no. num baaki baki aage phir fir aur uske baad mera meri mere apna hai hain h he ye yeh yah woh wo
  likho likh lo le lelo dekho suno sun arre are acha accha achha theek thik haan han haa ha nahi nhi pehla pehle dusra doosra bas ab
  isko ise ka ki ke ko se me mein main hum aap tum tera tumhara kar karo karna
  है हैं मेरा मेरी मेरे और फिर आगे बाकी बाक़ी भाई जी हाँ हां ठीक अब यह ये वो पहले पहला दूसरा बाद में लो लिखो शुरू आखिरी सर मैडम नहीं अच्छा से को का की के
`)

/** Words of a message that goes on with a number rather than beginning one. */
export const CONTINUING = words(
  'ends end ending rest remaining last half second third then next finally baaki baki aage phir fir aur बाकी आगे फिर और',
)

/** Things that have a number of their own: what follows or goes before is theirs. */
export const NUMBERED_THINGS = words(`
  bus train flight platform gate route road highway court courts lane table room rooms hall block floor flat house building tower wing
  plot shop sector ward street seat seats row berth pnr jersey jerseys shirt kit bib chest cap roll batch section
  class grade std standard chapter lesson exercise question unit overs balls under age size locker car vehicle bike plate channel version model pool id order
  ticket token receipt invoice otp code pin km kms steps calories rating ratings rank position place marks score scores runs wicket wickets
  target total fee fees price amount balance rupees rs shuttles rackets bats balls bottles cones likes views followers weight height temperature temp
  बस ट्रेन कोर्ट कमरा जर्सी बैच टीम कक्षा उम्र ओवर रन अंक स्कोर फीस रुपये बच्चे खिलाड़ी सीट गेट
`)

/** These have numbers too, but are spoken of without: "good game" says nothing about the number after it. */
export const COUNTED_THINGS = words(`
  game games match matches set round day days week weeks month months year years time leg heat over ball point points line item phase u q
  party bag box people boys girls parents coaches players kids students members classes session sessions team group level page speed
  दिन मैच
`)

/** Words that a question begins with. */
export const ASKING = words(
  `what whats what's which when where who whose how why kya kaun kaunsa konsa kitna kitne kitni kab kahan kidhar kiska kaise
  क्या कौन कौनसा कितना कितने कितनी कब कहाँ किसका`,
)

/** Whose number it is. */
export const POSSESSIVES = words(
  `my mine our his her their papa papas papa's dad dads dad's mom moms mom's mummy mummys wife husband mera meri mere hamara apna uska
  unka iska मेरा मेरी मेरे हमारा अपना उसका उनका personal`,
)
