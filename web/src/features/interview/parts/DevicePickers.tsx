import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { type DeviceList, listDevices, type MediaInput } from "@/core/recorder";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Select";

/** Which camera and which microphone; renewed when one is plugged in. */
export function DevicePickers({
  input,
  stream,
  disabled,
}: {
  input: MediaInput;
  stream: MediaStream;
  disabled: boolean;
}) {
  const { t } = useTranslation("interview");
  const [list, setList] = useState<DeviceList>({ cameras: [], microphones: [] });
  useEffect(() => {
    let looking = true;
    const look = (): void =>
      void listDevices().then(
        (found) => {
          if (looking) setList(found);
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
  const inUse = (kind: "audio" | "video"): string =>
    stream
      .getTracks()
      .find((track) => track.kind === kind)
      ?.getSettings().deviceId ?? "";
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("check.camera")}>
        {(control) => (
          <Select
            {...control}
            disabled={disabled}
            value={inUse("video")}
            onChange={(event) => void input.open({ ...input.choice, cameraId: event.target.value })}
          >
            {list.cameras.map((camera, index) => (
              <option key={camera.deviceId} value={camera.deviceId}>
                {camera.label || t("check.cameraN", { number: index + 1 })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("check.microphone")}>
        {(control) => (
          <Select
            {...control}
            disabled={disabled}
            value={inUse("audio")}
            onChange={(event) => void input.open({ ...input.choice, microphoneId: event.target.value })}
          >
            {list.microphones.map((microphone, index) => (
              <option key={microphone.deviceId} value={microphone.deviceId}>
                {microphone.label || t("check.microphoneN", { number: index + 1 })}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
