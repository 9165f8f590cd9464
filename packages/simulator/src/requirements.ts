import { approvalsRequirements } from './requirements/approvals.ts';
import { connectRequirements } from './requirements/connect.ts';
import { conversationsRequirements } from './requirements/conversations.ts';
import { eventsRequirements } from './requirements/events.ts';
import { httpRequirements } from './requirements/http.ts';
import { livesRequirements } from './requirements/lives.ts';
import { runsRequirements } from './requirements/runs.ts';

export type { GatewayKind, Requirement } from './requirements/requirement.ts';

/** What the simulator promises to do as the real gateway does. */
export const requirements = [
  ...httpRequirements,
  ...connectRequirements,
  ...runsRequirements,
  ...conversationsRequirements,
  ...eventsRequirements,
  ...approvalsRequirements,
  ...livesRequirements,
] as const;

export type RequirementId = (typeof requirements)[number]['id'];
