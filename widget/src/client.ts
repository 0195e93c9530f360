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

/**
 * What came of a message. `lost`: no connection, or the server is away; `refused`: the reply, if any, says why, and
 * `wait` after how many seconds it may be sent again.
 */
export type Outcome =
  | { kind: "answered"; reply: Reply }
  | { kind: "lost"; reply?: Reply }
  | { kind: "no session" }
  | { kind: "refused"; reply?: Reply; wait?: number };

const MILLISECONDS_TO_WAIT = 25_000;

export class Client {
  constructor(private readonly base: string) {}

  /** The clinic's settings; `fresh` where a copy that the browser keeps would not show that the bot is there. */
  async settings(fresh = false): Promise<Settings | undefined> {
    const { status, body } = await this.request("GET", "settings", { cache: fresh ? "no-store" : "default" });
    return status === 200 ? (body as Settings) : undefined;
  }

  /** The token of a new session; undefined where none can be had. */
  async begin(): Promise<string | undefined> {
    const { status, body } = await this.request("POST", "sessions");
    const token = (body as { token?: unknown } | undefined)?.token;
    return status === 201 && typeof token === "string" ? token : undefined;
  }

  async say(session: string, id: string, text: string): Promise<Outcome> {
    const { status, body, wait } = await this.request("POST", "webhook", { session, content: { id, text } });
    const reply = isReply(body) ? body : undefined;
    if (status === 200 && reply) return { kind: "answered", reply };
    if (status === 401) return { kind: "no session" };
    if (!status || status >= 500) return { kind: "lost", reply };
    return { kind: "refused", reply, wait: status === 429 ? wait : 0 };
  }

  /** Whether the answer's rating was kept. */
  async rate(session: string, rating: string, helpful: boolean): Promise<boolean> {
    return (await this.request("POST", "ratings", { session, content: { rating, helpful } })).status === 200;
  }

  /** Whether what was said in the session is gone from the server; a token that it does not know deletes nothing. */
  async forget(session: string): Promise<boolean> {
    return (await this.request("DELETE", "conversation", { session })).status === 200;
  }

  private async request(
    method: string,
    path: string,
    { session, content, cache }: { session?: string; content?: unknown; cache?: RequestCache } = {},
  ): Promise<{ status: number; body?: unknown; wait: number }> {
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
        cache,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: stop.signal,
      });
      const wait = Number(response.headers.get("Retry-After")) || 0;
      return { status: response.status, body: await response.json().catch(() => undefined), wait };
    } catch {
      return { status: 0, wait: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
}
