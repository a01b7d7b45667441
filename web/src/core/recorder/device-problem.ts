/** Why there is no picture or sound; the page has a sentence for each that says what to do. */
export type DeviceProblem =
  | "insecure"
  | "unsupported"
  | "permission_denied"
  | "no_camera"
  | "no_microphone"
  | "in_use"
  | "device_gone"
  | "unknown";

export type BrowserName = "chrome" | "edge" | "firefox" | "safari" | "ios" | "other";

/** Names the failure of getUserMedia. `present` is what the browser lists. */
export function problemOf(error: unknown, present: { camera: boolean; microphone: boolean }): DeviceProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return "permission_denied";
    case "SecurityError":
      return "insecure";
    case "NotFoundError":
    case "DevicesNotFoundError":
      return present.camera && !present.microphone ? "no_microphone" : "no_camera";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "in_use";
    case "OverconstrainedError":
      return "device_gone";
    default:
      return "unknown";
  }
}

/** Only to name the right setting in a help text; never to switch behaviour. */
export function detectBrowser(userAgent: string = navigator.userAgent): BrowserName {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (userAgent.includes("Edg/")) return "edge";
  if (userAgent.includes("Firefox/")) return "firefox";
  if (/Chrome\/|Chromium\//.test(userAgent)) return "chrome";
  if (userAgent.includes("Safari/")) return "safari";
  return "other";
}
