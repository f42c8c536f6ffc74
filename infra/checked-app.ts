import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'

/** An app whose synthesis fails on any finding of cdk-nag. */
export function checkedApp(): App {
  const app = new App()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}
