import type { ConversationHandle, SendFileOptions } from '@touchline/client'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useChat } from '../chat/chat-context.tsx'
import { isPicture, refusalOf } from '../files/kinds.ts'
import { keepPreview } from '../files/previews.ts'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'
import { draftOf, keepDraft, type StagedFile } from './drafts.ts'

/** In the order in which they are told. */
const reasons = [
  ['tooLarge', 'error.fileTooLarge'],
  ['type', 'error.fileType'],
  ['empty', 'error.fileEmpty'],
] as const

let lastId = 0

/** The files that go with the next message. What cannot be sent is told at once. */
export function useStagedFiles({ id }: ConversationHandle, { takesFiles }: { takesFiles: boolean }) {
  const { client } = useChat()
  const [files, setFiles] = useState(() => draftOf(client, id).files)
  const text = useText()
  useEffect(() => keepDraft(client, id, { files }), [client, id, files])

  const add = useCallback(
    (added: readonly File[]) => {
      if (!takesFiles) {
        tell(text('error.filesBatchOnly'))
        return
      }
      const { good = [], ...refused } = Object.groupBy(added, (file) => refusalOf(file) ?? 'good')
      for (const [refusal, why] of reasons) {
        const names = refused[refusal]?.map(({ name }) => name)
        if (names !== undefined) tell(text('files.refused', { names: names.join(', '), why: text(why) }))
      }
      setFiles((before) => [...before, ...good.map(staged)])
    },
    [takesFiles, text],
  )
  const remove = useCallback((id: number) => {
    setFiles((before) => before.filter((file) => file.id !== id))
  }, [])
  /** Gives the files away: whoever takes them sends them. */
  const take = useCallback((): readonly StagedFile[] => {
    setFiles([])
    return files
  }, [files])
  return useMemo(() => ({ files, add, remove, take, send }), [files, add, remove, take])
}

function send(chat: ConversationHandle, { file }: StagedFile, options: SendFileOptions): void {
  const { clientId, stored } = chat.sendFile(file, options)
  keepPreview(clientId, isPicture(file) ? URL.createObjectURL(file) : undefined)
  // The conversation shows what failed, and offers what helps.
  stored.catch(() => {})
}

function staged(file: File): StagedFile {
  lastId += 1
  return { id: lastId, file }
}
