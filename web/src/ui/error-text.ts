import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import { ApiError, NetworkError } from "@/core/api";

/** A sentence for an error: the server's own where it gave one, else ours. */
export function errorText(error: unknown, t: TFunction<"ui">): string {
  if (error instanceof NetworkError) return t(`errors.${error.reason}`);
  if (error instanceof ApiError) {
    if (error.status === 429 && error.retryAfter !== null) return t("errors.too_many_requests", { seconds: Math.ceil(error.retryAfter) });
    if (error.details !== "") return error.details;
    if (error.status === 404) return t("errors.notFound");
    if (error.status === 403) return t("errors.forbidden");
  }
  return t("errors.unknown");
}

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation("ui");
  return (error) => errorText(error, t);
}
