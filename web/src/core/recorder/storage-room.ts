import { BYTES_PER_SECOND } from "./recording-format";

/**
 * Whether this device could keep `seconds` of recording if the network were away all the while.
 * Also asks the browser not to clear what is kept. True when the browser doesn't say.
 */
export async function hasRoomFor(seconds: number): Promise<boolean> {
  try {
    await navigator.storage.persist();
    const { quota, usage } = await navigator.storage.estimate();
    if (quota === undefined || usage === undefined) return true;
    return quota - usage > seconds * BYTES_PER_SECOND;
  } catch {
    return true;
  }
}
