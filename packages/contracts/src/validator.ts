import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { TouchlineError } from './errors.ts'

export interface Check<T> {
  /** Whether the value has the schema's shape. */
  is(value: unknown): value is T
  /** The value itself, unchanged. Throws `VALIDATION` naming the place of the first fault, never its content. */
  parse(value: unknown): T
}

/** Compiles a schema once. Unknown properties, wrong types, NUL and lone surrogates are refused, nothing is coerced. */
export function validator<Schema extends TSchema>(schema: Schema): Check<Static<Schema>> {
  const compiled = Compile(schema)
  const is = (value: unknown): value is Static<Schema> => compiled.Check(value)
  return {
    is,
    parse(value) {
      if (is(value)) return value
      throw new TouchlineError('VALIDATION', describeFault(compiled.Errors(value)))
    },
  }
}

interface Fault {
  keyword: string
  instancePath: string
  message: string
  params: object
}

function describeFault(faults: readonly Fault[]): string | undefined {
  // An unknown property is reported twice: as a value that nothing accepts, and by its object. Only the latter reads well.
  const fault = faults.find(({ keyword }) => keyword !== 'boolean')
  if (fault === undefined) return undefined
  const place = fault.instancePath === '' ? 'the payload' : fault.instancePath.slice(1).replaceAll('/', '.')
  return `${place} ${fault.keyword === 'pattern' ? 'holds characters that are not allowed' : fault.message}${unknownNames(fault)}`
}

/** The names of unknown properties, which came from the caller and tell what to mend. */
function unknownNames({ keyword, params }: Fault): string {
  if (keyword !== 'additionalProperties' || !('additionalProperties' in params)) return ''
  const names = Array.isArray(params.additionalProperties) ? params.additionalProperties : []
  return `: ${names.slice(0, 3).join(', ').slice(0, 100)}`
}
