import { type ReactNode, useEffect } from "react";

import { OfflineBanner } from "@/ui/OfflineBanner";
import { Wordmark } from "@/ui/Wordmark";

/** The quiet frame of sign-in and registration. */
export function EntryFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  return (
    <div className="flex min-h-dvh flex-col">
      <OfflineBanner />
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 py-12 sm:px-6">
        <Wordmark full />
        <h1 className="mt-10 text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 text-ink-soft">{lead}</p>
        {children}
      </main>
    </div>
  );
}
