import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "./IconButton";
import { Input } from "./Input";

export function PasswordInput(props: Omit<ComponentProps<"input">, "type">) {
  const { t } = useTranslation("ui");
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...props} type={shown ? "text" : "password"} className="pr-11" spellCheck={false} autoCapitalize="none" />
      <IconButton
        icon={shown ? EyeOff : Eye}
        label={t(shown ? "hidePassword" : "showPassword")}
        tooltip={false}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute top-0 right-0"
      />
    </div>
  );
}
