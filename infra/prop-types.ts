import { Token, type Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import * as z from 'zod'
import { listed, problemsOf } from '../engine/options/invalid.ts'

/**
 * Looks at the props of a construct before anything is made of them: CDK takes what it does not know, and CloudFormation refuses late.
 * @throws Error that names each prop
 */
export function checkProps(construct: string, props: z.ZodType, given: unknown): void {
  const parsed = props.safeParse(given)
  if (!parsed.success)
    throw new Error(`Props of ${construct} are not valid: ${listed(problemsOf(parsed.error, () => 'is no prop'))}`)
}

/** Props of a construct, or an object among them. */
export function props<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  example = '{ … }',
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'invalid_type' ? `must be an object, ${example}` : undefined),
  })
}

/** A number, or one that is known at deployment only. */
export function number({
  min,
  max,
  step = 1,
  unit,
}: {
  min: number
  max: number
  step?: number
  unit?: string
}): z.ZodType {
  const fits = (value: unknown) =>
    Token.isUnresolved(value) ||
    (typeof value === 'number' && value >= min && value <= max && Number.isInteger(value / step))
  const grouped = (value: number) => value.toLocaleString('en')
  const what = step === 1 ? 'a whole number' : `a multiple of ${step}`
  return member(fits, `must be ${what} from ${grouped(min)} to ${grouped(max)}${unit === undefined ? '' : ` ${unit}`}`)
}

/** A duration between two, in seconds. */
export function duration({ min, max, said }: { min: number; max: number; said: string }): z.ZodType {
  return member((value) => {
    if (!isDuration(value)) return false
    if (value.isUnresolved()) return true
    const seconds = value.toSeconds({ integral: false })
    return seconds >= min && seconds <= max && Number.isInteger(seconds)
  }, `must be a Duration ${said}`)
}

/** Of whichever copy of aws-cdk-lib. */
function isDuration(value: unknown): value is Duration {
  return typeof value === 'object' && value !== null && 'toSeconds' in value && 'isUnresolved' in value
}

/** A construct, made or imported. */
export function construct(what: string): z.ZodType {
  return member((value) => Construct.isConstruct(value), `must be ${what}, made or imported`)
}

/** One of a few words. */
export function word(...words: string[]): z.ZodType {
  return member((value) => words.includes(value as string), `must be ${words.map((one) => `'${one}'`).join(' or ')}`)
}

export const yesOrNo = z.boolean('must be true or false')
export const text = z.string('must be a text').min(1, 'is empty')

export function member(fits: (value: unknown) => boolean, said: string): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    if (!fits(value)) context.addIssue({ code: 'custom', message: value === undefined ? 'is missing' : said })
  })
}
