import process from 'node:process';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';

// Stands in for the SDK's own `_shims` module when the program is bundled (see scripts/build.mjs): the same two names,
// but with the SDK's small JSON Schema validator instead of Ajv, which costs 290 kB and 4 ms of every start and would
// only check answers to elicitations.
export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator, process };
