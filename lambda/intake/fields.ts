import * as z from 'zod'

/** As S3 has them (docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html), with the ones from before there were rules. */
export const bucketName = z
  .string()
  .regex(/^[a-z0-9][\w.-]{1,253}[a-z0-9]$/i, 'is no name of a bucket; its ARN is none either')

/** A text that S3 and PostgreSQL can both hold: half a character is none in UTF-8, and U+0000 is no text of PostgreSQL. */
export const storableText = z
  .string()
  .min(1)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'has U+0000 or half a character')

/** What an event may leave out. Services that speak as S3 does say null or '' for it. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || null)

/** The same without its quotes. */
export const optionalEtag = optionalText.transform((etag) => etag?.replaceAll('"', '') || null)

export const optionalSize = z
  .number()
  .nullish()
  .transform((bytes) => bytes ?? null)
