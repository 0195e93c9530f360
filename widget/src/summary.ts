// The summary for the clinician: on the screen, on paper, as a file. It is made here and sent nowhere.
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Turn } from "./conversation";
import printed from "./print.css";
import type { View } from "./view";

const LEVELS = { emergency: "levelEmergency", urgent: "levelUrgent", routine: "levelRoutine" } as const;

const time = (view: View, at: number): string =>
  new Intl.DateTimeFormat(view.config.lang, { hour: "2-digit", minute: "2-digit" }).format(at);

const date = (view: View, at: number): string =>
  new Intl.DateTimeFormat(view.config.lang, { dateStyle: "long" }).format(at);

function level(view: View, turn: Turn): string {
  const { urgency = "none" } = turn.reply ?? {};
  return urgency === "none" ? "" : view.say(LEVELS[urgency]);
}

const advice = (turn: Turn): string => turn.reply?.messages.map((message) => message.text).join("\n") ?? "";

function told(view: View): string {
  const urgencies = view.chat.turns.map((turn) => turn.reply?.urgency);
  if (urgencies.includes("emergency")) return view.say("toldEmergency");
  return urgencies.includes("urgent") ? view.say("toldUrgent") : "";
}

export function summary(view: View): TemplateResult {
  const { turns } = view.chat;
  const reported = turns.filter((turn) => level(view, turn));
  const asked = turns.filter((turn) => !level(view, turn));
  if (!turns.length) return html`<p>${view.say("summaryEmpty")}</p>`;
  const line = (label: string) => html`<div><span>${label}</span></div>`;
  const entry = (turn: Turn) => html`<li>
    <p class="when"><span>${time(view, turn.at)}</span>${level(view, turn) ? html` <strong>${level(view, turn)}</strong>` : nothing}</p>
    <p class="said" dir="auto">“${turn.text}”</p>
    ${turn.reply?.reported?.length ? html`<p class="heard">${view.say("sorted")}: ${turn.reply.reported.join("; ")}</p>` : nothing}
    ${advice(turn) ? html`<p class="advised"><span>${view.say("advised")}:</span> ${advice(turn)}</p>` : nothing}
  </li>`;
  return html`<div class="summary">
    <p class="from">${view.say("summaryFrom", { date: date(view, turns[0]!.at) })}</p>
    <div class="who">${line(view.say("name"))}${line(view.say("born"))}${line(view.say("treatment"))}</div>
    ${told(view) ? html`<p class="told"><strong>${told(view)}</strong></p>` : nothing}
    ${reported.length ? html`<h3>${view.say("reported")}</h3><ol>${reported.map(entry)}</ol>` : nothing}
    ${asked.length ? html`<h3>${view.say("asked")}</h3><ol>${asked.map(entry)}</ol>` : nothing}
    <div class="notes"><h3>${view.say("notes")}</h3><div></div><div></div><div></div></div>
    <p class="note">${view.say("summaryNote")}</p>
  </div>`;
}

/** The same as plain text, for a file. */
export function asText(view: View): string {
  const { turns } = view.chat;
  const entry = (turn: Turn): string =>
    [
      [time(view, turn.at), level(view, turn)].filter(Boolean).join("  "),
      `“${turn.text}”`,
      turn.reply?.reported?.length ? `${view.say("sorted")}: ${turn.reply.reported.join("; ")}` : "",
      advice(turn) ? `${view.say("advised")}: ${advice(turn)}` : "",
    ]
      .filter(Boolean)
      .join("\n");
  const head = [view.say("summary"), view.say("summaryFrom", { date: date(view, turns[0]?.at ?? Date.now()) }), told(view)];
  return [...head.filter(Boolean), ...turns.map(entry), view.say("summaryNote")].join("\n\n") + "\n";
}

export function save(view: View): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", asText(view)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "summary.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Print the summary alone: while the browser prints, the page's own content is left out. */
export function print(view: View): void {
  const host = document.createElement("clinic-assistant-print");
  const root = host.attachShadow({ mode: "open" });
  const inside = new CSSStyleSheet();
  inside.replaceSync(printed);
  root.adoptedStyleSheets = [inside];
  render(html`<main lang=${view.config.lang} dir=${view.config.dir}><h1>${view.say("summary")}</h1>${summary(view)}</main>`, root);
  const outside = new CSSStyleSheet();
  outside.replaceSync("@media print{body>:not(clinic-assistant-print){display:none!important}html,body{background:#fff!important}}");
  document.body.append(host);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, outside];
  const clear = (): void => {
    host.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== outside);
  };
  addEventListener("afterprint", clear, { once: true });
  window.print();
}
