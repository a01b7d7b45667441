import type { ReactNode } from "react";

/** The dark frame of a video that isn't there. */
export function Stage({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div role="status" className="flex min-h-64 w-full flex-col items-center justify-center gap-3 rounded-lg border bg-sunken px-6 py-10 text-center sm:aspect-video sm:max-h-[max(16rem,calc(100dvh-35rem))]">
      <p className="text-lg font-semibold">{title}</p>
      <p className="max-w-md text-balance text-ink-soft">{text}</p>
      {children ? <div className="mt-2 flex w-full justify-center">{children}</div> : null}
    </div>
  );
}
