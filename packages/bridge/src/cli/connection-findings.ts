import type { Finding } from '../doctor/check.ts';
import { troubleText } from '../doctor/trouble-text.ts';
import type { EndpointFindings } from '../mcp/xiaozhi/check-endpoint.ts';

/** What came of trying an endpoint, or of asking there as a device would. */
export function connectionFindings(found: EndpointFindings): readonly Finding[] {
  return [...connection(found), ...tools(found)];
}

function connection({ connectedMs, trouble }: EndpointFindings): readonly Finding[] {
  const open: Finding[] =
    connectedMs === undefined
      ? []
      : [{ name: 'Connection', status: 'ok', detail: `open after ${Math.round(connectedMs)} ms` }];
  if (trouble === undefined) return open;
  return [...open, { name: 'Trouble', status: 'fail', detail: troubleText(trouble), hint: trouble.hint }];
}

function tools({ connectedMs, tools: count, trouble }: EndpointFindings): readonly Finding[] {
  if (count === 0)
    return [
      {
        name: 'Tools',
        status: 'fail',
        detail: 'there is none for devices',
        hint: 'Offer some: "tools" of the endpoint, and --mode, which must let people ask.',
      },
    ];
  if (count !== undefined) return [{ name: 'Tools', status: 'ok', detail: `${count} are there for devices` }];
  if (connectedMs === undefined || trouble !== undefined) return [];
  return [
    {
      name: 'Tools',
      status: 'warn',
      detail: 'nobody has asked for them yet',
      hint: 'They are read when a device is spoken to: try it with `clawbridge serve` running.',
    },
  ];
}
