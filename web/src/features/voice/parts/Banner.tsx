import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** One line across the page about something that isn't as it should be. */
export function Banner({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="border-b bg-sunken px-4 py-2 text-sm">
      <div className="mx-auto flex w-fit max-w-3xl items-start gap-x-3">
        <Icon aria-hidden size={16} className="mt-0.5 shrink-0" />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">{children}</div>
      </div>
    </div>
  );
}
