import type { Principal } from '../domain/principal.ts';
import type { ToolSetName } from './tools/tool-set-names.ts';

/** Who is served, and with which sets of tools: that decides which resources and prompts there are. */
export interface Audience {
  readonly principal: Principal;
  readonly tools: readonly ToolSetName[];
}
