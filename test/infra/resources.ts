import type { Template } from 'aws-cdk-lib/assertions'

export interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}

/** The properties of every resource of a type that match. */
export function resources(template: Template, type: string, matching: object = {}): Record<string, unknown>[] {
  const found = template.findResources(type, { Properties: matching })
  return Object.values(found).map((resource) => (resource as { Properties: Record<string, unknown> }).Properties)
}

/** The statements of all policies of roles, or of one. */
export function statements(template: Template, id?: string): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([name]) => id === undefined || name === id)
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[])
}
