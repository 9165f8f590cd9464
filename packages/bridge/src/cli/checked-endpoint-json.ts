import { isWell, type CheckedEndpoint } from './check-endpoints.ts';

/** What a check found, as `--json` prints it. The shape is stable. */
export function checkedEndpointJson(checked: CheckedEndpoint) {
  const { known, isHeld, found, findings } = checked;
  const { name, id, host, kind } = known;
  const { connectedMs, tools, trouble } = found;
  return { name, id, host, kind, ok: isWell(checked), held: isHeld, connectedMs, tools, trouble, findings };
}
