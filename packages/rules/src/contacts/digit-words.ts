/**
 * What the digits 0 to 9 are called, ten words a line, spellings of one digit apart by `|`. Later lines win where two
 * languages use one word: which digit it is matters little, that it is one does.
 */
export const DIGIT_WORDS: readonly string[] = [
  // Indonesian and Malay, Swahili, Filipino, Turkish, Vietnamese: the last without words that are heard in English or Hindi
  'nol|kosong satu dua tiga empat lima enam tujuh delapan|lapan sembilan',
  'sifuri moja mbili tatu nne tano sita saba nane tisa',
  'sero isa dalawa tatlo apat lima anim pito walo siyam',
  'sıfır|sifir bir iki üç|uc dört beş|bes altı|alti yedi sekiz dokuz',
  // Dutch, Swedish, Danish and Norwegian, Polish, Czech, Romanian, Hungarian, Finnish
  'nul een|één twee drie vier vijf zes zeven acht negen',
  'noll ett|en två|tva tre fyra fem sex|sexx sju åtta|atta nio',
  'nul én|et to|toh tre fire fem seks syv|sju otte|åtte ni|nih',
  'zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć',
  'nula jedna|jedna dva tři čtyři pět šest sedm osm devět',
  'zero unu două trei patru cinci șase șapte opt nouă',
  'nulla egy kettő|két három négy öt hat hét nyolc kilenc',
  'nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän',
  // Spanish, French, German, Portuguese, Italian, Catalan
  'cero uno|un dos tres cuatro cinco seis siete ocho nueve',
  'zero|zéro un|une deux trois quatre cinq six sept huit neuf',
  'null eins|ein zwei|zwo drei vier fünf|fuenf|funf sechs|sex sieben acht neun',
  'zero um|uma dois|duas três|tres quatro cinco seis|meia sete oito nove',
  'zero uno due tre quattro cinque sei sette otto nove',
  'zero un dos tres quatre cinc sis set vuit nou',
  // Russian and Ukrainian, Greek, Hebrew, Arabic, Persian
  'нуль один два три чотири пять шість сім вісім девять',
  'ноль|нуль|зеро один|раз|одна два|две три четыре пять шесть семь восемь девять',
  'μηδέν ένα δύο|δυο τρία τέσσερα πέντε έξι επτά|εφτά οκτώ|οχτώ εννέα|εννιά',
  'אפס אחת|אחד שתיים|שניים שלוש ארבע חמש שש שבע שמונה תשע',
  'صفر واحد اثنان|اثنين ثلاثة|ثلاثه|ثلاث اربعة|أربعة|اربع خمسة|خمسه|خمس ستة|سته|ست سبعة|سبعه|سبع ثمانية|ثمانيه|ثمان تسعة|تسعه|تسع',
  'صفر یک دو سه چهار پنج شش هفت هشت نه',
  // Chinese and Japanese numerals, Japanese and Korean readings, Thai
  '零|洞 一|幺|壹|壱 二|两|貳|贰|弐 三|叁|參|参 四|肆 五|伍 六|陸|陆 七|柒|拐 八|捌 九|玖|勾',
  'ゼロ|れい|まる いち に さん よん|し ご ろく なな|しち はち きゅう',
  '공|영 일|하나 이|둘 삼|셋 사|넷 오|다섯 육|여섯 칠|일곱 팔|여덟 구|아홉',
  'ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า',
  // Tamil, Telugu, Kannada, Malayalam, and how they are written in Latin letters
  'பூஜ்ஜியம்|பூஜ்யம்|சைபர்|ஜீரோ ஒன்று|ஒண்ணு|ஒன்னு இரண்டு|ரெண்டு மூன்று|மூணு நான்கு|நாலு ஐந்து|அஞ்சு ஆறு ஏழு எட்டு ஒன்பது|ஒம்பது',
  'சைபர் வன் டூ த்ரீ ஃபோர் ஃபைவ் சிக்ஸ் செவன் எய்ட் நைன்',
  'సున్నా|సున్న|జీరో ఒకటి|ఒక్కటి రెండు మూడు నాలుగు ఐదు|అయిదు ఆరు ఏడు ఎనిమిది తొమ్మిది',
  'ಸೊನ್ನೆ|ಶೂನ್ಯ ಒಂದು ಎರಡು ಮೂರು ನಾಲ್ಕು ಐದು ಆರು ಏಳು ಎಂಟು ಒಂಬತ್ತು',
  'പൂജ്യം ഒന്ന് രണ്ട് മൂന്ന് നാല് അഞ്ച് ആറ് ഏഴ് എട്ട് ഒമ്പത്|ഒൻപത്',
  'poojyam|poojiyam|pujyam|saibar|cyber onnu|ondru|onru|onnru rendu|irandu|erandu moonu|moondru|munru|moonru naalu|nalu|naangu|nangu|nanku anju|ainthu|aindhu|aindu aaru|aru ezhu|elu|yezhu ettu|yettu onbathu|ombathu|onbadhu|ombodhu|ombadhu|ombathu|onpathu|onpadhu',
  'sunna okati|okkati rendu moodu|mudu naalugu|nalugu aidu|ayidu aaru edu|yedu enimidi|yenimidi tommidi|thommidi',
  'sonne ondu eradu mooru|muru naalku|nalku aidu aaru elu|yelu entu|yentu ombattu|ombatthu',
  'poojyam onnu randu|rendu moonnu|munnu naalu anchu aaru ezhu ettu onpathu|ombathu',
  // Bengali, Gujarati, Punjabi, Urdu, Odia
  'শূন্য|জিরো এক দুই|দু তিন চার পাঁচ|পাচ ছয়|ছয় সাত আট নয়|নয়',
  'શૂન્ય|શુન્ય એક બે ત્રણ ચાર પાંચ છ સાત આઠ નવ',
  'ਸਿਫ਼ਰ|ਸਿਫਰ|ਜ਼ੀਰੋ|ਜੀਰੋ ਇੱਕ|ਇਕ ਦੋ ਤਿੰਨ ਚਾਰ ਪੰਜ ਛੇ ਸੱਤ ਅੱਠ ਨੌਂ|ਨੌ',
  'صفر|زیرو ایک دو تین چار پانچ|پانچھ چھ|چھہ|چھے سات آٹھ نو',
  'ଶୂନ ଏକ ଦୁଇ ତିନି ଚାରି ପାଞ୍ଚ ଛଅ ସାତ ଆଠ ନଅ',
  'shunno|shunyo ek dui|duy tin char panch|pach choy|chhoy|chhoi sat|shaat aat noy|noi',
  'mindu|shunya ek bey tran|trun chaar paanch chha|cha saat aath nav|nau',
  'sifar|zeero ikk|ik|hikk do tinn|tin chaar panj chhe satt aṭṭh|atth|ath naun|naw',
  // Marathi, Hindi and Hinglish
  'शून्य एक|येक दोन तीन चार पाच सहा सात आठ नऊ|नव',
  'shunya|shoonya|pujya ek|yek don|donn teen|tin char|chaar paach|pach|paacha saha|sahaa saat|sath aath|aat nau|nou|navv',
  'शून्य|शुन्य|जीरो|ज़ीरो|झीरो|सिफर|सिफ़र एक|इक|वन दो|टू|टु तीन|थ्री|थ्रि चार|फोर|फ़ोर पांच|पाँच|पान्च|फाइव|फाईव छह|छः|छ|छे|छै|सिक्स सात|सेवन|सेव्हन आठ|एट नौ|नाइन|नाईन',
  'shunya|shoonya|shuny|shoony|sunya|sifar|jiro|zeero|jero|zero ek|aek|ekk doo|doh|duo teen|tin|theen|tean|teean char|chaar|chaur|charr paanch|panch|paach|paanc|panj|pancha|pach|panchh chhe|chhah|chah|chhai|chay|chhey|chheh|cheh|chhaha saat|saath|sath|saatt|saaat aath|aat|aanth|aatth|aathh|ath nau|naw|nauu|nao|nou|noww',
  // English, with the ways of saying and misspelling a number over the phone
  'zero|oh|nought|naught|cipher|zeero|zro|zerro|ziro|xero one|wan|wun|onne|wonn two|twoo|tuo three|thre|thri|thrree|threee four|fourr|foor|fohr five|fiv|fife|fiver|fyve|faiv six|sicks|sixx|siks|seex seven|sevn|sevan|sevenn|saven eight|eigt|eightt|eit nine|niner|nyn|nien|nain',
]

/** The same ten, but each is an ordinary word as well: they count only between others that are beyond doubt. */
export const DOUBTFUL_DIGIT_WORDS: readonly string[] = [
  'o|nil|aught won|en|et|een|um to|too|do|be|to|don|doi tree|free|tre|tri for|fore|se|fire fem|hat|go sex|che|sis|sei|saha sat|set|hét|sito|sita|saba ate|ait|ath|opt|otte no|noh|ni|nav|nou|isa|nao',
]
