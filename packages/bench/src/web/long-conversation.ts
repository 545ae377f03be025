interface LongConversation {
  url: string
  /** A token that may write the directory. */
  serviceToken: string
  /** A token of one of the people below. */
  tokenOf(userId: string): string
  messages: number
  onProgress(text: string): void
}

const users = [
  { id: 'admin', role: 'admin', displayName: 'Asha Menon' },
  { id: 'coach', role: 'coach', displayName: 'Coach Vikram' },
  { id: 'parent', role: 'parent', displayName: 'Neha (Arjun’s mother)' },
]
const lines = [
  'Nets at six, please bring water',
  'We won 21-15 19-21 22-20, well played everybody! Photos follow tonight, the next match is on the second Saturday.',
  'ठीक है, सात बजे मैदान पर',
  'Ten minutes late, sorry 🙈',
  'Who can drive on Sunday? We need two more cars for eight children and all the bags.\n\nMeeting point: the west gate.',
]
const AT_ONCE = 100

/** A batch conversation of three people who have said so much. Answers its id. */
export async function fillConversation(options: LongConversation): Promise<string> {
  const { url, serviceToken, tokenOf, messages, onProgress } = options
  await call(`${url}/api/directory/import`, serviceToken, {
    users,
    batches: [{ id: 'long', name: 'Under-12 badminton', memberIds: ['coach', 'parent'] }],
  })
  const { batches } = await call(`${url}/api/chat/batches`, tokenOf('admin'))
  const conversationId = batches?.[0]?.conversationId
  if (conversationId === undefined) throw new Error('the batch has no conversation')
  const tokens = users.map(({ id }) => tokenOf(id))
  for (let sent = 0; sent < messages; sent += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, messages - sent) }, (_, index) => sent + index + 1)
    await Promise.all(
      numbers.map((number) =>
        call(`${url}/api/chat/conversations/${conversationId}/messages`, tokens[number % tokens.length] ?? '', {
          content: `${lines[number % lines.length]} (${number})`,
        }),
      ),
    )
    if ((sent + AT_ONCE) % 5_000 === 0) onProgress(`${sent + AT_ONCE} messages stored`)
  }
  return conversationId
}

interface Reply {
  batches?: { conversationId: string }[]
}

async function call(url: string, token: string, body?: object): Promise<Reply> {
  const reply = await fetch(url, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${await reply.text()}`)
  const answer: Reply = JSON.parse(await reply.text())
  return answer
}
