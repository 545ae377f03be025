/**
 * Runs work one piece after the other. Changes of the directory wait for each other in Postgres anyway; waiting here
 * instead, they hold no connection that a message could be stored with.
 */
export function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
}
