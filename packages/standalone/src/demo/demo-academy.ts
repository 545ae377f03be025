import type { Send } from '@touchline/contracts'
import type { Conversation } from '@touchline/conversation'

type Services = Conversation['services']

/** The people of the demo academy. */
export const demoPeople = [
  { id: 'asha', role: 'admin', displayName: 'Asha Menon' },
  { id: 'robin', role: 'admin', displayName: 'Robin Clarke' },
  { id: 'vikram', role: 'coach', displayName: 'Coach Vikram' },
  { id: 'maria', role: 'coach', displayName: 'Coach Maria' },
  { id: 'neha', role: 'parent', displayName: 'Neha (Arjun’s mother)' },
  { id: 'sanjay', role: 'parent', displayName: 'Sanjay (Mira’s father)' },
  { id: 'fatima', role: 'parent', displayName: 'Fatima (Zoya’s mother)' },
  { id: 'daniel', role: 'parent', displayName: 'Daniel (Leo’s father)' },
] as const

const batches = [
  { id: 'under-12', name: 'Under-12 badminton', memberIds: ['vikram', 'neha', 'sanjay', 'fatima'] },
  { id: 'under-15', name: 'Under-15 football', memberIds: ['maria', 'vikram', 'daniel', 'neha'] },
]

const talk: Record<string, [senderId: string, content: string][]> = {
  'under-12': [
    ['vikram', 'Saturday’s session starts at 7:30, court 2. Please bring water.'],
    ['neha', 'Arjun will be ten minutes late, sorry!'],
    ['vikram', 'No problem. We warm up until 7:45.'],
    ['asha', 'The fee for the autumn term is 4,500. The desk takes it until the 30th.'],
  ],
  'under-15': [
    ['maria', 'We won 3-1! Well played, everybody.'],
    ['daniel', 'What a match. Leo is still talking about it.'],
    ['robin', 'Photos go into this chat tonight.'],
  ],
}

/**
 * Fills an empty database with a small academy that has already begun to talk. Answers whether it did. `remember` is given
 * the id of one of its conversations, by which this database can be known again.
 */
export async function makeDemoAcademy(
  { conversations, directory, sender }: Services,
  remember: (conversationId: string) => void,
): Promise<boolean> {
  if (await directory.hasOthersThan([])) return false
  await directory.importAll({ users: [...demoPeople], batches })
  const { conversations: opened } = await conversations.list('asha', 100, undefined)
  const [first] = opened
  if (first !== undefined) remember(first._id)
  for (const { _id: conversationId, batchId } of opened) {
    for (const [index, [senderId, content]] of (talk[batchId ?? ''] ?? []).entries()) {
      const send: Send = { senderId, conversationId, content, clientId: `demo-${index}` }
      await sender.send(send)
    }
  }
  const { conversation } = await conversations.open('asha', { type: 'direct', participantId: 'neha' })
  await sender.send({
    senderId: 'neha',
    conversationId: conversation._id,
    content: 'May I change Arjun’s batch next term?',
  })
  return true
}
