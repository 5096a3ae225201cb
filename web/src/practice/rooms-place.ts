/** Where a practice's rooms stand for its members: on the practice's clock. */
import { useOrganization } from "../app/organization";
import type { Place } from "../rooms/place";

export function usePracticeRooms(): Place {
  const { organization_id, path, time_zone } = useOrganization();
  return { organizationId: organization_id, path: path("/rooms"), zone: time_zone };
}
