import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { classes } from "@/ui/classes";

export interface NavPlace {
  to: string;
  label: string;
  /** Where there is little room the account's menu leads there instead. */
  wide?: boolean;
}

/** The main places of an account, in the strip above its pages. */
export function NavLinks({ links }: { links: NavPlace[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("nav.label")} className="flex min-w-0 gap-3 self-stretch overflow-x-auto text-sm min-[440px]:gap-4 min-[440px]:text-base sm:gap-6">
      {links.map((link) => (
        <NavLink
          key={link.to}
          to={link.to}
          end={link.to === "/"}
          className={({ isActive }) =>
            classes(
              "-mb-px inline-flex items-center border-b-2 font-medium whitespace-nowrap -outline-offset-2 transition-colors",
              link.wide && "max-sm:hidden",
              isActive ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
            )
          }
        >
          {link.label}
        </NavLink>
      ))}
    </nav>
  );
}
