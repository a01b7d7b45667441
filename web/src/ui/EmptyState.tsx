import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** Nothing here yet: says what belongs here and offers the one thing to do. */
export function EmptyState({ icon: Icon, title, children, action }: { icon?: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      {Icon ? (
        <span aria-hidden className="mb-2 grid size-14 place-items-center rounded-full bg-accent-soft text-accent">
          <Icon size={24} strokeWidth={1.5} />
        </span>
      ) : null}
      <h2 className="text-xl font-semibold">{title}</h2>
      {children ? <div className="text-ink-soft">{children}</div> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
