type Intrinsic = { [name: string]: [string | number, unknown] }

/** What CloudFormation makes of Fn::Join, Fn::Select and Fn::Split; `attribute` stands for the resources. */
export function evaluate(value: unknown, attribute: (resource: string, name: string) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => evaluate(one, attribute))
  const [[name, [first, second]]] = Object.entries(value as Intrinsic) as [[string, [string, unknown]]]
  if (name === 'Fn::GetAtt') return attribute(first, second as string)
  const of = evaluate(second, attribute)
  if (name === 'Fn::Join') return (of as string[]).join(first)
  if (name === 'Fn::Select') return (of as unknown[])[Number(first)]
  if (name === 'Fn::Split') return (of as string).split(first)
  throw new Error(`${name} is not known here`)
}
