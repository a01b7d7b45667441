import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** One line across the page about something that isn't as it should be. */
export function Banner({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="border-b bg-sunken px-4 py-2 text-sm">
      <div className="mx-auto flex max-w-3xl flex-wrap items-center justify-center gap-x-3 gap-y-2">
        <Icon aria-hidden size={16} className="shrink-0" />
        {children}
      </div>
    </div>
  );
}
