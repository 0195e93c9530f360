// The bot's web channel over HTTP. Nothing here knows of the page.
import { isReply, type Reply } from "./conversation";

export interface Settings {
  name: string;
  phone: string;
  email: string;
  opening_hours: string;
  emergency_number: string;
  urgent_care_line: string;
  crisis_line: string;
  retention_days: number;
  longest_message: number;
  article: string;
  starters: string[];
}

/** What came of a message. `lost`: no connection, or the server is away; `refused`: the reply, if any, says why. */
export type Outcome =
  | { kind: "answered"; reply: Reply }
  | { kind: "lost"; reply?: Reply }
  | { kind: "no session" }
  | { kind: "refused"; reply?: Reply };

const MILLISECONDS_TO_WAIT = 25_000;

export class Client {
  constructor(private readonly base: string) {}

  async settings(): Promise<Settings | undefined> {
    const { status, body } = await this.request("GET", "settings");
    return status === 200 ? (body as Settings) : undefined;
  }

  /** The token of a new session; undefined where none can be had. */
  async begin(): Promise<string | undefined> {
    const { status, body } = await this.request("POST", "sessions");
    const token = (body as { token?: unknown } | undefined)?.token;
    return status === 201 && typeof token === "string" ? token : undefined;
  }

  async say(session: string, id: string, text: string): Promise<Outcome> {
    const { status, body } = await this.request("POST", "webhook", session, { id, text });
    if (status === 200 && isReply(body)) return { kind: "answered", reply: body };
    if (status === 401) return { kind: "no session" };
    if (status === 0 || status >= 500) return isReply(body) ? { kind: "lost", reply: body } : { kind: "lost" };
    return isReply(body) ? { kind: "refused", reply: body } : { kind: "refused" };
  }

  /** Whether the answer's rating was kept. */
  async rate(session: string, rating: string, helpful: boolean): Promise<boolean> {
    return (await this.request("POST", "ratings", session, { rating, helpful })).status === 200;
  }

  /** Whether the conversation is gone from the server. */
  async forget(session: string): Promise<boolean> {
    const { status } = await this.request("DELETE", "conversation", session);
    return status === 200 || status === 401; // 401: it was deleted before, or ended long ago
  }

  private async request(
    method: string,
    path: string,
    session?: string,
    content?: unknown,
  ): Promise<{ status: number; body?: unknown }> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), MILLISECONDS_TO_WAIT);
    const headers: Record<string, string> = {};
    if (session) headers.Authorization = `Bearer ${session}`;
    if (content) headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(new URL(path, this.base), {
        method,
        headers,
        body: content ? JSON.stringify(content) : undefined,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: stop.signal,
      });
      return { status: response.status, body: await response.json().catch(() => undefined) };
    } catch {
      return { status: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
}
