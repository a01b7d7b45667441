import { Outlet } from "react-router";

import { CandidateFrame } from "./CandidateFrame";
import { RequireAccount } from "./RequireAccount";
import { StaffFrame } from "./StaffFrame";

/** Pages for every account: each sees them under its own strip. */
export function PersonLayout() {
  return (
    <RequireAccount>
      {(user) =>
        user.role === "candidate" ? (
          <CandidateFrame user={user}>
            <Outlet />
          </CandidateFrame>
        ) : (
          <StaffFrame user={user}>
            <Outlet />
          </StaffFrame>
        )
      }
    </RequireAccount>
  );
}
