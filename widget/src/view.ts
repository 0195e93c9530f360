// What every part of the view is given.
import type { Chat } from "./chat";
import type { Config } from "./config";
import { fill, type Strings } from "./strings";

export type Room = "chat" | "person" | "summary" | "delete" | "privacy";

export interface View {
  chat: Chat;
  config: Config;
  room: Room;
  small: boolean;
  /** A word of the language, with the clinic's values in it. */
  say(key: keyof Strings, values?: Record<string, string | number>): string;
  /** The emergency number; empty until it is known. */
  emergency: string;
  numbers: string[];
  go(room: Room): void;
  ask(text: string): void;
  /** Send again what was not sent. */
  retry(): void;
  setSmall(small: boolean): void;
}

export function sayer(config: Config, chat: Chat): View["say"] {
  return (key, values = {}) => {
    const clinic = chat.settings;
    return fill(config.strings[key], {
      clinic: clinic?.name ?? "",
      phone: clinic?.phone ?? "",
      emergency: clinic?.emergency_number || config.emergency || config.strings.yourEmergencyNumber,
      urgent: clinic?.urgent_care_line ?? "",
      crisis: clinic?.crisis_line ?? "",
      article: clinic?.article ?? "",
      days: clinic?.retention_days ?? "",
      ...values,
    });
  };
}
