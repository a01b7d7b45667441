import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { listDevices, type MediaInput } from "@/core/recorder";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";

/** Which microphone; renewed when one is plugged in. */
export function MicrophonePicker({ input, stream }: { input: MediaInput; stream: MediaStream }) {
  const { t } = useTranslation("voice");
  const [microphones, setMicrophones] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    let looking = true;
    const look = (): void =>
      void listDevices().then(
        (found) => {
          if (looking) setMicrophones(found.microphones);
        },
        () => undefined,
      );
    look();
    navigator.mediaDevices.addEventListener("devicechange", look);
    return () => {
      looking = false;
      navigator.mediaDevices.removeEventListener("devicechange", look);
    };
  }, [stream]);
  return (
    <Field label={t("check.microphone")}>
      {(control) => (
        <Select
          {...control}
          value={stream.getAudioTracks()[0]?.getSettings().deviceId ?? ""}
          onChange={(event) => void input.open({ microphoneId: event.target.value })}
        >
          {microphones.map((microphone, index) => (
            <option key={microphone.deviceId} value={microphone.deviceId}>
              {microphone.label || t("check.microphoneN", { number: index + 1 })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
