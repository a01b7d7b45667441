import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

/** A sentence about a state, beside what it is about. */
export function Note({ tone = "plain", children }: { tone?: "plain" | "danger"; children: ReactNode }) {
  const Icon = tone === "danger" ? CircleAlert : Info;
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={`measure flex gap-3 rounded-md border px-4 py-3 ${tone === "danger" ? "border-danger bg-danger-soft" : "bg-surface"}`}
    >
      <Icon aria-hidden size={20} className={`mt-0.5 shrink-0 ${tone === "danger" ? "text-danger" : "text-accent"}`} />
      <div className="flex min-w-0 flex-col gap-2">{children}</div>
    </div>
  );
}
