import { errors, isErrorCode } from '@touchline/contracts'
import t from 'tap'
import { TouchlineClientError } from '../src/index.ts'

t.test('which codes can be tried again is what the contract says', async (t) => {
  for (const [code, { retryable }] of Object.entries(errors)) {
    if (isErrorCode(code)) t.equal(new TouchlineClientError(code, '').retryable, retryable, code)
  }
})
