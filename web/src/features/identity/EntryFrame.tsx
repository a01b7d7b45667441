import { type ReactNode, useEffect } from "react";

import { OfflineBanner } from "@/ui/OfflineBanner";
import { Wordmark } from "@/ui/Wordmark";

/** The quiet frame of sign-in and registration. */
export function EntryFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  return (
    <div>
      <OfflineBanner />
      {/* Not centred: what comes later (demo accounts) mustn't move the form under the hand. */}
      <main className="mx-auto w-full max-w-md px-4 pt-8 pb-12 sm:px-6 sm:pt-[8dvh]">
        <Wordmark full />
        <h1 className="mt-10 text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 text-ink-soft">{lead}</p>
        {children}
      </main>
    </div>
  );
}
