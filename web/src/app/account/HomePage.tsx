import { lazy, Suspense } from "react";
import { Navigate } from "react-router";

import { PageSkeleton } from "../PageSkeleton";
import { CandidateFrame } from "./CandidateFrame";
import { RequireAccount } from "./RequireAccount";

const MyInterviewsPage = lazy(async () => ({ default: (await import("@/features/hiring/mine/MyInterviewsPage")).MyInterviewsPage }));

/** `/`: the hiring team's list, or the interviews a candidate was invited to. */
export function HomePage() {
  return (
    <RequireAccount>
      {(user) =>
        user.role === "candidate" ? (
          <CandidateFrame user={user}>
            <Suspense fallback={<PageSkeleton />}>
              <MyInterviewsPage />
            </Suspense>
          </CandidateFrame>
        ) : (
          <Navigate to="/templates" replace />
        )
      }
    </RequireAccount>
  );
}
