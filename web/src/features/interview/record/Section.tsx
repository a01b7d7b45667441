import type { ReactNode } from "react";

/** A part of the record under its own heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t pt-6">
      <h2 className="text-xl font-medium">{title}</h2>
      {children}
    </section>
  );
}

/** Folded away until somebody wants to read it. */
export function Folded({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="rounded-md border bg-surface">
      <summary className="min-h-11 px-4 py-2.5 font-medium">{summary}</summary>
      <div className="flex flex-col gap-3 border-t px-4 py-3">{children}</div>
    </details>
  );
}
