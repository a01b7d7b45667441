import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useOnline } from "./use-online";

export function OfflineBanner({ text }: { text?: string }) {
  const { t } = useTranslation("ui");
  const online = useOnline();
  return (
    <div role="status">
      {online ? null : (
        <p className="flex items-center justify-center gap-2 border-b bg-sunken px-4 py-2 text-sm">
          <WifiOff aria-hidden size={16} className="shrink-0" />
          {text ?? t("offline")}
        </p>
      )}
    </div>
  );
}
