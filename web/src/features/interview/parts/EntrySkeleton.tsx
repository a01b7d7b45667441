import { Skeleton } from "@/ui/Skeleton";

/** The shape of a step, while it comes. */
export function EntrySkeleton({ label }: { label?: string }) {
  return (
    <div aria-busy="true" className="flex min-h-dvh flex-col">
      {label ? <p className="sr-only">{label}</p> : null}
      <div className="border-b">
        <div className="mx-auto flex min-h-14 max-w-5xl items-center px-4 sm:px-6">
          <Skeleton className="h-5 w-32" />
        </div>
      </div>
      <div className="mx-auto flex w-full max-w-2xl flex-col gap-4 px-4 py-8 sm:px-6 sm:py-12">
        <Skeleton className="h-9 w-3/4" />
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-5/6" />
        <Skeleton className="mt-6 h-12 w-40" />
      </div>
    </div>
  );
}
