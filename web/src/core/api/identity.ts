import type { Client } from "./client";
import type { ServerConfig } from "./types";

export function fetchConfig(client: Client, signal?: AbortSignal): Promise<ServerConfig> {
  return client.get("/api/v1/config", { auth: false, ...(signal ? { signal } : {}) });
}
