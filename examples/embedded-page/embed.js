const frame = document.getElementById('chat')
const askPlatform = async () => (await fetch('/touchline')).json()
const { url } = await askPlatform()
const chatOrigin = new URL(url).origin

// The chat says that it listens, and asks again before its token expires. Answer it, and nobody else.
window.addEventListener('message', async ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== chatOrigin) return
  if (data.type !== 'touchline:ready' && data.type !== 'touchline:token-needed') return
  const { token } = await askPlatform()
  frame.contentWindow.postMessage({ type: 'touchline:token', token }, chatOrigin)
})
frame.src = url
