import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { InvitationFilter } from "@/core/api/hiring";
import { Button } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";

import { useExport } from "../use-export";
import { useHiring } from "../use-hiring";

/** The list as it is filtered, one row an invitation. */
export function ExportMenu({ filter }: { filter: InvitationFilter }) {
  const { t } = useTranslation("hiring");
  const api = useHiring();
  const download = useExport((format) => api.exportList(format, filter));
  return (
    <Menu
      trigger={
        <Button variant="quiet" busy={download.isPending} className="ml-auto">
          <Download aria-hidden size={16} />
          {t("export.menu")}
        </Button>
      }
    >
      <MenuItem onSelect={() => download.mutate("csv")}>{t("export.csv")}</MenuItem>
      <MenuItem onSelect={() => download.mutate("json")}>{t("export.json")}</MenuItem>
    </Menu>
  );
}
