import { headObject } from '../aws/s3/head.ts'
import type { Listener } from '../engine/events.ts'
import type { TaskRequest } from '../engine/tasks/task.ts'
import { publishRule, type Deadline } from './deadline.ts'
import { optionsOf } from './intake/overrides.ts'
import { asksObject, routeOf } from './intake/routes.ts'
import type { ObjectEvent } from './intake/s3-event.ts'
import { refuseUnwanted, sourceOf } from './intake/source.ts'
import { logEvent } from './reports/observation.ts'
import { sandbox } from './sandbox.ts'
import { settingsOf } from './target/credentials.ts'

/** What the engine is asked for an announced object, whether one invocation does all of it or a task of a state machine does its share. */
export interface ObjectRequest extends TaskRequest {
  beforePublish: (publish: { merges: boolean }) => Promise<void>
}

/**
 * The request that an object's route and metadata make.
 * @throws LiteliftError `option-invalid`, `route-missing`, and of the object, where it is asked
 */
export async function requestOf(
  object: ObjectEvent,
  deadline: Pick<Deadline, 'signal' | 'left'>,
): Promise<ObjectRequest> {
  const { signal } = deadline
  const { s3, environment } = sandbox()
  const { seed = null } = object.asked ?? {}
  const { route, values } = routeOf(environment.routes, seed ?? object.key)
  // A seed is its deployer's, who writes the route as well: what the object says overrules nothing.
  const asking = seed === null ? route : { ...route, overrides: [] }
  // What depends on nothing that the object says can be answered of a deleted one.
  const head = asksObject(asking) ? await headObject(s3, object, signal) : null
  const { listener, beforePublish } = publishRule(deadline)
  const tell: Listener = (event) => {
    logEvent(event)
    listener(event)
  }
  return {
    options: optionsOf(asking, head),
    source: await sourceOf(object, { client: s3, head }, signal),
    target: settingsOf(sandbox(), route),
    values,
    listener: tell,
    async beforePublish(publish) {
      await refuseUnwanted(object)
      beforePublish(publish)
    },
    signal,
  }
}
