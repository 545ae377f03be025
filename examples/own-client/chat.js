import { createTouchline, webStorage } from '@touchline/client'

const askPlatform = async () => (await fetch('/touchline')).json()
const token = async () => (await askPlatform()).token
const client = createTouchline({ url: (await askPlatform()).url, token, storage: webStorage(localStorage) })
await client.connect()
const chat = client.conversation(client.conversations.getSnapshot().conversations[0]._id)
const line = (text) => Object.assign(document.createElement('li'), { textContent: text })
const show = () => {
  const { messages, outgoing } = chat.getSnapshot()
  document
    .querySelector('ul')
    .replaceChildren(
      ...[...messages, ...outgoing].map(({ senderName = 'me', content }) => line(`${senderName}: ${content}`)),
    )
  chat.markRead()
}
chat.subscribe(show)
show()
document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  chat.send(event.target.elements.message.value)
  event.target.reset()
})
