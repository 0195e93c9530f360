// A conversation as a value: turns, how two copies of it become one, which alarm is open.

export type Urgency = "none" | "routine" | "urgent" | "emergency";
export type Alarm = "none" | "urgent" | "emergency" | "crisis";

export interface Source {
  id: string;
  heading: string;
  text: string;
}

export interface Bubble {
  text: string;
  urgency: "urgent" | "emergency" | null;
  topic: string | null;
  sources: Source[];
  buttons: string[];
}

export interface Reply {
  id: string;
  time: string;
  urgency: Urgency;
  alarm: Alarm | null;
  topic: string | null;
  reported: string[];
  messages: Bubble[];
  rating: string | null;
}

/** What the patient wrote, what became of it, and the reply. `at` is when, in milliseconds. */
export interface Turn {
  id: string;
  text: string;
  at: number;
  state: "sending" | "sent" | "failed";
  reply?: Reply;
  /** Whether the patient found the answer helpful; null where that could not be kept. */
  helpful?: boolean | null;
  /** Which session answered, by its name: see `nameOf`. */
  session?: string;
  /** Counts the changes, so that of two copies the later one is known. */
  changes: number;
}

export interface Conversation {
  /** The tokens of the sessions that it was held in, the newest first. Each is needed to delete its part. */
  sessions: string[];
  turns: Turn[];
}

export const EMPTY: Conversation = { sessions: [], turns: [] };

/** What a session is known by where its token must not lie about: enough to tell it, too little to use it. */
export const nameOf = (token: string): string => token.slice(-16);

/** One conversation of two copies of it; one that shares no session with it is not taken over. */
export function merge(mine: Conversation, theirs: Conversation): Conversation {
  const shared = mine.sessions.some((session) => theirs.sessions.includes(session));
  if (!shared && mine.sessions.length && theirs.sessions.length) return mine;
  const turns = new Map(mine.turns.map((turn) => [turn.id, turn]));
  for (const turn of theirs.turns) {
    const own = turns.get(turn.id);
    if (!own || turn.changes > own.changes) turns.set(turn.id, turn);
  }
  return {
    sessions: mergeSessions(mine.sessions, theirs.sessions),
    turns: [...turns.values()].sort((a, b) => a.at - b.at),
  };
}

/** The copy whose newest session the other does not know is ahead; where both are, both tabs choose the same one. */
function mergeSessions(mine: string[], theirs: string[]): string[] {
  const [newest = "", other = ""] = [mine[0], theirs[0]];
  const ahead = mine.includes(other) || (!theirs.includes(newest) && newest > other);
  return [...new Set(ahead ? [...mine, ...theirs] : [...theirs, ...mine])];
}

const ALARMS: Alarm[] = ["none", "urgent", "emergency", "crisis"];

const higher = (one: Alarm, other: Alarm): Alarm =>
  ALARMS.indexOf(one) > ALARMS.indexOf(other) ? one : other;

/**
 * The alarm that is open. Among answers the latest that knows decides. A message without an answer may raise it and
 * never lower it, as the server has not taken it into the conversation.
 */
export function openAlarm(turns: Turn[]): Alarm {
  let carried: Alarm = "none";
  let open: Alarm = "none";
  let unsent: Alarm = "none";
  let session: string | undefined;
  let raised = false;
  for (const turn of turns) {
    const alarm = turn.reply?.alarm;
    if (turn.state !== "sent") unsent = higher(unsent, alarm ?? "none");
    else {
      if (turn.session !== session) {
        // A new session knows nothing of the alarm of the one before, so its "none" ends only what it raised itself.
        carried = higher(carried, open);
        open = "none";
        session = turn.session;
        raised = false;
      }
      if (!alarm) continue;
      if (alarm !== "none") raised = true;
      else if (raised) carried = "none";
      open = alarm;
    }
  }
  return higher(higher(carried, open), unsent);
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Whether a server's answer, or what was kept, is a reply that can be shown. */
export function isReply(value: unknown): value is Reply {
  const reply = value as Partial<Reply> | null;
  return (
    !!reply &&
    Array.isArray(reply.messages) &&
    reply.messages.length > 0 &&
    reply.messages.every(
      (each) => isText(each?.text) && Array.isArray(each.sources) && Array.isArray(each.buttons) && each.buttons.every(isText),
    )
  );
}

/** A conversation read from what was kept or sent by another tab; an empty one where it is damaged. */
export function conversationFrom(value: unknown): Conversation {
  const kept = value as (Partial<Conversation> & { session?: unknown }) | null;
  if (!kept || !Array.isArray(kept.turns)) return EMPTY;
  // Before there could be several, a conversation was kept with one `session`.
  const sessions = Array.isArray(kept.sessions) ? kept.sessions : kept.session === "" ? [] : [kept.session];
  if (!sessions.every(isText)) return EMPTY;
  const turns = kept.turns.filter(
    (turn) => isText(turn?.id) && isText(turn.text) && typeof turn.at === "number" && (!turn.reply || isReply(turn.reply)),
  );
  if (!kept.sessions && sessions[0]) for (const turn of turns) turn.session ??= nameOf(sessions[0]);
  return { sessions, turns };
}
