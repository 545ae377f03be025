import t from 'tap'
import { imitatesRole, isOnlyContact, nameSkeleton } from '../../src/contacts/index.ts'

t.test('a name that is nothing but a contact', async (t) => {
  for (const name of [
    '98765 43210',
    'Call 98765 43210',
    '🏸 9876543210 🏸',
    'Email: asha@example.org',
    't.me/asha',
    '९८७६५४३२१०',
  ]) {
    t.ok(isOnlyContact(name), name)
  }
  for (const name of ['Asha 98765 43210', 'Coach Ravi', 'U12 batch, 5:30', '', '21-15'])
    t.notOk(isOnlyContact(name), name)
})

t.test('a role drawn with look-alikes', async (t) => {
  for (const name of [
    ...[
      'Аdmin',
      'C0ach',
      'Admln',
      'A d m i n',
      'A.d.m.i.n',
      'Ａdmin',
      'Pаrent',
      'Adrnin',
      'Cоach Ravi',
      '@dmin',
      'ⒶⒹⓂⒾⓃ',
    ],
    ...['Ϲoach', 'ϹOACH', 'СОАСН', 'RaviСoach', 'TheАdmin', 'Cоach1', 'ꓚoach', 'S†aff', 'ДDMIN', 'A d m i n Asha'],
    ...['Ad\u200bmin', 'Ádmin', 'Head Cοach', 'Ad min', '𝐀𝐝𝐦𝐢𝐧', 'Mоderator'],
  ]) {
    t.ok(imitatesRole(name), name)
  }
})

t.test('an honest name', async (t) => {
  for (const name of [
    'Coach Ravi',
    'Admin',
    'HEAD COACH',
    'Parent of Asha',
    'कोच रवि',
    'Админ',
    'José',
    'Müller',
    'Łukasz',
    'Anna-Maria',
    'Miles Parent-Smith',
    'Touchline Support',
    'Coaching Desk',
    'Анна Иванова',
    'САША ПЕТРОВ',
    'Αντώνης Παπάς',
    'ΝΙΚΟΣ',
    'प्रिया शर्मा',
  ]) {
    t.notOk(imitatesRole(name), name)
  }
})

t.test('two names that can be taken for each other have one skeleton', async (t) => {
  for (const twin of [
    'Rаvi Kumar',
    'ravi  kumar',
    'Rav1 Kumar',
    'Ravi\u200b Kumar',
    'Ｒavi Kumar',
    'Ravi Kurnar',
    'Ravl Kumar',
  ]) {
    t.equal(nameSkeleton(twin), nameSkeleton('Ravi Kumar'), twin)
  }
  t.not(nameSkeleton('Ravi Kumari'), nameSkeleton('Ravi Kumar'))
  t.not(nameSkeleton('कुमार'), nameSkeleton('कमर'))
})
