import { useTranslation } from "react-i18next";

import { Skeleton } from "@/ui/Skeleton";

/** As many lines as a first screen has. */
export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation("ui");
  return (
    <div role="status" aria-label={t("loading")} className="divide-y rounded-md border bg-surface">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex min-h-16 items-center gap-6 px-4">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="ml-auto h-4 w-16" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
        </div>
      ))}
    </div>
  );
}
