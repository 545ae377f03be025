import { Counter, type Registry } from 'prom-client'

export interface UploadMetrics {
  /** One upload that was answered: `stored`, `draft`, `repeated`, or the code that it was refused with. */
  count(outcome: string, type?: string): void
  /** Bytes of a file that was kept. */
  addBytes(bytes: number): void
}

/** Counts uploads in the app's registry. */
export function uploadMetrics(register: Registry): UploadMetrics {
  const uploads = new Counter({
    name: 'touchline_uploads_total',
    help: 'Uploads by outcome (stored, draft, repeated, or the code of the refusal) and checked type',
    labelNames: ['outcome', 'type'],
    registers: [register],
  })
  const bytes = new Counter({
    name: 'touchline_upload_bytes_total',
    help: 'Bytes of the files that were kept',
    registers: [register],
  })
  return {
    count: (outcome, type = 'unknown') => uploads.inc({ outcome, type }),
    addBytes: (count) => bytes.inc(count),
  }
}
