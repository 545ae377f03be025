/** A text, and what of it must not be left after masking; nothing when it must stay as it is. */
export interface Case {
  readonly text: string
  readonly gone: readonly string[]
}

const hides = (text: string, ...gone: readonly string[]): Case => ({ text, gone })
const keeps = (text: string): Case => ({ text, gone: [] })

/** A small set of cases of our own, for checkouts without the larger set beside them. */
export const OWN_CASES: readonly Case[] = [
  hides('Ring me, 98765 43210', '98765', '43210'),
  hides('+91-98765-43210 is mine', '98765', '43210'),
  hides('office 080-2345 6789', '2345', '6789'),
  hides('(020) 7946 0123 ext. 12', '7946', '0123'),
  hides('My US line: 1 (212) 555-0147', '555', '0147'),
  hides('tel. 0049 30 901820', '901820'),
  hides('Paris 01 44 55 66 77', '44 55'),
  hides('nine eight double seven six, five four three two one', 'nine', 'double'),
  hides('mera number nau aath saat chhe paanch chaar teen do ek shunya hai', 'aath', 'chaar'),
  hides('नौ आठ सात छह पाँच चार तीन दो एक शून्य', 'आठ', 'चार'),
  hides('९८७६५ ४३२१०', '९८७६५'),
  hides('9️⃣8️⃣7️⃣6️⃣5️⃣4️⃣3️⃣2️⃣1️⃣0️⃣', '9️⃣8️⃣'),
  hides('98O76 S4321', '98O76', 'S4321'),
  hides('9·8·7·6·5·4·3·2·1·0', '9·8'),
  hides('call 212.555.0147x33 today', '0147'),
  hides('my landline is 2345678', '2345678'),
  hides('mail asha.k@example.org!', 'asha', 'example'),
  hides('asha.k AT example DOT org', 'asha', 'example'),
  hides('asha (at) gmail . com', 'asha', 'gmail'),
  hides('asha at the rate gmail dot com', 'asha', 'gmail'),
  hides('a s h a @ g m a i l . c o m', 'g m a i l'),
  hides('asha@gmaіl.com', 'asha'),
  hides('"asha k"@example.org', 'asha'),
  hides('asha@[10.1.2.3]', 'asha'),
  hides('write to ｊｏｈｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ｊｏｈｎ'),
  hides('join https://wa.me/919876543210?text=hi', '9198', 'wa.me'),
  hides('t.me/asha_k', 'asha'),
  hides('chat.whatsapp.com/AbCdEf123', 'AbCdEf'),
  hides('signal.me/#p/+12125550147', '0147'),
  hides('tel:+12125550147', '0147'),
  hides('mailto:asha@example.org?subject=hi', 'asha'),
  hides('pay asha@okaxis', 'asha'),
  hides('pay 9876543210@ybl', '98765'),
  hides('upi://pay?pa=asha@ybl', 'asha'),
  keeps('21-15 19-21 21-18'),
  keeps('Practice 5:30-6:30 on 12/11/2026'),
  keeps('Fees Rs 4,500 or ₹12,000 a term'),
  keeps('Order 4021558790 and UTR 432156789012'),
  keeps('Jersey 10, room 204, lane 4'),
  keeps('v2.10.4 on 10.0.0.12'),
  keeps('19.0760, 72.8777'),
  keeps('https://example.org/batch/1234567890'),
  keeps('dial 112 or 1098'),
  keeps('@coach_ravi see you at 6'),
  keeps('one two three four five six seven eight nine ten'),
]
