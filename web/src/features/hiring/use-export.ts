import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { ExportFormat } from "@/core/api/hiring";
import { useErrorText } from "@/ui/error-text";
import { useToast } from "@/ui/Toast";

interface File {
  blob: Blob;
  name: string;
}

/** Fetches a file with the account's token, which a plain link couldn't carry, and hands it to the browser. */
export function useExport(fetchFile: (format: ExportFormat) => Promise<File>) {
  const { t } = useTranslation("hiring");
  const toast = useToast();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: async (format: ExportFormat) => {
      const { blob, name } = await fetchFile(format);
      save(blob, name === "" ? `parley.${format}` : name);
    },
    onError: (error) => toast({ text: t("export.failed", { reason: errorText(error) }), duration: 12_000 }),
  });
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
