import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type Instruments = ReturnType<typeof createInstruments>;

/** From a cached answer to work of an hour. */
const TASK_SECONDS = [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
const WAIT_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1800];
const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300];

/** Everything that is counted as it happens. Each label has its values from a closed list. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    tasks: new Counter({
      name: 'clawbridge_tasks_total',
      help: 'Tasks that this process brought into a state: pending, running, completed, failed or cancelled.',
      labelNames: ['instance', 'status'],
      registers,
    }),
    taskFailures: new Counter({
      name: 'clawbridge_task_failures_total',
      help: 'Tasks that failed in this process, by the code of their failure.',
      labelNames: ['instance', 'code'],
      registers,
    }),
    taskSeconds: new Histogram({
      name: 'clawbridge_task_duration_seconds',
      help: 'Time from a question to the end of its task.',
      labelNames: ['instance', 'status'],
      buckets: TASK_SECONDS,
      registers,
    }),
    taskWait: new Histogram({
      name: 'clawbridge_task_wait_seconds',
      help: 'Time from a question to the begin of its first run.',
      labelNames: ['instance'],
      buckets: WAIT_SECONDS,
      registers,
    }),
    retries: new Counter({
      name: 'clawbridge_task_retries_total',
      help: 'Runs that are to be begun anew.',
      labelNames: ['instance'],
      registers,
    }),
    gatewayUp: new Gauge({
      name: 'clawbridge_gateway_up',
      help: '1 when a gateway was last found well, 0 when it was last found away or closed to us.',
      labelNames: ['instance'],
      registers,
    }),
    gatewayTrouble: new Gauge({
      name: 'clawbridge_gateway_trouble',
      help: '1 for the code of the failure that keeps a gateway from being used now.',
      labelNames: ['instance', 'code'],
      registers,
    }),
    gatewayConnects: new Counter({
      name: 'clawbridge_gateway_connects_total',
      help: 'Times this process began to listen to a gateway: the first time, and after every loss.',
      labelNames: ['instance'],
      registers,
    }),
    gatewayFailures: new Counter({
      name: 'clawbridge_gateway_failures_total',
      help: 'Times a gateway was found away or closed to us, by the code of the failure.',
      labelNames: ['instance', 'code'],
      registers,
    }),
    events: new Counter({
      name: 'clawbridge_events_total',
      help: 'Events of gateways that this process put into the log.',
      labelNames: ['instance'],
      registers,
    }),
    deliveries: new Counter({
      name: 'clawbridge_deliveries_total',
      help: 'Attempts to deliver a notice: delivered, postponed or failed.',
      labelNames: ['outcome'],
      registers,
    }),
    requests: new Counter({
      name: 'clawbridge_http_requests_total',
      help: 'HTTP requests by path, method and class of status.',
      labelNames: ['route', 'method', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'clawbridge_http_request_duration_seconds',
      help: 'Time from an HTTP request to the last byte of its answer; streams take as long as they are open.',
      labelNames: ['route'],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    toolCalls: new Counter({
      name: 'clawbridge_tool_calls_total',
      help: 'Calls of MCP tools: ok, or the code of the failure.',
      labelNames: ['tool', 'outcome'],
      registers,
    }),
    toolSeconds: new Histogram({
      name: 'clawbridge_tool_call_duration_seconds',
      help: 'Time a call of an MCP tool took.',
      labelNames: ['tool'],
      buckets: TASK_SECONDS,
      registers,
    }),
    limited: new Counter({
      name: 'clawbridge_rate_limited_total',
      help: 'Requests refused because somebody asked too often, by what was asked for.',
      labelNames: ['kind'],
      registers,
    }),
    unauthorized: new Counter({
      name: 'clawbridge_auth_failures_total',
      help: 'Requests of somebody who could not show who he is.',
      labelNames: ['reason'],
      registers,
    }),
    endpointUp: new Gauge({
      name: 'clawbridge_xiaozhi_up',
      help: '1 when devices find this process at a xiaozhi endpoint, 0 otherwise: also while another process holds it.',
      labelNames: ['endpoint'],
      registers,
    }),
    endpointTrouble: new Gauge({
      name: 'clawbridge_xiaozhi_trouble',
      help: '1 for what keeps a xiaozhi endpoint from being up now.',
      labelNames: ['endpoint', 'reason'],
      registers,
    }),
    endpointNextAttempt: new Gauge({
      name: 'clawbridge_xiaozhi_next_attempt_timestamp_seconds',
      help: 'When a xiaozhi endpoint is dialled next; missing unless that is waited for.',
      labelNames: ['endpoint'],
      registers,
    }),
    endpointConnects: new Counter({
      name: 'clawbridge_xiaozhi_connects_total',
      help: 'Times a xiaozhi endpoint was connected: the first time, and after every loss.',
      labelNames: ['endpoint'],
      registers,
    }),
    endpointLosses: new Counter({
      name: 'clawbridge_xiaozhi_losses_total',
      help: 'Times a xiaozhi endpoint was lost or could not be connected, by what went wrong.',
      labelNames: ['endpoint', 'reason'],
      registers,
    }),
  };
}
