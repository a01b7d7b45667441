import type { ReactNode } from "react";

import type { User } from "@/core/api";

import { Header } from "./Header";

export function CandidateFrame({ user, children }: { user: User; children: ReactNode }) {
  return (
    <>
      <Header user={user} />
      <main id="content" tabIndex={-1} className="outline-none">
        {children}
      </main>
    </>
  );
}
